// What every module of kernels starts with. CUDA C++ for NVRTC and nvcc, sm_80 and newer; no header is included, and no builtin of
// the host's compiler is there.
//
// The CPU shim of the tests defines BNC_CPU and provides twins of what stands between #ifndef BNC_CPU and #endif: the
// instructions that C++ has no words for.
typedef unsigned int u32;
typedef unsigned long long u64;

#define BNC_DEVICE __device__ __forceinline__
#define BNC_ALL_LANES 0xffffffffu

#ifndef BNC_CPU
// After each kernel: the shim lists its parameters there.
#define BNC_KERNEL(name)
// The kernel's shared memory: that many floats, called shared. At most one of these in a kernel.
#define BNC_SHARED(count) __shared__ __align__(16) float shared[count]

// Copies 16 bytes to shared memory while the thread goes on; zeros instead if there is nothing to copy.
BNC_DEVICE void copyAsync16(float* shared, const float* global, bool present) {
    u32 to = (u32) __cvta_generic_to_shared(shared);
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(to), "l"(global), "r"(present ? 16 : 0));
}

// As copyAsync16, but 8 bytes.
BNC_DEVICE void copyAsync8(float* shared, const float* global, bool present) {
    u32 to = (u32) __cvta_generic_to_shared(shared);
    asm volatile("cp.async.ca.shared.global [%0], [%1], 8, %2;" ::"r"(to), "l"(global), "r"(present ? 8 : 0));
}

// As copyAsync16, but 4 bytes.
BNC_DEVICE void copyAsync4(float* shared, const float* global, bool present) {
    u32 to = (u32) __cvta_generic_to_shared(shared);
    asm volatile("cp.async.ca.shared.global [%0], [%1], 4, %2;" ::"r"(to), "l"(global), "r"(present ? 4 : 0));
}

// Ends a group of copies.
BNC_DEVICE void commitCopies() { asm volatile("cp.async.commit_group;"); }

// Waits until at most PENDING groups of this thread's copies are under way.
template <int PENDING> BNC_DEVICE void awaitCopies() { asm volatile("cp.async.wait_group %0;" ::"n"(PENDING)); }

// d += a . b on tensor cores, a[16, 8], b[8, 8], a warp together; operands rounded to tf32 (10 bits of mantissa).
BNC_DEVICE void multiplyTf32(float (&d)[4], const float (&a)[4], const float (&b)[2]) {
    u32 x[4], y[2];
    for (int i = 0; i < 4; i++) asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(x[i]) : "f"(a[i]));
    for (int i = 0; i < 2; i++) asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(y[i]) : "f"(b[i]));
    asm volatile("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, "
                 "{%0,%1,%2,%3};"
                 : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
                 : "r"(x[0]), "r"(x[1]), "r"(x[2]), "r"(x[3]), "r"(y[0]), "r"(y[1]));
}

// Two floats rounded to bf16; the first in the low half.
BNC_DEVICE u32 pairBf16(float low, float high) {
    u32 pair;
    asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(pair) : "f"(high), "f"(low));
    return pair;
}

// d += a . b on tensor cores, a[16, 16], b[16, 8] of bf16 pairs, a warp together.
BNC_DEVICE void multiplyBf16(float (&d)[4], const u32 (&a)[4], const u32 (&b)[2]) {
    asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, "
                 "{%0,%1,%2,%3};"
                 : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
                 : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
}
#endif

BNC_DEVICE float negativeInfinity() { return __uint_as_float(0xff800000u); }

// A float as memory keeps it where the plan says bf16: its upper half, rounded to nearest even. Arithmetic is on floats.
struct bf16 {
    unsigned short bits;

    BNC_DEVICE operator float() const { return __uint_as_float((u32) bits << 16); }

    BNC_DEVICE bf16& operator=(float x) {
        bits = (unsigned short) pairBf16(x, 0.0f);
        return *this;
    }
};

// Which of a kernel's blocks this is, and how many there are along x. A launch that does the work of several kernels hands each
// of them blocks of its own, so nothing but the launch itself asks for blockIdx.
struct Block {
    u32 x, y, z, across;
};

// The block with that number, counted along x first, then y.
BNC_DEVICE Block blockAt(u32 number, u32 across, u32 down) {
    u32 row = number / across;
    return {number % across, row % down, row / down, across};
}

// As many floats as one load or store moves: 1 or 4.
template <int COUNT> struct Lanes {
    float at[COUNT];
};

template <int COUNT> BNC_DEVICE Lanes<COUNT> load(const float* from) {
    Lanes<COUNT> lanes;
    if constexpr (COUNT == 4) {
        float4 v = *(const float4*) from;
        lanes.at[0] = v.x, lanes.at[1] = v.y, lanes.at[2] = v.z, lanes.at[3] = v.w;
    } else {
        for (int i = 0; i < COUNT; i++) lanes.at[i] = from[i];
    }
    return lanes;
}

template <int COUNT> BNC_DEVICE void store(float* to, const Lanes<COUNT>& lanes) {
    if constexpr (COUNT == 4) {
        *(float4*) to = make_float4(lanes.at[0], lanes.at[1], lanes.at[2], lanes.at[3]);
    } else {
        for (int i = 0; i < COUNT; i++) to[i] = lanes.at[i];
    }
}

template <int COUNT> BNC_DEVICE Lanes<COUNT> load(const bf16* from) {
    Lanes<COUNT> lanes;
    if constexpr (COUNT == 4) {
        uint2 v = *(const uint2*) from;
        lanes.at[0] = __uint_as_float(v.x << 16), lanes.at[1] = __uint_as_float(v.x & 0xffff0000u);
        lanes.at[2] = __uint_as_float(v.y << 16), lanes.at[3] = __uint_as_float(v.y & 0xffff0000u);
    } else {
        for (int i = 0; i < COUNT; i++) lanes.at[i] = from[i];
    }
    return lanes;
}

template <int COUNT> BNC_DEVICE void store(bf16* to, const Lanes<COUNT>& lanes) {
    if constexpr (COUNT == 4) {
        *(uint2*) to = make_uint2(pairBf16(lanes.at[0], lanes.at[1]), pairBf16(lanes.at[2], lanes.at[3]));
    } else {
        for (int i = 0; i < COUNT; i++) to[i] = lanes.at[i];
    }
}

// A sum kept as two floats, so that adding many rounds only once or twice (Knuth's exact addition of two floats).
struct Sum {
    float high, low;

    BNC_DEVICE void add(float x) {
        float sum = __fadd_rn(high, x);
        float part = __fadd_rn(sum, -high);
        low = __fadd_rn(low, __fadd_rn(__fadd_rn(high, -__fadd_rn(sum, -part)), __fadd_rn(x, -part)));
        high = sum;
    }

    BNC_DEVICE void add(const Sum& other) {
        add(other.high);
        low = __fadd_rn(low, other.low);
    }

    BNC_DEVICE float value() const { return __fadd_rn(high, low); }
};

BNC_DEVICE Sum emptySum() { return {0.0f, 0.0f}; }

// How many numbers, the distance of their mean from an origin that all sets share, and the sum of their squared distances
// from the mean. The origin is one of the numbers: a mean kept as a float would itself be rounded where it is large.
struct Moments {
    float count, mean, squares;

    // Two sets together (Chan, Golub, LeVeque 1979): nothing cancels, however large the mean.
    BNC_DEVICE void add(const Moments& other) {
        float both = count + other.count;
        if (other.count == 0.0f) return;
        float distance = other.mean - mean, share = other.count / both;
        mean += distance * share;
        squares += other.squares + distance * distance * count * share;
        count = both;
    }
};

// Moments of numbers as they come, around the first of them.
struct Gatherer {
    float shift, count;
    float sum, squares;

    BNC_DEVICE void add(float x) {
        if (count == 0.0f) shift = x;
        float d = x - shift;
        count += 1.0f, sum += d, squares = fmaf(d, d, squares);
    }

    BNC_DEVICE Moments moments(float origin) const {
        if (count == 0.0f) return {0.0f, 0.0f, 0.0f};
        float mean = sum / count;
        return {count, (shift - origin) + mean, fmaxf(squares - sum * mean, 0.0f)};
    }
};

BNC_DEVICE Gatherer emptyGatherer() { return {0.0f, 0.0f, 0.0f, 0.0f}; }

// The sum over a warp, in every lane. All lanes get the same bits.
BNC_DEVICE float warpSum(float x) {
#pragma unroll
    for (int apart = 16; apart > 0; apart >>= 1) x += __shfl_xor_sync(BNC_ALL_LANES, x, apart);
    return x;
}

BNC_DEVICE float warpMax(float x) {
#pragma unroll
    for (int apart = 16; apart > 0; apart >>= 1) x = fmaxf(x, __shfl_xor_sync(BNC_ALL_LANES, x, apart));
    return x;
}

BNC_DEVICE Sum warpSum(Sum x) {
#pragma unroll
    for (int apart = 16; apart > 0; apart >>= 1) {
        Sum other = {__shfl_down_sync(BNC_ALL_LANES, x.high, apart), __shfl_down_sync(BNC_ALL_LANES, x.low, apart)};
        x.add(other);
    }
    return x; // whole in lane 0 only
}

// The sum over a block, in every thread; shared holds 64 floats.
BNC_DEVICE Sum blockSum(Sum x, float* shared) {
    int lane = threadIdx.x & 31, warp = threadIdx.x >> 5;
    x = warpSum(x);
    if (lane == 0) shared[warp] = x.high, shared[32 + warp] = x.low;
    __syncthreads();
    Sum total = emptySum();
    for (int w = 0; w < (int) (blockDim.x >> 5); w++) {
        Sum other = {shared[w], shared[32 + w]};
        total.add(other);
    }
    __syncthreads();
    return total;
}

// Moments over a block, in every thread; shared holds 96 floats.
BNC_DEVICE Moments blockMoments(Moments x, float* shared) {
    int lane = threadIdx.x & 31, warp = threadIdx.x >> 5;
#pragma unroll
    for (int apart = 16; apart > 0; apart >>= 1) {
        Moments other = {
            __shfl_down_sync(BNC_ALL_LANES, x.count, apart),
            __shfl_down_sync(BNC_ALL_LANES, x.mean, apart),
            __shfl_down_sync(BNC_ALL_LANES, x.squares, apart)};
        if (lane + apart < 32) x.add(other);
    }
    if (lane == 0) shared[warp] = x.count, shared[32 + warp] = x.mean, shared[64 + warp] = x.squares;
    __syncthreads();
    Moments total = {0.0f, 0.0f, 0.0f};
    for (int w = 0; w < (int) (blockDim.x >> 5); w++) {
        Moments other = {shared[w], shared[32 + w], shared[64 + w]};
        total.add(other);
    }
    __syncthreads();
    return total;
}
