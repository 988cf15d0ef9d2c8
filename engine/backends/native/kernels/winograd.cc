// 3x3 convolution and its input gradient by Winograd's F(4x4, 3x3), fused: input transform, 36 small matrix products and output
// transform run over blocks of tiles that stay in cache.
#include "winograd.h"

#include <algorithm>

#include "pool.h"
#include "vec.h"
#include "winograd-transforms.h"

namespace medbundle {
namespace MB_ARCH {

constexpr size_t kTiles = W == 16 ? 8 : 4;  // tiles of one register block
constexpr size_t kOut = 2 * W;              // output channels of one register block; the last may have half
constexpr size_t kMostTiles = 128;          // tiles of a block

// Products in float32.
struct Single {
  using Cell = Whole;
  using Value = float;

  // m[kTiles][N vectors] (+)= v [c/W][kTiles][W] times u [c][N vectors].
  template <int N>
  static inline void product(const float* v, const float* u, size_t c, float* m, bool add) {
    vf acc[kTiles][N];
    for (size_t t = 0; t < kTiles; ++t)
      for (int j = 0; j < N; ++j) acc[t][j] = add ? load(m + t * N * W + j * W) : zero();
    for (size_t i = 0; i < c; i += W, v += kTiles * W) {
      for (int l = 0; l < W; ++l, u += N * W) {
        vf b[N];
        for (int j = 0; j < N; ++j) b[j] = load(u + j * W);
        for (size_t t = 0; t < kTiles; ++t) {
          const vf a = splat(v[t * W + l]);
          for (int j = 0; j < N; ++j) acc[t][j] += a * b[j];
        }
      }
    }
    for (size_t t = 0; t < kTiles; ++t)
      for (int j = 0; j < N; ++j) store(m + t * N * W + j * W, acc[t][j]);
  }

  // Filter [3,3,c,k], input channels [from, to), output channels [o, o+width), to U: 36 planes of [to-from][width].
  static void transformFilter(const float* filter, size_t c, size_t k, size_t from, size_t to, size_t o, size_t width, float* u, size_t plane) {
    for (size_t i = from; i < to; ++i, u += width)
      for (size_t j = 0; j < width; j += W) {
        vf all[36];
        transformTaps(filter, c, k, i, o + j, all);
        for (int xi = 0; xi < 36; ++xi) store(u + j + xi * plane, all[xi]);
      }
  }
};

#if defined(MB_BFLOAT16)
// Products of bfloat16, summed in float32.
struct Brain {
  using Cell = Rounded;
  using Value = uint16_t;

  // As Single's; u is [c/2][N vectors][2].
  template <int N>
  static inline void product(const uint16_t* v, const uint16_t* u, size_t c, float* m, bool add) {
    __m512 acc[kTiles][N];
    for (size_t t = 0; t < kTiles; ++t)
      for (int j = 0; j < N; ++j) acc[t][j] = add ? _mm512_loadu_ps(m + t * N * W + j * W) : _mm512_setzero_ps();
    for (size_t i = 0; i < c; i += W, v += kTiles * W) {
      for (int l = 0; l < W; l += 2, u += 2 * N * W) {
        __m512bh b[N];
        for (int j = 0; j < N; ++j) b[j] = reinterpret_cast<__m512bh>(_mm512_loadu_si512(u + j * 2 * W));
        for (size_t t = 0; t < kTiles; ++t) {
          int pair;
          __builtin_memcpy(&pair, v + t * W + l, 4);
          const __m512bh a = reinterpret_cast<__m512bh>(_mm512_set1_epi32(pair));
          for (int j = 0; j < N; ++j) acc[t][j] = _mm512_dpbf16_ps(acc[t][j], a, b[j]);
        }
      }
    }
    for (size_t t = 0; t < kTiles; ++t)
      for (int j = 0; j < N; ++j) _mm512_storeu_ps(m + t * N * W + j * W, acc[t][j]);
  }

  static void transformFilter(const float* filter, size_t c, size_t k, size_t from, size_t to, size_t o, size_t width, uint16_t* u, size_t plane) {
    for (size_t i = from; i < to; i += 2, u += 2 * width)
      for (size_t j = 0; j < width; j += W) {
        vf first[36], second[36];
        transformTaps(filter, c, k, i, o + j, first);
        transformTaps(filter, c, k, i + 1, o + j, second);
        for (int xi = 0; xi < 36; ++xi)
          _mm512_storeu_si512(u + 2 * j + xi * plane, _mm512_or_si512(widened(first[xi]), _mm512_slli_epi32(widened(second[xi]), 16)));
      }
  }
};
#endif

// The channels of one convolution, whichever way it goes.
struct Flow {
  const Conv3x3& s;
  Tiling tiling;
  size_t in, out;
  const Sources& x;
  const float* filter;  // [3,3,in,out]
  const float* bias;
  const Results& y;
};

// V of `count` tiles from tile `from`, input channels [c0, c1): 36 planes of [tile/kTiles][in/W][kTiles][W].
template <class Number>
static void transformInput(const Flow& f, size_t from, size_t count, size_t c0, size_t c1, typename Number::Value* v, size_t plane) {
  f.tiling.eachRun(from, from + count, kRun, [&](size_t image, size_t row, size_t column, size_t first, size_t tiles) {
    for (size_t c = c0; c < c1; c += W) {
      const auto place = f.x.place(c);
      const float* x = place.first + image * f.s.h * f.s.w * place.stride;
      transformInputRun<typename Number::Cell>(x, place.stride, f.s, row, column, tiles, plane, [&](size_t t) {
        const size_t tile = first + t - from;
        return v + (tile / kTiles * f.in + c) * kTiles + tile % kTiles * W;
      });
    }
  });
}

// y of `count` tiles from tile `from`, output channels [o, o+width), from M: 36 planes of [tile][width].
static void transformOutput(const Flow& f, size_t from, size_t count, size_t o, size_t width, const float* m, size_t plane) {
  f.tiling.eachRun(from, from + count, count, [&](size_t image, size_t row, size_t column, size_t first, size_t tiles) {
    for (size_t j = 0; j < width; j += W) {
      const auto place = f.y.place(o + j);
      float* y = place.first + image * f.s.h * f.s.w * place.stride;
      const vf level = f.bias ? load(f.bias + o + j) : zero();
      for (size_t t = 0; t < tiles; ++t)
        transformOutputTile(m + (first + t - from) * width + j, plane, f.s, row, column + t, level, y, place.stride);
    }
  });
}

// M of `count` tiles, `width` output channels, summed over channels [0, c) of v and u.
template <class Number>
static inline void multiply(const typename Number::Value* v, size_t vGroup, const typename Number::Value* u, size_t c, size_t count, size_t width, float* m, bool add) {
  const size_t groups = (count + kTiles - 1) / kTiles;
  for (size_t g = 0; g < groups; ++g) {
    if (width == kOut) {
      Number::template product<2>(v + g * vGroup, u, c, m + g * kTiles * width, add);
    } else {
      Number::template product<1>(v + g * vGroup, u, c, m + g * kTiles * width, add);
    }
  }
}

// Many tiles: U is made once and shared; each task takes a block of tiles through all channels.
template <class Number>
static void convolveManyTiles(const Flow& f) {
  using Value = typename Number::Value;
  const size_t uPlane = planeOf(f.in * f.out), all = f.tiling.all;
  Value* u = static_cast<Value*>(sharedScratch(0, 36 * uPlane * sizeof(Value)));
  const size_t blocks = (f.out + kOut - 1) / kOut, slices = f.in / W;
  parallelFor(blocks * slices, [&](size_t item, size_t) {
    const size_t o = item / slices * kOut, c = item % slices * W, width = std::min(kOut, f.out - o);
    Number::transformFilter(f.filter, f.in, f.out, c, c + W, o, width, u + o * f.in + c * width, uPlane);
  });

  // V and M of a block stay in a second-level cache; where U does not, more tiles make up for reading it again.
  const size_t perTile = 36 * (f.in * sizeof(Value) + kOut * 4);
  size_t block = 36 * f.in * f.out * sizeof(Value) > (1u << 20) ? kMostTiles : perTile * 64 <= (600u << 10) ? 64 : 32;
  while (block > kTiles && (all + block - 1) / block < 2 * workerCount()) block /= 2;
  const size_t vPlane = planeOf(block * f.in), mPlane = planeOf(block * kOut);
  void* const* scratch = workerScratch(36 * mPlane * 4 + 36 * vPlane * sizeof(Value));
  parallelFor((all + block - 1) / block, [&](size_t item, size_t worker) {
    float* m = static_cast<float*>(scratch[worker]);
    Value* v = reinterpret_cast<Value*>(m + 36 * mPlane);
    const size_t from = item * block, count = std::min(block, all - from);
    transformInput<Number>(f, from, count, 0, f.in, v, vPlane);
    for (size_t o = 0; o < f.out; o += kOut) {
      const size_t width = std::min(kOut, f.out - o);
      for (int xi = 0; xi < 36; ++xi)
        multiply<Number>(v + xi * vPlane, f.in * kTiles, u + xi * uPlane + o * f.in, f.in, count, width, m + xi * mPlane, false);
      transformOutput(f, from, count, o, width, m, mPlane);
    }
  });
}

// Few tiles and many channels: V is made once and shared; each task takes all tiles through a block of output channels and
// transforms its own part of the filter, which never leaves the cache.
template <class Number>
static void convolveFewTiles(const Flow& f) {
  using Value = typename Number::Value;
  constexpr size_t kIn = 32;  // input channels at a time
  const size_t all = f.tiling.all, block = std::min(kMostTiles, (all + kTiles - 1) / kTiles * kTiles);
  const size_t vPlane = planeOf(block * f.in), mPlane = planeOf(block * kOut), uPlane = planeOf(kIn * kOut);
  Value* v = static_cast<Value*>(sharedScratch(0, 36 * vPlane * sizeof(Value)));
  void* const* scratch = workerScratch(36 * mPlane * 4 + 36 * uPlane * sizeof(Value));
  for (size_t from = 0; from < all; from += block) {
    const size_t count = std::min(block, all - from);
    const size_t runs = (count + kRun - 1) / kRun, slices = (f.in + 63) / 64;
    parallelFor(runs * slices, [&](size_t item, size_t) {
      const size_t first = item / slices * kRun, c = item % slices * 64;
      Value* to = v + first / kTiles * f.in * kTiles;
      transformInput<Number>(f, from + first, std::min(kRun, count - first), c, std::min(f.in, c + 64), to, vPlane);
    });
    parallelFor((f.out + kOut - 1) / kOut, [&](size_t item, size_t worker) {
      float* m = static_cast<float*>(scratch[worker]);
      Value* u = reinterpret_cast<Value*>(m + 36 * mPlane);
      const size_t o = item * kOut, width = std::min(kOut, f.out - o);
      for (size_t c = 0; c < f.in; c += kIn) {
        const size_t depth = std::min(kIn, f.in - c);
        Number::transformFilter(f.filter, f.in, f.out, c, c + depth, o, width, u, uPlane);
        for (int xi = 0; xi < 36; ++xi)
          multiply<Number>(v + xi * vPlane + c * kTiles, f.in * kTiles, u + xi * uPlane, depth, count, width, m + xi * mPlane, c > 0);
      }
      transformOutput(f, from, count, o, width, m, mPlane);
    });
  }
}

// The filter of the input gradient: taps in reverse, channels exchanged.
static float* exchangedFilter(const float* filter, size_t c, size_t k) {
  float* exchanged = static_cast<float*>(sharedScratch(2, 9 * c * k * 4));
  constexpr size_t kSide = 16;
  const size_t rows = (c + kSide - 1) / kSide;
  parallelFor(9 * rows, [&](size_t item, size_t) {
    const size_t tap = item / rows, c0 = item % rows * kSide;
    const float* from = filter + (8 - tap) * c * k;
    float* to = exchanged + tap * c * k;
    for (size_t k0 = 0; k0 < k; k0 += kSide) transpose16(from + c0 * k + k0, k, to + k0 * c + c0, c);
  });
  return exchanged;
}

template <class Number>
static void convolve(const Sources& x, const float* filter, const float* bias, const Conv3x3& s, bool inputGradient, const Results& y) {
  const float* taps = inputGradient ? exchangedFilter(filter, s.c, s.k) : filter;
  const Flow f{s, Tiling(s), inputGradient ? s.k : s.c, inputGradient ? s.c : s.k, x, taps, bias, y};
  const size_t bytes = 36 * f.in * f.out * 4;
  if (bytes > (2u << 20) && (f.tiling.all <= 2 * kMostTiles || bytes > (8u << 20))) {
    convolveFewTiles<Number>(f);
  } else {
    convolveManyTiles<Number>(f);
  }
}

// y = conv(x, filter), or with `inputGradient` that from dy (then x is dy, and y is dx).
void winogradConv(const Sources& x, const float* filter, const float* bias, const Conv3x3& s, bool inputGradient, const Results& y) {
#if defined(MB_BFLOAT16)
  convolve<Brain>(x, filter, bias, s, inputGradient, y);
#else
  convolve<Single>(x, filter, bias, s, inputGradient, y);
#endif
}

}  // namespace MB_ARCH
}  // namespace medbundle
