// A stand-in for cuDNN, for tests on machines without a GPU: the graph API as far as bnc calls it, for graphs of one
// convolution, by plain code, put into the streams of the stand-in driver. Heuristics propose four engines: 7 (tensor cores),
// 3 (other bits each time), 5 (one knob, a workspace that it overwrites) and 9.
//
// Set in the environment: STANDIN_CUDNN (the version it says it is).
//
// Build: g++ -O1 -std=c++17 -fPIC -shared -Wl,-soname,libcudnn_graph.so.9 fake_cudnn.cpp libcuda.so.1 -o libcudnn_graph.so.9
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <map>
#include <string>
#include <vector>

#include "elements.h"

#define API extern "C" __attribute__((visibility("default"))) int
extern "C" int standin_put(void* stream, int (*work)(void*), void* with);

namespace {
enum { OK = 0, BAD_PARAM = 2000, NOT_SUPPORTED = 3000, WORKSPACE = 4096 };
enum { CONV = 1, ENGINE = 2, CONFIG = 3, HEURISTICS = 4, PLAN = 5, KNOB = 7, GRAPH = 15, PACK = 16, TENSOR = 17 };
enum { FLOAT = 0, BF16 = 9 };

struct Image {
    int64_t id, n, c, h, w, strides[4];
    int type;
};
struct Task {
    int direction;
    Image x, w, y;
    int64_t stride[2], pre[2], dilation[2];
    char *px, *pw, *py, *workspace;
    size_t bytes;
};
struct Descriptor {
    int kind;
    bool finished;
    std::map<int, std::vector<char>> values;
    Task task;
    int engine;
};
struct Context {
    void* stream;
};
std::string lastError;

int failed(int code, const std::string& why) {
    lastError = why;
    return code;
}
size_t size(int type) {
    switch (type) {
        case 0: case 3: case 5: case 6: case 15: return 8;
        case 2: case 24: return 1;
        default: return 4;
    }
}
template <class T> std::vector<T> all(const Descriptor* d, int attribute) {
    auto i = d->values.find(attribute);
    if (i == d->values.end()) return {};
    std::vector<T> v(i->second.size() / sizeof(T));
    memcpy(v.data(), i->second.data(), i->second.size());
    return v;
}
template <class T> void set(Descriptor* d, int attribute, const std::vector<T>& v) {
    const char* from = (const char*) v.data();
    d->values[attribute] = std::vector<char>(from, from + v.size() * sizeof(T));
}
Descriptor* one(const Descriptor* d, int attribute) {
    auto v = all<Descriptor*>(d, attribute);
    return v.size() == 1 && v[0] && v[0]->finished ? v[0] : nullptr;
}
bool image(const Descriptor* t, Image* to) {
    auto dims = all<int64_t>(t, 902), strides = all<int64_t>(t, 903), id = all<int64_t>(t, 906);
    auto type = all<int>(t, 901);
    if (dims.size() != 4 || strides.size() != 4 || id.size() != 1 || type.size() != 1 || strides[1] != 1) return false;
    *to = Image{id[0], dims[0], dims[1], dims[2], dims[3], {strides[0], strides[1], strides[2], strides[3]}, type[0]};
    return type[0] == FLOAT || type[0] == BF16;
}
// The operation of a graph. Attributes of the three directions, in the header's order.
int graph(Descriptor* d) {
    Descriptor* op = one(d, 801);
    if (!op || !all<void*>(d, 800).size()) return failed(BAD_PARAM, "a graph of one finished operation and a handle");
    const int kinds[] = {10, 12, 11};
    const int attributes[3][4] = {{704, 703, 705, 702}, {710, 709, 711, 708}, {716, 715, 717, 714}};
    for (int k = 0; k < 3; k++) {
        if (op->kind != kinds[k]) continue;
        const int* a = attributes[k];
        Descriptor *x = one(op, a[0]), *w = one(op, a[1]), *y = one(op, a[2]), *c = one(op, a[3]);
        Task& t = d->task;
        if (!x || !w || !y || !c || !image(x, &t.x) || !image(w, &t.w) || !image(y, &t.y)) {
            return failed(BAD_PARAM, "a convolution without its tensors");
        }
        auto stride = all<int64_t>(c, 103), pre = all<int64_t>(c, 105), post = all<int64_t>(c, 104);
        auto dilation = all<int64_t>(c, 102);
        if (stride.size() != 2 || pre.size() != 2 || post.size() != 2 || dilation.size() != 2) {
            return failed(BAD_PARAM, "a convolution without its window");
        }
        t.direction = k;
        const int64_t cells[] = {t.x.h, t.x.w}, kernel[] = {t.w.h, t.w.w}, places[] = {t.y.h, t.y.w};
        for (int i = 0; i < 2; i++) {
            t.stride[i] = stride[i], t.pre[i] = pre[i], t.dilation[i] = dilation[i];
            int64_t fits = (cells[i] + pre[i] + post[i] - dilation[i] * (kernel[i] - 1) - 1) / stride[i] + 1;
            if (fits != places[i]) return failed(BAD_PARAM, "sizes that do not go together");
        }
        if (t.x.n != t.y.n || t.x.c != t.w.c || t.y.c != t.w.n) return failed(BAD_PARAM, "channels that do not go together");
        return OK;
    }
    return failed(NOT_SUPPORTED, "an operation that the stand-in does not know");
}
int plan(Descriptor* d) {
    Descriptor* config = one(d, 401);
    Descriptor* engine = config ? one(config, 300) : nullptr;
    Descriptor* of = engine ? one(engine, 1300) : nullptr;
    auto index = engine ? all<int64_t>(engine, 1301) : std::vector<int64_t>();
    if (!of || index.size() != 1) return failed(BAD_PARAM, "a plan without an engine");
    if (index[0] != 3 && index[0] != 5 && index[0] != 7 && index[0] != 9) return failed(NOT_SUPPORTED, "no such engine");
    if (index[0] == 5) {
        Descriptor* knob = one(config, 302);
        if (!knob || all<int>(knob, 600) != std::vector<int>{2} || all<int64_t>(knob, 601) != std::vector<int64_t>{1}) {
            return failed(NOT_SUPPORTED, "engine 5 without its knob");
        }
    }
    d->engine = (int) index[0];
    d->task = of->task;
    set<int64_t>(d, 402, {index[0] == 5 ? WORKSPACE : 0});
    return OK;
}
int64_t place(const Image& t, int64_t n, int64_t c, int64_t h, int64_t w) {
    return n * t.strides[0] + c + h * t.strides[2] + w * t.strides[3];
}
float get(const char* base, const Image& t, int64_t n, int64_t c, int64_t h, int64_t w) {
    return loaded(base, place(t, n, c, h, w), t.type == FLOAT);
}
void put(char* base, const Image& t, int64_t n, int64_t c, int64_t h, int64_t w, float x) {
    store(base, place(t, n, c, h, w), t.type == FLOAT, x);
}
// All three directions are the same sum over (image, output channel, place, input channel, tap), gathered differently.
int convolve(void* with) {
    const Task& t = *(const Task*) with;
    memset(t.workspace, 0xff, t.bytes);
    const Image& to = t.direction == 0 ? t.y : t.direction == 1 ? t.x : t.w;
    std::vector<double> sums(to.n * to.c * to.h * to.w);
    auto at = [&](int64_t n, int64_t c, int64_t h, int64_t w) -> double& {
        return sums[((n * to.c + c) * to.h + h) * to.w + w];
    };
    for (int64_t n = 0; n < t.y.n; n++)
        for (int64_t i = 0; i < t.y.h; i++)
            for (int64_t j = 0; j < t.y.w; j++)
                for (int64_t a = 0; a < t.w.h; a++)
                    for (int64_t b = 0; b < t.w.w; b++) {
                        int64_t h = i * t.stride[0] - t.pre[0] + a * t.dilation[0];
                        int64_t w = j * t.stride[1] - t.pre[1] + b * t.dilation[1];
                        if (h < 0 || h >= t.x.h || w < 0 || w >= t.x.w) continue;
                        for (int64_t o = 0; o < t.y.c; o++)
                            for (int64_t c = 0; c < t.x.c; c++) {
                                if (t.direction == 0) {
                                    at(n, o, i, j) += (double) get(t.px, t.x, n, c, h, w) * get(t.pw, t.w, o, c, a, b);
                                } else if (t.direction == 1) {
                                    at(n, c, h, w) += (double) get(t.py, t.y, n, o, i, j) * get(t.pw, t.w, o, c, a, b);
                                } else {
                                    at(o, c, a, b) += (double) get(t.px, t.x, n, c, h, w) * get(t.py, t.y, n, o, i, j);
                                }
                            }
                    }
    char* base = t.direction == 0 ? t.py : t.direction == 1 ? t.px : t.pw;
    for (int64_t n = 0; n < to.n; n++)
        for (int64_t c = 0; c < to.c; c++)
            for (int64_t h = 0; h < to.h; h++)
                for (int64_t w = 0; w < to.w; w++) put(base, to, n, c, h, w, (float) at(n, c, h, w));
    return 0;
}
void propose(Descriptor* config, int64_t index, const Descriptor* of) {
    auto* engine = new Descriptor{ENGINE, true, {}, {}, 0};
    set<void*>(engine, 1300, {(void*) of});
    set<int64_t>(engine, 1301, {index});
    if (index == 7) set<int>(engine, 1303, {0});
    if (index == 3) set<int>(engine, 1303, {4});
    set<Descriptor*>(config, 300, {engine});
    if (index == 5) {
        auto* knob = new Descriptor{KNOB, true, {}, {}, 0};
        set<int>(knob, 600, {2});
        set<int64_t>(knob, 601, {1});
        set<Descriptor*>(config, 302, {knob});
    }
    config->finished = true;
}
}  // namespace

extern "C" __attribute__((visibility("default"))) size_t cudnnGetVersion() {
    const char* version = getenv("STANDIN_CUDNN");
    return version && *version ? atol(version) : 91900;
}
extern "C" __attribute__((visibility("default"))) const char* cudnnGetErrorString(int) { return "CUDNN_STATUS"; }
extern "C" __attribute__((visibility("default"))) void cudnnGetLastErrorString(char* text, size_t most) {
    strncpy(text, lastError.c_str(), most - 1);
    text[most - 1] = 0;
}
API cudnnCreate(Context** c) {
    if (getenv("STANDIN_REFUSE")) return 1001;
    *c = new Context{nullptr};
    return OK;
}
API cudnnDestroy(Context* c) { delete c; return OK; }
API cudnnSetStream(Context* c, void* stream) { c->stream = stream; return OK; }
API cudnnBackendCreateDescriptor(int kind, Descriptor** d) { *d = new Descriptor{kind, false, {}, {}, 0}; return OK; }
API cudnnBackendDestroyDescriptor(Descriptor* d) { delete d; return OK; }
API cudnnBackendSetAttribute(Descriptor* d, int attribute, int type, int64_t count, const void* values) {
    if (d->finished) return failed(BAD_PARAM, "an attribute of a finished descriptor");
    const char* from = (const char*) values;
    d->values[attribute] = std::vector<char>(from, from + count * size(type));
    return OK;
}
API cudnnBackendFinalize(Descriptor* d) {
    int code = d->kind == GRAPH ? graph(d) : d->kind == PLAN ? plan(d) : OK;
    if (d->kind == HEURISTICS && !one(d, 201)) return failed(BAD_PARAM, "heuristics without a graph");
    d->finished = code == OK;
    return code;
}
API cudnnBackendGetAttribute(Descriptor* d, int attribute, int type, int64_t room, int64_t* count, void* values) {
    if (d->kind == HEURISTICS && attribute == 202) {
        const int64_t engines[] = {7, 3, 5, 9};
        for (*count = 0; *count < 4 && *count < room; ++*count) propose(((Descriptor**) values)[*count], engines[*count], one(d, 201));
        return OK;
    }
    auto i = d->values.find(attribute);
    if (i == d->values.end()) {
        *count = 0;
        return OK;
    }
    *count = (int64_t) (i->second.size() / size(type));
    for (int64_t k = 0; k < *count && k < room; k++) {
        if (type == 15) {
            *((Descriptor**) values)[k] = *all<Descriptor*>(d, attribute)[k];
        } else {
            memcpy((char*) values + k * size(type), i->second.data() + k * size(type), size(type));
        }
    }
    return OK;
}
API cudnnBackendExecute(Context* c, Descriptor* plan, Descriptor* pack) {
    auto ids = all<int64_t>(pack, 1000);
    auto pointers = all<char*>(pack, 1001), room = all<char*>(pack, 1003);
    if (!plan->finished || !pack->finished || ids.size() != pointers.size()) return failed(BAD_PARAM, "not finished");
    auto* task = new Task(plan->task);  // captured work is done later, and again: never freed
    for (size_t i = 0; i < ids.size(); i++) {
        if (ids[i] == task->x.id) task->px = pointers[i];
        if (ids[i] == task->w.id) task->pw = pointers[i];
        if (ids[i] == task->y.id) task->py = pointers[i];
    }
    task->bytes = plan->engine == 5 ? WORKSPACE : 0;
    task->workspace = room.size() == 1 ? room[0] : nullptr;
    if (task->bytes && !task->workspace) return failed(BAD_PARAM, "no workspace");
    return standin_put(c->stream, convolve, task);
}
