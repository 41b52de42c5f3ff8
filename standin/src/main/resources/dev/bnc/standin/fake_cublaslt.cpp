// A stand-in for libcublasLt.so.13, for tests on machines without a GPU: the functions that bnc calls, products by plain code,
// put into the streams of the stand-in driver. It proposes two algorithms; the second one wants a workspace and writes all of it.
//
// Set in the environment: STANDIN_CUBLASLT (the version it says it is).
//
// Build: g++ -O1 -std=c++17 -fPIC -shared -Wl,-soname,libcublasLt.so.13 fake_cublaslt.cpp libcuda.so.1 -o libcublasLt.so.13
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "elements.h"

#define API extern "C" __attribute__((visibility("default")))
extern "C" int standin_put(void* stream, int (*work)(void*), void* with);

namespace {
enum { OK = 0, NOT_INITIALIZED = 1, INVALID_VALUE = 7, FLOAT = 0, BF16 = 14, WORKSPACE = 1024 };
struct Desc {
    int compute, ta, tb;
    unsigned epilogue;
    const float* bias;
};
struct Layout {
    int type;
    uint64_t rows, columns;
    int64_t ld;
};
struct Preference {
    uint64_t workspace;
};
struct Algorithm {
    uint64_t data[8];
};
struct Result {
    Algorithm algorithm;
    size_t workspace;
    int state;
    float waves;
    int reserved[4];
};
struct Product {
    Desc how;
    Layout a, b, d;
    const char *left, *right;
    char *to, *workspace;
    size_t bytes;
};
float at(const char* base, const Layout& l, uint64_t row, uint64_t column) {
    return loaded(base, row + column * l.ld, l.type == FLOAT);
}
void put(char* base, const Layout& l, uint64_t row, uint64_t column, float x) {
    store(base, row + column * l.ld, l.type == FLOAT, x);
}
int multiply(void* with) {
    const Product& p = *(const Product*) with;
    memset(p.workspace, 0xff, p.bytes);
    uint64_t depth = p.how.ta ? p.a.rows : p.a.columns;
    for (uint64_t j = 0; j < p.d.columns; j++) {
        for (uint64_t i = 0; i < p.d.rows; i++) {
            double sum = 0;
            for (uint64_t k = 0; k < depth; k++) {
                double x = p.how.ta ? at(p.left, p.a, k, i) : at(p.left, p.a, i, k);
                sum += x * (p.how.tb ? at(p.right, p.b, j, k) : at(p.right, p.b, k, j));
            }
            if (p.how.epilogue == 4 || p.how.epilogue == 6) sum += p.how.bias[i];
            if (p.how.epilogue == 6 && sum < 0) sum = 0;
            put(p.to, p.d, i, j, (float) sum);
        }
    }
    return 0;
}
bool fits(const Desc* how, const Layout* a, const Layout* b, const Layout* d) {
    uint64_t m = how->ta ? a->columns : a->rows, k = how->ta ? a->rows : a->columns;
    uint64_t n = how->tb ? b->rows : b->columns, met = how->tb ? b->columns : b->rows;
    return k == met && d->rows == m && d->columns == n && a->type == b->type && a->ld >= (int64_t) a->rows
            && b->ld >= (int64_t) b->rows && d->ld >= (int64_t) d->rows;
}
}  // namespace

API size_t cublasLtGetVersion() {
    const char* version = getenv("STANDIN_CUBLASLT");
    return version && *version ? atol(version) : 130100;
}
API int cublasLtCreate(void** h) {
    if (getenv("STANDIN_REFUSE")) return NOT_INITIALIZED;
    *h = malloc(1);
    return OK;
}
API const char* cublasLtGetStatusName(int code) { return code == NOT_INITIALIZED ? "NOT_INITIALIZED" : "STATUS"; }
API int cublasLtDestroy(void* h) { free(h); return OK; }
API int cublasLtMatmulDescCreate(Desc** d, int compute, int) { *d = new Desc{compute, 0, 0, 1, nullptr}; return OK; }
API int cublasLtMatmulDescDestroy(Desc* d) { delete d; return OK; }
API int cublasLtMatmulDescSetAttribute(Desc* d, int attribute, const void* value, size_t bytes) {
    switch (attribute) {
        case 3: memcpy(&d->ta, value, 4); break;
        case 4: memcpy(&d->tb, value, 4); break;
        case 7: memcpy(&d->epilogue, value, 4); break;
        case 8: if (bytes != 8) return INVALID_VALUE; memcpy(&d->bias, value, 8); return OK;
        default: return INVALID_VALUE;
    }
    return bytes == 4 ? OK : INVALID_VALUE;
}
API int cublasLtMatrixLayoutCreate(Layout** l, int type, uint64_t rows, uint64_t columns, int64_t ld) {
    *l = new Layout{type, rows, columns, ld};
    return type == FLOAT || type == BF16 ? OK : INVALID_VALUE;
}
API int cublasLtMatrixLayoutDestroy(Layout* l) { delete l; return OK; }
API int cublasLtMatmulPreferenceCreate(Preference** p) { *p = new Preference{0}; return OK; }
API int cublasLtMatmulPreferenceDestroy(Preference* p) { delete p; return OK; }
API int cublasLtMatmulPreferenceSetAttribute(Preference* p, int attribute, const void* value, size_t bytes) {
    if (attribute == 1 && bytes == 8) memcpy(&p->workspace, value, 8);
    return bytes == (attribute == 1 ? 8u : 4u) ? OK : INVALID_VALUE;
}
API int cublasLtMatmulAlgoGetHeuristic(
    void*, Desc* how, Layout* a, Layout* b, Layout*, Layout* d, Preference* p, int most, Result* results, int* count) {
    *count = 0;
    if (!fits(how, a, b, d)) return INVALID_VALUE;
    for (uint64_t i = 1; i <= 2 && (int) i <= most; i++) {
        if (i == 2 && p->workspace < WORKSPACE) break;
        results[*count] = Result{{{i, 0, 0, 0, 0, 0, 0, 42}}, i == 2 ? (size_t) WORKSPACE : 0, OK, 1, {}};
        ++*count;
    }
    return OK;
}
API int cublasLtMatmul(
    void*, Desc* how, const float* alpha, const char* left, Layout* a, const char* right, Layout* b, const float* beta,
    const char*, Layout*, char* to, Layout* d, const Algorithm* algorithm, char* workspace, size_t bytes, void* stream) {
    if (*alpha != 1 || *beta != 0 || !fits(how, a, b, d) || algorithm->data[7] != 42) return INVALID_VALUE;
    size_t used = algorithm->data[0] == 2 ? WORKSPACE : 0;
    if (used > bytes || (used && !workspace)) return INVALID_VALUE;
    // Captured work is done later, and again: what it is about is never freed.
    return standin_put(stream, multiply, new Product{*how, *a, *b, *d, left, right, to, workspace, used});
}
