// A stand-in for libcuda.so.1, for tests on machines without a GPU: the part of the driver API that bnc calls, on the CPU.
//
// Device memory is memory of the host, poisoned, with a guard behind each allocation that is checked after every kernel. The
// image of a module is the text "BNC-CPU:PATH" of a shared object that was built with cuda_cpu.h. Streams work at once, or
// record while they are captured; a graph is the recorded list. What is not freed when the process ends is reported.
//
// Set in the environment: STANDIN_VERSION and STANDIN_GPUS (what the driver says it is and has), STANDIN_MEMORY (bytes),
// STANDIN_FAIL (a kernel that fails), STANDIN_REVERSE (blocks and threads in the opposite order), STANDIN_REFUSE (libraries that
// do not start).
//
// Build: g++ -O2 -std=c++17 -fPIC -shared -Wl,-soname,libcuda.so.1 fake_cuda.cpp -o libcuda.so.1 -ldl
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#define API extern "C" __attribute__((visibility("default"))) int

typedef unsigned long long Address;

enum {
    OK = 0,
    INVALID_VALUE = 1,
    OUT_OF_MEMORY = 2,
    INVALID_IMAGE = 200,
    INVALID_HANDLE = 400,
    NOT_FOUND = 500,
    ILLEGAL_ADDRESS = 700,
    LAUNCH_FAILED = 719,
    CAPTURE_UNSUPPORTED = 900,
    CAPTURE_INVALIDATED = 901,
    CAPTURE_UNJOINED = 904
};

namespace {

typedef void (*Entry)(void**);
typedef int (*Launch)(Entry, void**, unsigned gx, unsigned gy, unsigned gz, unsigned threads, int ascending);

struct Module {
    void* library;
    Launch launch;
    const char* (*error)();
};
struct Function {
    Module* module;
    Entry entry;
    const int* sizes;  // number of parameters, then the bytes of each
    std::string name;
    size_t maxShared;
};
struct Graph {
    std::vector<std::function<int()>> nodes;
};
struct Stream {
    Graph* capture = nullptr;
    bool origin = false;  // the capture began in this stream
    bool joined = false;  // the origin waits for it
};
struct Event {
    timespec time{};
    Graph* capture = nullptr;
    Stream* stream = nullptr;
};

const size_t GUARD = 256;
const unsigned char GUARD_BYTE = 0xA5;

std::recursive_mutex lock;
std::map<Address, size_t> memory;
size_t used, pinned, live;  // bytes, bytes, objects
int sticky;                 // after a failed launch everything fails, as on a GPU
std::string lastError;
std::vector<Stream*> streams;

long setting(const char* name, long otherwise) {
    const char* value = getenv(name);
    return value && *value ? atol(value) : otherwise;
}
int failed(int code, const std::string& why) {
    lastError = why;
    return code;
}
bool owned(Address p, size_t n) {
    auto i = memory.upper_bound(p);
    if (i == memory.begin()) return false;
    --i;
    return p - i->first + n <= i->second;
}
bool intact(Address p, size_t n) {
    const unsigned char* guard = (const unsigned char*) p + n;
    for (size_t i = 0; i < GUARD; i++) {
        if (guard[i] != GUARD_BYTE) return false;
    }
    return true;
}
int put(void* stream, std::function<int()> work) {
    std::lock_guard<std::recursive_mutex> held(lock);
    Stream* s = (Stream*) stream;
    if (!s) return failed(INVALID_HANDLE, "work in the default stream");
    if (s->capture) {
        s->capture->nodes.push_back(std::move(work));
        return OK;
    }
    return sticky ? sticky : work();
}
struct Report {
    ~Report() {
        if (live || used || pinned) {
            fprintf(stderr, "stand-in driver: not freed: %zu bytes, %zu pinned bytes, %zu objects\n", used, pinned, live);
        }
    }
} report;

}  // namespace

API cuInit(unsigned) { return OK; }
// NVRTC calls it if there is a driver.
API cuGetExportTable(const void**, const void*) { return 500; }
API cuDriverGetVersion(int* v) { *v = (int) setting("STANDIN_VERSION", 13000); return OK; }
API cuDeviceGetCount(int* n) { *n = (int) setting("STANDIN_GPUS", 1); return OK; }
API cuDeviceGet(int* d, int ordinal) { *d = ordinal; return OK; }
API cuDeviceGetName(char* s, int n, int) { snprintf(s, n, "CPU stand-in"); return OK; }
API cuDeviceTotalMem_v2(size_t* n, int) { *n = setting("STANDIN_MEMORY", 8L << 30); return OK; }
API cuDeviceGetAttribute(int* v, int attribute, int) {
    switch (attribute) {
        case 16: *v = 2; break;            // multiprocessors
        case 75: *v = 9; break;            // compute capability
        case 76: *v = 0; break;
        case 97: *v = 227 << 10; break;    // shared memory of a block, on request
        default: return failed(INVALID_VALUE, "an attribute that the stand-in does not know");
    }
    return OK;
}
API cuDevicePrimaryCtxRetain(void** c, int) { *c = (void*) 1; live++; return OK; }
API cuDevicePrimaryCtxRelease_v2(int) { live--; return OK; }
API cuCtxSetCurrent(void*) { return OK; }
API cuMemGetInfo_v2(size_t* free, size_t* all) { cuDeviceTotalMem_v2(all, 0); *free = *all - used; return OK; }

API cuMemAlloc_v2(Address* p, size_t n) {
    std::lock_guard<std::recursive_mutex> held(lock);
    if (!n) return failed(INVALID_VALUE, "an allocation of nothing");
    size_t all;
    cuDeviceTotalMem_v2(&all, 0);
    if (used + n > all) return failed(OUT_OF_MEMORY, "out of memory");
    void* m = aligned_alloc(256, (n + GUARD + 511) & ~(size_t) 255);
    if (!m) return failed(OUT_OF_MEMORY, "out of memory");
    memset(m, 0xff, n);  // NaN
    memset((char*) m + n, GUARD_BYTE, GUARD);
    *p = (Address) m;
    memory[*p] = n;
    used += n;
    return OK;
}
API cuMemFree_v2(Address p) {
    std::lock_guard<std::recursive_mutex> held(lock);
    auto i = memory.find(p);
    if (i == memory.end()) return failed(INVALID_VALUE, "freed what was not allocated");
    bool whole = intact(p, i->second);
    used -= i->second;
    memory.erase(i);
    free((void*) p);
    return whole ? OK : failed(ILLEGAL_ADDRESS, "written past the end of an allocation");
}
API cuMemAllocHost_v2(void** p, size_t n) {
    size_t* m = (size_t*) aligned_alloc(256, (n + 511) & ~(size_t) 255);
    m[0] = n;
    pinned += n;
    *p = (char*) m + 256;
    return OK;
}
API cuMemFreeHost(void* p) {
    size_t* m = (size_t*) ((char*) p - 256);
    pinned -= m[0];
    free(m);
    return OK;
}
API cuMemcpyHtoDAsync_v2(Address d, const void* s, size_t n, void* stream) {
    return put(stream, [=] {
        if (!owned(d, n)) return failed(INVALID_VALUE, "a copy to the device, out of bounds");
        memcpy((void*) d, s, n);
        return (int) OK;
    });
}
API cuMemcpyDtoHAsync_v2(void* d, Address s, size_t n, void* stream) {
    return put(stream, [=] {
        if (!owned(s, n)) return failed(INVALID_VALUE, "a copy from the device, out of bounds");
        memcpy(d, (void*) s, n);
        return (int) OK;
    });
}
API cuMemcpyDtoDAsync_v2(Address d, Address s, size_t n, void* stream) {
    return put(stream, [=] {
        if (!owned(d, n) || !owned(s, n)) return failed(INVALID_VALUE, "a copy within the device, out of bounds");
        memmove((void*) d, (void*) s, n);
        return (int) OK;
    });
}
// CUDA_MEMCPY2D_v2, as cuda.h has it.
struct Rows {
    size_t srcX, srcY;
    int srcType;
    const void* srcHost;
    Address srcDevice;
    void* srcArray;
    size_t srcPitch, dstX, dstY;
    int dstType;
    void* dstHost;
    Address dstDevice;
    void* dstArray;
    size_t dstPitch, width, height;
};
API cuMemcpy2DAsync_v2(const Rows* rows, void* stream) {
    Rows r = *rows;
    if (r.srcType != 2 || r.dstType != 2 || r.srcX || r.srcY || r.dstX || r.dstY || r.srcPitch < r.width || r.dstPitch < r.width) {
        return failed(INVALID_VALUE, "a copy of rows that the stand-in does not know");
    }
    return put(stream, [=] {
        for (size_t i = 0; i < r.height; i++) {
            Address from = r.srcDevice + i * r.srcPitch, to = r.dstDevice + i * r.dstPitch;
            if (!owned(from, r.width) || !owned(to, r.width)) return failed(INVALID_VALUE, "a copy of rows, out of bounds");
            memcpy((void*) to, (void*) from, r.width);
        }
        return (int) OK;
    });
}
API cuMemsetD8Async(Address d, unsigned char value, size_t n, void* stream) {
    return put(stream, [=] {
        if (!owned(d, n)) return failed(INVALID_VALUE, "filling out of bounds");
        memset((void*) d, value, n);
        return (int) OK;
    });
}
API cuMemsetD32Async(Address d, unsigned value, size_t n, void* stream) {
    if (d % 4) return failed(INVALID_VALUE, "filling words that are not aligned");
    return put(stream, [=] {
        if (!owned(d, 4 * n)) return failed(INVALID_VALUE, "filling out of bounds");
        for (size_t i = 0; i < n; i++) ((unsigned*) d)[i] = value;
        return (int) OK;
    });
}

API cuModuleLoadData(void** m, const void* image) {
    std::lock_guard<std::recursive_mutex> held(lock);
    const char* text = (const char*) image;
    if (strncmp(text, "BNC-CPU:", 8)) return failed(INVALID_IMAGE, "the image is not one of the stand-in's compiler");
    void* library = dlopen(text + 8, RTLD_NOW | RTLD_LOCAL);
    if (!library) return failed(INVALID_IMAGE, dlerror());
    Module* module = new Module{library, (Launch) dlsym(library, "bnc_launch"), nullptr};
    module->error = (const char* (*)()) dlsym(library, "bnc_error");
    *m = module;
    live++;
    return module->launch && module->error ? OK : failed(INVALID_IMAGE, "the image has no bnc_launch");
}
// The library stays loaded, and so do the functions that graphs of other modules may still have.
API cuModuleUnload(void* m) { delete (Module*) m; live--; return OK; }
API cuModuleGetFunction(void** f, void* m, const char* name) {
    std::lock_guard<std::recursive_mutex> held(lock);
    static std::map<std::pair<void*, std::string>, Function*> functions;
    Module* module = (Module*) m;
    Function*& known = functions[{module->library, name}];
    if (!known) {
        void* entry = dlsym(module->library, (std::string(name) + "__cpu").c_str());
        void* sizes = dlsym(module->library, (std::string(name) + "__sizes").c_str());
        if (!entry || !sizes) return failed(NOT_FOUND, std::string("no kernel ") + name);
        known = new Function{module, (Entry) entry, (const int*) sizes, name, 48 << 10};
    }
    known->module = module;
    *f = known;
    return OK;
}
API cuFuncSetAttribute(void* f, int attribute, int value) {
    if (attribute != 8 || value > 227 << 10) return failed(INVALID_VALUE, "too much shared memory");
    ((Function*) f)->maxShared = value;
    return OK;
}
API cuLaunchKernel(void* f, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz, unsigned shared,
                   void* stream, void** parameters, void** extra) {
    Function* k = (Function*) f;
    if (!k || extra) return failed(INVALID_VALUE, "no kernel, or extra arguments");
    bool fits = gx && gy && gz && gx < 1u << 31 && gy <= 65535 && gz <= 65535 && bx && by && bz && bz <= 64
            && (uint64_t) bx * by * bz <= 1024;
    if (!fits) return failed(INVALID_VALUE, k->name + ": grid or block out of bounds");
    if (shared > k->maxShared) return failed(INVALID_VALUE, k->name + ": more shared memory than was set aside");
    if (by != 1 || bz != 1 || shared) return failed(INVALID_VALUE, k->name + ": cuda_cpu.h takes blocks of one dimension, without dynamic shared memory");
    Launch launch = k->module->launch;
    const char* (*error)() = k->module->error;
    std::vector<uint64_t> values(k->sizes[0] ? 2 * k->sizes[0] : 1);  // copied at once, as the driver does
    for (int i = 0; i < k->sizes[0]; i++) memcpy(&values[2 * i], parameters[i], k->sizes[1 + i]);
    return put(stream, [=]() mutable {
        const char* fail = getenv("STANDIN_FAIL");
        if (fail && k->name == fail) return sticky = failed(LAUNCH_FAILED, k->name + " fails, as asked for");
        std::vector<void*> addresses;
        for (int i = 0; i < k->sizes[0]; i++) addresses.push_back(&values[2 * i]);
        int order = getenv("STANDIN_REVERSE") ? -1 : 1;
        if (launch(k->entry, addresses.data(), gx, gy, gz, bx, order)) {
            return sticky = failed(LAUNCH_FAILED, k->name + ": " + error());
        }
        for (auto& a : memory) {
            if (!intact(a.first, a.second)) {
                return sticky = failed(ILLEGAL_ADDRESS, k->name + " wrote past the end of an allocation");
            }
        }
        return (int) OK;
    });
}

// For the stand-ins of libraries: work in a stream, as a launch is.
API standin_put(void* stream, int (*work)(void*), void* with) {
    return put(stream, [=] {
        work(with);
        for (auto& a : memory) {
            if (!intact(a.first, a.second)) return sticky = failed(ILLEGAL_ADDRESS, "a library wrote past the end of an allocation");
        }
        return (int) OK;
    });
}

API cuStreamCreate(void** s, unsigned) {
    std::lock_guard<std::recursive_mutex> held(lock);
    streams.push_back(new Stream);
    *s = streams.back();
    live++;
    return OK;
}
API cuStreamDestroy_v2(void* s) {
    std::lock_guard<std::recursive_mutex> held(lock);
    for (size_t i = 0; i < streams.size(); i++) {
        if (streams[i] == s) streams.erase(streams.begin() + i);
    }
    delete (Stream*) s;
    live--;
    return OK;
}
API cuStreamSynchronize(void* s) { return ((Stream*) s)->capture ? CAPTURE_UNSUPPORTED : sticky; }
API cuStreamBeginCapture_v2(void* s, int) {
    Stream* t = (Stream*) s;
    if (t->capture) return failed(CAPTURE_UNSUPPORTED, "a capture within a capture");
    t->capture = new Graph;
    t->origin = true;
    live++;
    return OK;
}
API cuStreamEndCapture(void* s, void** g) {
    std::lock_guard<std::recursive_mutex> held(lock);
    Stream* t = (Stream*) s;
    if (!t->capture || !t->origin) return failed(CAPTURE_INVALIDATED, "no capture to end");
    bool joined = true;
    for (Stream* other : streams) {
        if (other != t && other->capture == t->capture) {
            joined = joined && other->joined;
            other->capture = nullptr;
            other->joined = false;
        }
    }
    *g = t->capture;
    t->capture = nullptr;
    t->origin = false;
    return joined ? OK : failed(CAPTURE_UNJOINED, "a side stream was not joined");
}
API cuGraphInstantiateWithFlags(void** e, void* g, unsigned long long) { *e = new Graph(*(Graph*) g); live++; return OK; }
API cuGraphLaunch(void* e, void* s) {
    std::lock_guard<std::recursive_mutex> held(lock);
    for (auto& node : ((Graph*) e)->nodes) {
        int code = put(s, node);
        if (code) return code;
    }
    return OK;
}
API cuGraphDestroy(void* g) { delete (Graph*) g; live--; return OK; }
API cuGraphExecDestroy(void* e) { delete (Graph*) e; live--; return OK; }

API cuEventCreate(void** e, unsigned) { *e = new Event; live++; return OK; }
API cuEventRecord(void* e, void* s) {
    Event* event = (Event*) e;
    Stream* stream = (Stream*) s;
    event->capture = stream->capture;
    event->stream = stream;
    clock_gettime(CLOCK_MONOTONIC, &event->time);
    return sticky;
}
API cuStreamWaitEvent(void* s, void* e, unsigned) {
    std::lock_guard<std::recursive_mutex> held(lock);
    Stream* stream = (Stream*) s;
    Graph* of = ((Event*) e)->capture;
    if (!of) return OK;
    if (!stream->capture) {
        stream->capture = of;  // forked
        return OK;
    }
    if (stream->capture != of) return failed(CAPTURE_INVALIDATED, "waiting for an event of another capture");
    if (stream->origin && ((Event*) e)->stream) ((Event*) e)->stream->joined = true;
    return OK;
}
API cuEventSynchronize(void*) { return sticky; }
API cuEventElapsedTime_v2(float* ms, void* a, void* b) {
    timespec &x = ((Event*) a)->time, &y = ((Event*) b)->time;
    *ms = (y.tv_sec - x.tv_sec) * 1e3f + (y.tv_nsec - x.tv_nsec) * 1e-6f;
    return OK;
}
API cuEventDestroy_v2(void* e) { delete (Event*) e; live--; return OK; }

API cuGetErrorName(int code, const char** s) {
    switch (code) {
        case OUT_OF_MEMORY: *s = "CUDA_ERROR_OUT_OF_MEMORY"; break;
        case INVALID_IMAGE: *s = "CUDA_ERROR_INVALID_IMAGE"; break;
        case ILLEGAL_ADDRESS: *s = "CUDA_ERROR_ILLEGAL_ADDRESS"; break;
        case LAUNCH_FAILED: *s = "CUDA_ERROR_LAUNCH_FAILED"; break;
        default: *s = "CUDA_ERROR_INVALID_VALUE";
    }
    return OK;
}
API cuGetErrorString(int, const char** s) {
    static std::string text;
    text = lastError;
    *s = text.c_str();
    return OK;
}
