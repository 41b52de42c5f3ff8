// Elements of tensors in the stand-ins of the libraries: float32, and bfloat16, to which what is stored is rounded.
#pragma once
#include <stdint.h>
#include <string.h>

inline float loaded(const char* base, int64_t i, bool wide) {
    if (wide) return ((const float*) base)[i];
    uint32_t bits = (uint32_t) ((const uint16_t*) base)[i] << 16;
    float f;
    memcpy(&f, &bits, 4);
    return f;
}
inline void store(char* base, int64_t i, bool wide, float x) {
    if (wide) {
        ((float*) base)[i] = x;
        return;
    }
    uint32_t bits;
    memcpy(&bits, &x, 4);
    ((uint16_t*) base)[i] = (uint16_t) ((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}
