// Vectors of W floats through the compiler's vector extensions: one source for AVX-512, AVX2, NEON and plain C++.
#pragma once
#include <cstddef>
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

// b = a^T for 16x16 floats, rows `from` and `to` apart.
static inline void transpose16(const float* a, size_t from, float* b, size_t to) {
  for (size_t i = 0; i < 16; i += 4)
    for (size_t j = 0; j < 16; j += 4) {
      typedef float v4 __attribute__((vector_size(16)));
      typedef int i4 __attribute__((vector_size(16)));
      typedef float v4u __attribute__((vector_size(16), aligned(4)));
      v4 r[4];
      for (int l = 0; l < 4; ++l) r[l] = *reinterpret_cast<const v4u*>(a + (i + l) * from + j);
#if defined(__clang__)
#define MB_SHUFFLE(x, y, p, q, s, t) __builtin_shufflevector(x, y, p, q, s, t)
#else
#define MB_SHUFFLE(x, y, p, q, s, t) __builtin_shuffle(x, y, i4{p, q, s, t})
#endif
      const v4 low0 = MB_SHUFFLE(r[0], r[1], 0, 4, 1, 5), high0 = MB_SHUFFLE(r[0], r[1], 2, 6, 3, 7);
      const v4 low1 = MB_SHUFFLE(r[2], r[3], 0, 4, 1, 5), high1 = MB_SHUFFLE(r[2], r[3], 2, 6, 3, 7);
      float* at = b + j * to + i;
      *reinterpret_cast<v4u*>(at) = MB_SHUFFLE(low0, low1, 0, 1, 4, 5);
      *reinterpret_cast<v4u*>(at + to) = MB_SHUFFLE(low0, low1, 2, 3, 6, 7);
      *reinterpret_cast<v4u*>(at + 2 * to) = MB_SHUFFLE(high0, high1, 0, 1, 4, 5);
      *reinterpret_cast<v4u*>(at + 3 * to) = MB_SHUFFLE(high0, high1, 2, 3, 6, 7);
#undef MB_SHUFFLE
    }
}

}  // namespace MB_ARCH
}  // namespace medbundle
