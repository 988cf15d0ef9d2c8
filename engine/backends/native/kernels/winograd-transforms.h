// The transforms of Winograd's F(4x4, 3x3) in one dimension, and of rows of tiles in two. Lavin and Gray, "Fast algorithms for
// convolutional neural networks", CVPR 2016, with the interpolation points 0, ±1/sqrt(2), ±sqrt(2), infinity, which lose about
// a digit less than the usual 0, ±1, ±2.
#pragma once
#include <algorithm>
#include <cstdint>
#if defined(MB_BFLOAT16)
#include <immintrin.h>
#endif

#include "vec.h"
#include "winograd.h"

namespace medbundle {
namespace MB_ARCH {

constexpr float kA = 0.70710678118654752f, kB = 1.41421356237309505f;

// How a transformed vector is stored: as it is,
struct Whole {
  using Value = float;
  static inline void put(float* to, vf v) { store(to, v); }
};

#if defined(MB_BFLOAT16)
static inline __m512i widened(vf v) {
  return _mm512_cvtepu16_epi32(reinterpret_cast<__m256i>(_mm512_cvtneps_pbh(reinterpret_cast<__m512>(v))));
}
// rounded to bfloat16,
struct Rounded {
  using Value = uint16_t;
  static inline void put(uint16_t* to, vf v) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), reinterpret_cast<__m256i>(_mm512_cvtneps_pbh(reinterpret_cast<__m512>(v))));
  }
};
// or as the first (the second then zero) or the second of pairs of bfloat16.
struct First {
  using Value = uint32_t;
  static inline void put(uint32_t* to, vf v) { _mm512_storeu_si512(to, widened(v)); }
};
struct Second {
  using Value = uint32_t;
  static inline void put(uint32_t* to, vf v) {
    _mm512_storeu_si512(to, _mm512_or_si512(_mm512_loadu_si512(to), _mm512_slli_epi32(widened(v), 16)));
  }
};
#endif

// d = B^T d: six values.
static inline void inputTransform(vf d[6]) {
  const vf even1 = d[4] - 2.0f * d[2], odd1 = d[3] - 2.0f * d[1];
  const vf even2 = d[4] - 0.5f * d[2], odd2 = d[3] - 0.5f * d[1];
  const vf first = d[0] - 2.5f * d[2] + d[4], last = d[1] - 2.5f * d[3] + d[5];
  d[0] = first;
  d[1] = even1 + kA * odd1;
  d[2] = even1 - kA * odd1;
  d[3] = even2 + kB * odd2;
  d[4] = even2 - kB * odd2;
  d[5] = last;
}

// y = A^T m: six values to four.
static inline void outputTransform(const vf m[6], vf y[4]) {
  const vf s1 = m[1] + m[2], d1 = m[1] - m[2], s2 = m[3] + m[4], d2 = m[3] - m[4];
  y[0] = m[0] + s1 + s2;
  y[1] = kA * d1 + kB * d2;
  y[2] = 0.5f * s1 + 2.0f * s2;
  y[3] = 0.5f * kA * d1 + 2.0f * kB * d2 + m[5];
}

// z = A y: four values to six (the transpose of outputTransform, for the filter gradient).
static inline void gradientTransform(const vf y[4], vf z[6]) {
  const vf e1 = y[0] + 0.5f * y[2], o1 = y[1] + 0.5f * y[3];
  const vf e2 = y[0] + 2.0f * y[2], o2 = y[1] + 2.0f * y[3];
  z[0] = y[0];
  z[1] = e1 + kA * o1;
  z[2] = e1 - kA * o1;
  z[3] = e2 + kB * o2;
  z[4] = e2 - kB * o2;
  z[5] = y[3];
}

// u = G g: three values to six.
static inline void filterTransform(const vf g[3], vf u[6]) {
  const vf e1 = (g[0] + 0.5f * g[2]) * (-1.0f / 1.5f), o1 = g[1] * (-kA / 1.5f);
  const vf e2 = (g[0] + 2.0f * g[2]) * (1.0f / 6.0f), o2 = g[1] * (kB / 6.0f);
  u[0] = g[0];
  u[1] = e1 + o1;
  u[2] = e1 - o1;
  u[3] = e2 + o2;
  u[4] = e2 - o2;
  u[5] = g[2];
}

// g = G^T u: six values to three.
static inline void filterGradientTransform(const vf u[6], vf g[3]) {
  const vf s1 = (u[1] + u[2]) * (-1.0f / 1.5f), d1 = (u[1] - u[2]) * (-kA / 1.5f);
  const vf s2 = (u[3] + u[4]) * (1.0f / 6.0f), d2 = (u[3] - u[4]) * (kB / 6.0f);
  g[0] = u[0] + s1 + s2;
  g[1] = d1 + d2;
  g[2] = 0.5f * s1 + 2.0f * s2 + u[5];
}

// Tiles of 4x4 results, numbered by image, row and column.
struct Tiling {
  size_t rows, columns, perImage, all;
  explicit Tiling(const Conv3x3& s)
      : rows((s.h + 3) / 4), columns((s.w + 3) / 4), perImage(rows * columns), all(perImage * s.n) {}

  // Calls body(image, row, column, first, count) for the runs of neighbours in a row, of `most` tiles at most, in [from, to).
  template <class Body>
  void eachRun(size_t from, size_t to, size_t most, const Body& body) const {
    while (from < to) {
      const size_t at = from % perImage, column = at % columns;
      const size_t count = std::min({to - from, columns - column, most});
      body(from / perImage, at / columns, column, from, count);
      from += count;
    }
  }
};

constexpr size_t kRun = 8;  // tiles of a run: their half-transformed columns stay in the first-level cache

// The 36 planes of a transformed array lie this far apart: a little more than the data, so that they do not fall on the same
// cache sets.
static inline size_t planeOf(size_t floats) { return floats + 16; }

// `count` tiles side by side of one channel vector. `x` is that channel at the image's first pixel; to(t) says where the 36
// values of tile t go, `plane` apart.
template <class Cell, class To>
static inline void transformInputRun(const float* x, size_t stride, const Conv3x3& s, size_t row, size_t column, size_t count, size_t plane,
                                     const To& to) {
  alignas(64) float half[(kRun * 4 + 2) * 6 * W];
  alignas(64) static const float nothing[W] = {};
  const float* rows[6];
  ptrdiff_t step[6];
  const ptrdiff_t x0 = ptrdiff_t(column * 4) - 1, y0 = ptrdiff_t(row * 4) - 1;
  for (int i = 0; i < 6; ++i) {
    const ptrdiff_t y = y0 + i;
    const bool inside = y >= 0 && y < ptrdiff_t(s.h);
    rows[i] = inside ? x + y * ptrdiff_t(s.w * stride) : nothing;
    step[i] = inside ? ptrdiff_t(stride) : 0;
  }
  const ptrdiff_t last = ptrdiff_t(s.w) - x0;
  const int columns = static_cast<int>(count * 4 + 2);
  for (int j = 0; j < columns; ++j) {
    float* at = half + j * 6 * W;
    if (j + x0 < 0 || j >= last) {
      for (int i = 0; i < 6; ++i) store(at + i * W, zero());
      continue;
    }
    vf d[6];
    for (int i = 0; i < 6; ++i) {
      const float* from = rows[i] + (x0 + j) * step[i];
      d[i] = load(from);
      __builtin_prefetch(from + W);  // the next channels of this pixel are wanted next
    }
    inputTransform(d);
    for (int i = 0; i < 6; ++i) store(at + i * W, d[i]);
  }
  for (size_t t = 0; t < count; ++t) {
    typename Cell::Value* out = to(t);
    const float* at = half + t * 4 * 6 * W;
    for (int i = 0; i < 6; ++i, out += 6 * plane) {
      vf d[6];
      for (int j = 0; j < 6; ++j) d[j] = load(at + (j * 6 + i) * W);
      inputTransform(d);
      for (int j = 0; j < 6; ++j) Cell::put(out + j * plane, d[j]);
    }
  }
}

// One tile of M, a channel vector, to y (that channel at the image's first pixel).
static inline void transformOutputTile(const float* m, size_t plane, const Conv3x3& s, size_t row, size_t column, vf level, float* y,
                                       size_t stride) {
  vf half[4][6];
  for (int j = 0; j < 6; ++j) {
    vf d[6], four[4];
    for (int i = 0; i < 6; ++i) d[i] = load(m + (i * 6 + j) * plane);
    outputTransform(d, four);
    for (int i = 0; i < 4; ++i) half[i][j] = four[i];
  }
  float* to = y + (row * 4 * s.w + column * 4) * stride;
  const size_t rows = std::min<size_t>(4, s.h - row * 4), columns = std::min<size_t>(4, s.w - column * 4);
  for (size_t i = 0; i < 4; ++i) {
    if (i >= rows) break;
    vf four[4];
    outputTransform(half[i], four);
    if (columns == 4) {
      for (size_t j = 0; j < 4; ++j) store(to + (i * s.w + j) * stride, four[j] + level);
    } else {
      for (size_t j = 0; j < columns; ++j) store(to + (i * s.w + j) * stride, four[j] + level);
    }
  }
}

// One tile of dy, a channel vector (`dy` is it at the image's first pixel), to 36 planes.
template <class Cell>
static inline void transformGradientTile(const float* dy, size_t stride, const Conv3x3& s, size_t row, size_t column,
                                         typename Cell::Value* to, size_t plane) {
  vf half[6][4];
  const size_t rows = std::min<size_t>(4, s.h - row * 4), columns = std::min<size_t>(4, s.w - column * 4);
  const float* from = dy + (row * 4 * s.w + column * 4) * stride;
  const bool whole = rows == 4 && columns == 4;
  for (size_t j = 0; j < 4; ++j) {
    vf four[4], six[6];
    if (whole) {
      for (size_t i = 0; i < 4; ++i) four[i] = load(from + (i * s.w + j) * stride);
    } else {
      for (size_t i = 0; i < 4; ++i) four[i] = i < rows && j < columns ? load(from + (i * s.w + j) * stride) : zero();
    }
    gradientTransform(four, six);
    for (int i = 0; i < 6; ++i) half[i][j] = six[i];
  }
  for (int i = 0; i < 6; ++i) {
    vf six[6];
    gradientTransform(half[i], six);
    for (int j = 0; j < 6; ++j) Cell::put(to + (i * 6 + j) * plane, six[j]);
  }
}

// The 36 values of a filter's channel i and a vector of output channels from o.
static inline void transformTaps(const float* filter, size_t c, size_t k, size_t i, size_t o, vf u[36]) {
  vf half[6][3];
  for (int x = 0; x < 3; ++x) {
    vf column[3], six[6];
    for (int y = 0; y < 3; ++y) column[y] = load(filter + ((y * 3 + x) * c + i) * k + o);
    filterTransform(column, six);
    for (int y = 0; y < 6; ++y) half[y][x] = six[y];
  }
  for (int y = 0; y < 6; ++y) filterTransform(half[y], u + y * 6);
}

// G^T dU G of one (row, vector of columns), written to dfilter.
static inline void finishFilter(const float* du, size_t plane, const Conv3x3& s, size_t c, size_t k, float* dfilter) {
  vf half[3][6];
  for (int j = 0; j < 6; ++j) {
    vf six[6], three[3];
    for (int i = 0; i < 6; ++i) six[i] = load(du + (i * 6 + j) * plane);
    filterGradientTransform(six, three);
    for (int i = 0; i < 3; ++i) half[i][j] = three[i];
  }
  for (int i = 0; i < 3; ++i) {
    vf three[3];
    filterGradientTransform(half[i], three);
    for (int j = 0; j < 3; ++j) store(dfilter + ((i * 3 + j) * s.c + c) * s.k + k, three[j]);
  }
}

}  // namespace MB_ARCH
}  // namespace medbundle
