// After cuda_cpu.h: a launch copies a kernel's arguments at once, so the stand-in driver has to know how large they are.
#pragma once
namespace bnc {
struct Sizes {
    int count, bytes[1023];
};
template <class... A> constexpr Sizes sizes(void (*)(A...)) { return Sizes{(int) sizeof...(A), {(int) sizeof(A)...}}; }
}  // namespace bnc

#undef BNC_KERNEL
#define BNC_KERNEL(name) \
    BNC_EXPORT void name##__cpu(void** arguments) { bnc::call(name, arguments); } \
    BNC_EXPORT const bnc::Sizes name##__sizes = bnc::sizes(name);
