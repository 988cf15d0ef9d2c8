// Vectors of W floats through the compiler's vector extensions: one source for AVX-512, AVX2, NEON and plain C++.
#pragma once
#include <cstring>

#ifndef MB_WIDTH
#if defined(__AVX512F__)
#define MB_WIDTH 16
#elif defined(__AVX__)
#define MB_WIDTH 8
#else
#define MB_WIDTH 4
#endif
#endif

namespace medbundle {
namespace MB_ARCH {

constexpr int W = MB_WIDTH;
typedef float vf __attribute__((vector_size(W * 4)));
typedef float vfu __attribute__((vector_size(W * 4), aligned(4)));

static inline vf load(const float* p) { return *reinterpret_cast<const vfu*>(p); }
static inline void store(float* p, vf v) { *reinterpret_cast<vfu*>(p) = v; }
static inline vf splat(float x) { return x - vf{}; }
static inline vf zero() { return vf{}; }

}  // namespace MB_ARCH
}  // namespace medbundle
