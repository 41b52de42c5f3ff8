// Runs CUDA C++ kernels on the host, for tests: a fiber for each thread of a block, one block after the other.
//
// Included before the text of a module. Covers what emitted kernels use: indices, shared memory (NaN before each block),
// __syncthreads, warp shuffles, asynchronous copies (done when they are awaited, so that a missing wait shows), tensor-core
// products, intrinsics. Kernels are compiled as they are; only what base.cuh keeps from the CPU has its twins here.
//
// Finds: results that depend on the order of blocks or threads (launch in both orders and compare), reads of shared memory
// that nobody wrote and of lanes that are not there (NaN), threads that leave before a barrier, barriers in divergent code.
// A launch that cannot go on returns an error instead of hanging. Does not model the memory order of a GPU.
#pragma once
#define BNC_CPU 1
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define __global__
#define __device__
#define __forceinline__ inline
#define __launch_bounds__(...)

struct Index3 {
    unsigned x, y, z;
};
struct alignas(16) float4 {
    float x, y, z, w;
};
struct alignas(8) uint2 {
    unsigned x, y;
};
static inline uint2 make_uint2(unsigned x, unsigned y) { return {x, y}; }
static inline float4 make_float4(float x, float y, float z, float w) { return {x, y, z, w}; }

namespace bnc {
enum State : uint8_t { READY, AT_WARP_BARRIER, AT_BLOCK_BARRIER, DONE };

// A copy to shared memory that was begun; done when its group is awaited.
struct Copy {
    float* to;
    float values[4];
    int count, group;
};

constexpr int MOST_THREADS = 1024, MOST_COPIES = 128;
constexpr size_t STACK = 64 << 10, GUARD = 4096, STATIC_SHARED = 48 << 10;

struct Fiber {
    void* stackPointer;
    Index3 index;
    unsigned linear;
    State state;
    unsigned phase;
    char* stack;
    int copies, group;
    Copy pending[MOST_COPIES];
};

struct Warp {
    unsigned born, live, arrived, want;
    uint64_t slots[2][32];
    float a[16][16], b[16][8];
};

inline Fiber fibers[MOST_THREADS];
inline Warp warps[MOST_THREADS / 32];
inline Fiber* current;
inline Index3 blockSize, gridSize, blockPlace;
inline int threads, live, arrived, order, failed;
inline void* scheduler;
inline void (*entry)(void**);
inline void** entryArguments;
inline char error[256];
alignas(16) inline char shared[STATIC_SHARED];
inline size_t sharedUsed;

#if defined(__x86_64__)
extern "C" void bnc_switch(void** save, void* to);
asm(R"(
.text
.weak bnc_switch
.hidden bnc_switch
.type bnc_switch,@function
bnc_switch:
  pushq %rbp; pushq %rbx; pushq %r12; pushq %r13; pushq %r14; pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  popq %r15; popq %r14; popq %r13; popq %r12; popq %rbx; popq %rbp
  ret
)");
inline void* prepare(char* top, void (*start)()) {
    void** stack = (void**) ((uintptr_t) top & ~(uintptr_t) 15);
    *--stack = nullptr;
    *--stack = (void*) start;
    for (int i = 0; i < 6; i++) *--stack = nullptr;
    return stack;
}
#elif defined(__aarch64__)
extern "C" void bnc_switch(void** save, void* to);
asm(R"(
.text
.weak bnc_switch
.hidden bnc_switch
.type bnc_switch,%function
bnc_switch:
  sub sp, sp, #160
  stp x19, x20, [sp]; stp x21, x22, [sp, #16]; stp x23, x24, [sp, #32]; stp x25, x26, [sp, #48]
  stp x27, x28, [sp, #64]; stp x29, x30, [sp, #80]; stp d8, d9, [sp, #96]; stp d10, d11, [sp, #112]
  stp d12, d13, [sp, #128]; stp d14, d15, [sp, #144]
  mov x2, sp
  str x2, [x0]
  mov sp, x1
  ldp x19, x20, [sp]; ldp x21, x22, [sp, #16]; ldp x23, x24, [sp, #32]; ldp x25, x26, [sp, #48]
  ldp x27, x28, [sp, #64]; ldp x29, x30, [sp, #80]; ldp d8, d9, [sp, #96]; ldp d10, d11, [sp, #112]
  ldp d12, d13, [sp, #128]; ldp d14, d15, [sp, #144]
  add sp, sp, #160
  ret
)");
inline void* prepare(char* top, void (*start)()) {
    void** stack = (void**) ((uintptr_t) top & ~(uintptr_t) 15) - 20;
    memset(stack, 0, 160);
    stack[11] = (void*) start;
    return stack;
}
#else
#error "add a context switch for this processor"
#endif

inline void fail(const char* what, int a, int b) {
    if (failed) return;
    failed = 1;
    int n = snprintf(error, sizeof error, "block (%u,%u,%u): ", blockPlace.x, blockPlace.y, blockPlace.z);
    snprintf(error + n, sizeof error - n, what, a, b);
}

// Goes on with the next ready fiber in the launch's order, or ends the block's turn when there is none.
inline void yield() {
    Fiber* me = current;
    int i = (int) (me - fibers);
    for (int k = 1; k <= threads; k++) {
        int j = (i + order * k + threads) % threads;
        if (fibers[j].state != READY) continue;
        if (&fibers[j] == me) return;
        current = &fibers[j];
        bnc_switch(&me->stackPointer, current->stackPointer);
        return;
    }
    current = nullptr;
    bnc_switch(&me->stackPointer, scheduler);
}

inline void releaseBlock() {
    arrived = 0;
    for (int i = 0; i < threads; i++) {
        if (fibers[i].state == AT_BLOCK_BARRIER) fibers[i].state = READY;
    }
}

inline void releaseWarp(int warp) {
    warps[warp].arrived = warps[warp].want = 0;
    for (int i = warp * 32; i < warp * 32 + 32 && i < threads; i++) {
        if (fibers[i].state == AT_WARP_BARRIER) fibers[i].state = READY;
    }
}

inline void blockBarrier() {
    if (++arrived == live) {
        if (live < threads) fail("%d threads wait at a barrier that the others ended without", live, 0);
        releaseBlock();
        return;
    }
    current->state = AT_BLOCK_BARRIER;
    yield();
}

inline void warpBarrier(unsigned mask) {
    int w = current->linear >> 5;
    unsigned lane = current->linear & 31;
    Warp& warp = warps[w];
    if (!(mask >> lane & 1)) fail("thread %d is not in its own mask", current->linear, 0);
    if (warp.arrived && warp.want != mask) fail("masks %08x and %08x meet", warp.want, mask);
    if ((mask & warp.live) != (mask & warp.born)) fail("lanes of warp %d ended before a shuffle", w, 0);
    warp.want = mask;
    warp.arrived |= 1u << lane;
    if (warp.arrived == (mask & warp.live)) {
        releaseWarp(w);
        return;
    }
    current->state = AT_WARP_BARRIER;
    yield();
}

inline void fiberMain() {
    entry(entryArguments);
    Fiber* me = current;
    if (me->copies) fail("thread %d ended with %d copies under way", me->linear, me->copies);
    me->state = DONE;
    live--;
    int w = me->linear >> 5;
    warps[w].live &= ~(1u << (me->linear & 31));
    if (warps[w].arrived && warps[w].arrived == (warps[w].want & warps[w].live)) releaseWarp(w);
    if (live && arrived == live) {
        fail("%d threads wait at a barrier that the others ended without", live, 0);
        releaseBlock();
    }
    yield();
    __builtin_trap();
}

inline bool reserve(int count) {
    for (int i = 0; i < count; i++) {
        if (fibers[i].stack) continue;
        int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
        char* memory = (char*) mmap(nullptr, STACK + GUARD, PROT_READ | PROT_WRITE, flags, -1, 0);
        if (memory == MAP_FAILED) return false;
        mprotect(memory, GUARD, PROT_NONE);
        fibers[i].stack = memory + GUARD;
    }
    return true;
}

inline void startBlock(Index3 place) {
    blockPlace = place, live = threads, arrived = 0;
    memset(shared, 0xff, sharedUsed);
    for (int w = 0; w * 32 < threads; w++) {
        int rest = threads - w * 32;
        warps[w].born = warps[w].live = rest >= 32 ? 0xffffffffu : (1u << rest) - 1;
        warps[w].arrived = warps[w].want = 0;
    }
    for (int i = 0; i < threads; i++) {
        Fiber& fiber = fibers[i];
        fiber.index = {i % blockSize.x, i / blockSize.x % blockSize.y, i / (blockSize.x * blockSize.y)};
        fiber.linear = i, fiber.state = READY, fiber.phase = 0, fiber.copies = fiber.group = 0;
        fiber.stackPointer = prepare(fiber.stack + STACK, fiberMain);
    }
}

// Runs a kernel. ascending: 1 for blocks and, between barriers, threads in ascending order, -1 for descending. 0 if all
// went well, else bnc_error tells.
inline int launch(void (*kernel)(void**), void** arguments, Index3 grid, Index3 block, int ascending) {
    threads = (int) (block.x * block.y * block.z), error[0] = 0, failed = 0;
    if (threads < 1 || threads > MOST_THREADS || !reserve(threads)) {
        snprintf(error, sizeof error, "cannot have %d threads a block", threads);
        return 1;
    }
    blockSize = block, gridSize = grid, entry = kernel, entryArguments = arguments;
    order = ascending < 0 ? -1 : 1, sharedUsed = STATIC_SHARED;
    size_t blocks = (size_t) grid.x * grid.y * grid.z;
    for (size_t k = 0; k < blocks; k++) {
        size_t i = order > 0 ? k : blocks - 1 - k;
        startBlock({(unsigned) (i % grid.x), (unsigned) (i / grid.x % grid.y), (unsigned) (i / grid.x / grid.y)});
        sharedUsed = k == 0 ? 0 : sharedUsed;
        current = &fibers[order > 0 ? 0 : threads - 1];
        bnc_switch(&scheduler, current->stackPointer);
        if (live) fail("%d of %d threads wait at barriers that the others never reach", live, threads);
        if (failed) return 2;
    }
    return 0;
}

inline float* sharedFloats(size_t count) {
    size_t bytes = count * sizeof(float);
    if (bytes > STATIC_SHARED) fail("%d bytes of shared memory", (int) bytes, 0);
    if (bytes > sharedUsed) sharedUsed = bytes;
    return (float*) shared;
}

template <class T> inline T exchange(unsigned mask, T value, int source, bool present) {
    static_assert(sizeof(T) <= 8, "at most 8 bytes");
    Warp& warp = warps[current->linear >> 5];
    unsigned lane = current->linear & 31, phase = current->phase++ & 1;
    memcpy(&warp.slots[phase][lane], &value, sizeof(T));
    warpBarrier(mask);
    T result;
    memcpy(&result, &warp.slots[phase][present ? source : lane], sizeof(T));
    // The device leaves open what comes from a lane that is not there: here it is NaN.
    bool there = mask >> source & 1 & warp.born >> source;
    if (present && !there) memset(&result, 0xff, sizeof(T));
    return result;
}

// Calls a kernel with arguments as cuLaunchKernel takes them: a pointer to each.
template <int... I> struct Places {};
template <int N, int... I> struct Counted : Counted<N - 1, N - 1, I...> {};
template <int... I> struct Counted<0, I...> {
    typedef Places<I...> type;
};
template <class... A, int... I> inline void invoke(void (*kernel)(A...), void** arguments, Places<I...>) {
    kernel(*(A*) arguments[I]...);
}
template <class... A> inline void call(void (*kernel)(A...), void** arguments) {
    invoke(kernel, arguments, typename Counted<sizeof...(A)>::type());
}
} // namespace bnc

#define threadIdx (bnc::current->index)
#define blockIdx bnc::blockPlace
#define blockDim bnc::blockSize
#define gridDim bnc::gridSize
#define BNC_SHARED(count) float* shared = bnc::sharedFloats(count)

static inline void __syncthreads() { bnc::blockBarrier(); }
static inline void __syncwarp() { bnc::warpBarrier(bnc::warps[bnc::current->linear >> 5].born); }
static inline int bncLane() { return (int) (bnc::current->linear & 31); }
template <class T> static inline T __shfl_sync(unsigned mask, T value, int source) {
    return bnc::exchange(mask, value, source & 31, true);
}
template <class T> static inline T __shfl_down_sync(unsigned mask, T value, unsigned distance) {
    int source = bncLane() + (int) distance;
    return bnc::exchange(mask, value, source & 31, source < 32);
}
template <class T> static inline T __shfl_xor_sync(unsigned mask, T value, int bits) {
    return bnc::exchange(mask, value, bncLane() ^ bits, true);
}

static inline float __fadd_rn(float a, float b) { return a + b; }
static inline unsigned __float_as_uint(float f) {
    unsigned bits;
    memcpy(&bits, &f, 4);
    return bits;
}
static inline float __uint_as_float(unsigned bits) {
    float f;
    memcpy(&f, &bits, 4);
    return f;
}
static inline int min(int a, int b) { return a < b ? a : b; }
static inline int max(int a, int b) { return a > b ? a : b; }

// Twins of the instructions of base.cuh.
static inline void bncCopy(float* shared, const float* global, int count, bool present) {
    bnc::Fiber& fiber = *bnc::current;
    if (fiber.copies == bnc::MOST_COPIES) {
        bnc::fail("more than %d copies under way", bnc::MOST_COPIES, 0);
        return;
    }
    if ((uintptr_t) shared % (4 * count) || (present && (uintptr_t) global % (4 * count))) {
        bnc::fail("a copy of %d floats that are not aligned", count, 0);
        return;
    }
    bnc::Copy& copy = fiber.pending[fiber.copies++];
    copy.to = shared, copy.count = count, copy.group = fiber.group;
    for (int i = 0; i < count; i++) copy.values[i] = present ? global[i] : 0.0f;
}
static inline void copyAsync16(float* shared, const float* global, bool present) { bncCopy(shared, global, 4, present); }
static inline void copyAsync8(float* shared, const float* global, bool present) { bncCopy(shared, global, 2, present); }
static inline void copyAsync4(float* shared, const float* global, bool present) { bncCopy(shared, global, 1, present); }
static inline void commitCopies() { bnc::current->group++; }
template <int PENDING> static inline void awaitCopies() {
    bnc::Fiber& fiber = *bnc::current;
    int kept = 0;
    for (int i = 0; i < fiber.copies; i++) {
        bnc::Copy copy = fiber.pending[i];
        if (copy.group < fiber.group - PENDING) {
            memcpy(copy.to, copy.values, copy.count * sizeof(float));
        } else {
            fiber.pending[kept++] = copy;
        }
    }
    fiber.copies = kept;
}

// Fragment layouts as in the PTX manual: a warp brings both factors together, then each lane computes its four sums.
template <int DEPTH> static inline void bncMultiply(float (&d)[4], bnc::Warp& warp) {
    int group = bncLane() >> 2, lane = bncLane() & 3;
    __syncwarp();
    for (int i = 0; i < 4; i++) {
        int row = group + i / 2 * 8, column = 2 * lane + i % 2;
        for (int k = 0; k < DEPTH; k++) d[i] += warp.a[row][k] * warp.b[k][column];
    }
    __syncwarp();
}
static inline float bncTf32(float x) { return __uint_as_float((__float_as_uint(x) + 0x1000u) & 0xffffe000u); }
static inline void multiplyTf32(float (&d)[4], const float (&a)[4], const float (&b)[2]) {
    bnc::Warp& warp = bnc::warps[bnc::current->linear >> 5];
    int group = bncLane() >> 2, lane = bncLane() & 3;
    for (int i = 0; i < 4; i++) warp.a[group + i % 2 * 8][lane + i / 2 * 4] = bncTf32(a[i]);
    for (int i = 0; i < 2; i++) warp.b[lane + i * 4][group] = bncTf32(b[i]);
    bncMultiply<8>(d, warp);
}
static inline unsigned bncBf16(float x) {
    unsigned bits = __float_as_uint(x);
    return x != x ? 0x7fffu : (bits + 0x7fffu + (bits >> 16 & 1)) >> 16;
}
static inline unsigned pairBf16(float low, float high) { return bncBf16(low) | bncBf16(high) << 16; }
static inline void multiplyBf16(float (&d)[4], const unsigned (&a)[4], const unsigned (&b)[2]) {
    bnc::Warp& warp = bnc::warps[bnc::current->linear >> 5];
    int group = bncLane() >> 2, lane = bncLane() & 3;
    for (int half = 0; half < 2; half++) {
        for (int i = 0; i < 4; i++) {
            unsigned bits = half ? a[i] & 0xffff0000u : a[i] << 16;
            warp.a[group + i % 2 * 8][2 * lane + i / 2 * 8 + half] = __uint_as_float(bits);
        }
        for (int i = 0; i < 2; i++) {
            unsigned bits = half ? b[i] & 0xffff0000u : b[i] << 16;
            warp.b[2 * lane + i * 8 + half][group] = __uint_as_float(bits);
        }
    }
    bncMultiply<16>(d, warp);
}

#define BNC_EXPORT extern "C" __attribute__((visibility("default"), used))
// Behind each kernel: what a launch of it calls.
#define BNC_KERNEL(name) \
    BNC_EXPORT void name##__cpu(void** arguments) { bnc::call(name, arguments); }

BNC_EXPORT inline int bnc_launch(
    void (*kernel)(void**), void** arguments, unsigned gx, unsigned gy, unsigned gz, unsigned threads, int ascending) {
    return bnc::launch(kernel, arguments, {gx, gy, gz}, {threads, 1, 1}, ascending);
}
BNC_EXPORT inline const char* bnc_error() { return bnc::error; }
