// The filter gradient of a 3x3 convolution by Winograd's F(4x4, 3x3): dU = sum over tiles of V^T Z, 36 small matrix products.
#include <algorithm>

#include "pool.h"
#include "vec.h"
#include "winograd-transforms.h"

namespace medbundle {
namespace MB_ARCH {

constexpr size_t kRows = 64;     // input channels of a task, at most
constexpr size_t kColumns = 64;  // output channels of a task, at most
constexpr size_t kDepth = 32;    // tiles transformed at a time

// dU [R][width of N vectors] (+)= V^T Z over `depth` tiles.
template <int R, int N>
static inline void winogradAccumulate(const float* v, size_t vStride, const float* z, size_t zStride, size_t depth, float* du, size_t duStride,
                                      bool add) {
  vf acc[R][N];
  for (int r = 0; r < R; ++r)
    for (int j = 0; j < N; ++j) acc[r][j] = add ? load(du + r * duStride + j * W) : zero();
  for (size_t t = 0; t < depth; ++t, v += vStride, z += zStride) {
    vf b[N];
    for (int j = 0; j < N; ++j) b[j] = load(z + j * W);
    for (int r = 0; r < R; ++r) {
      const vf a = splat(v[r]);
      for (int j = 0; j < N; ++j) acc[r][j] += a * b[j];
    }
  }
  for (int r = 0; r < R; ++r)
    for (int j = 0; j < N; ++j) store(du + r * duStride + j * W, acc[r][j]);
}

// How the products over tiles are made: in float32, of `kDepth` tiles with a row each,
struct SingleProducts {
  using Value = float;
  using Early = Whole;
  using Late = Whole;
  static constexpr size_t kHeight = kDepth;
  template <int R, int N>
  static inline void accumulate(const float* v, size_t vStride, const float* z, size_t zStride, size_t depth, float* du, size_t duStride, bool add) {
    winogradAccumulate<R, N>(v, vStride, z, zStride, depth, du, duStride, add);
  }
};

#if defined(MB_BFLOAT16)
// or of bfloat16, summed in float32: tile t stands beside tile t + kDepth/2.
struct BrainProducts {
  using Value = uint32_t;
  using Early = First;
  using Late = Second;
  static constexpr size_t kHeight = kDepth / 2;
  template <int R, int N>
  static inline void accumulate(const uint32_t* v, size_t vStride, const uint32_t* z, size_t zStride, size_t depth, float* du, size_t duStride,
                                bool add) {
    __m512 acc[R][N];
    for (int r = 0; r < R; ++r)
      for (int j = 0; j < N; ++j) acc[r][j] = add ? _mm512_loadu_ps(du + r * duStride + j * W) : _mm512_setzero_ps();
    for (size_t t = 0; t < std::min(depth, kHeight); ++t, v += vStride, z += zStride) {
      __m512bh b[N];
      for (int j = 0; j < N; ++j) b[j] = reinterpret_cast<__m512bh>(_mm512_loadu_si512(z + j * W));
      for (int r = 0; r < R; ++r) {
        const __m512bh a = reinterpret_cast<__m512bh>(_mm512_set1_epi32(static_cast<int>(v[r])));
        for (int j = 0; j < N; ++j) acc[r][j] = _mm512_dpbf16_ps(acc[r][j], a, b[j]);
      }
    }
    for (int r = 0; r < R; ++r)
      for (int j = 0; j < N; ++j) _mm512_storeu_ps(du + r * duStride + j * W, acc[r][j]);
  }
};
#endif

// The largest width, `most` at most, that cuts `channels` evenly and is a multiple of 16.
static size_t evenWidth(size_t channels, size_t most) {
  const size_t pieces = (channels + most - 1) / most;
  return ((channels + pieces - 1) / pieces + 15) / 16 * 16;
}

template <class Products>
static void filterGradient(const Sources& x, const float* dy, const Conv3x3& s, float* dfilter) {
  using Value = typename Products::Value;
  const Tiling tiling(s);
  const size_t rowsOf = evenWidth(s.c, kRows), columnsOf = evenWidth(s.k, kColumns);
  const size_t rowBlocks = (s.c + rowsOf - 1) / rowsOf, columnBlocks = (s.k + columnsOf - 1) / columnsOf;
  const size_t blocks = rowBlocks * columnBlocks;
  // How the tiles are cut depends on the shape alone, so the order of summation is the same for any number of threads.
  size_t chunks = std::max<size_t>(1, (16 + blocks - 1) / blocks);
  const size_t perChunk = std::max(kDepth * 4, ((tiling.all + chunks - 1) / chunks + kDepth - 1) / kDepth * kDepth);
  chunks = (tiling.all + perChunk - 1) / perChunk;

  const size_t vPlane = planeOf(Products::kHeight * rowsOf), zPlane = planeOf(Products::kHeight * columnsOf), duPlane = planeOf(rowsOf * columnsOf);
  const size_t partial = 36 * duPlane;
  void* const* scratch = workerScratch((36 * (vPlane + zPlane) + partial) * 4);
  float* partials = chunks > 1 ? static_cast<float*>(sharedScratch(0, chunks * blocks * partial * 4)) : nullptr;

  parallelFor(blocks * chunks, [&](size_t item, size_t worker) {
    const size_t block = item % blocks, chunk = item / blocks;
    const size_t c0 = block / columnBlocks * rowsOf, k0 = block % columnBlocks * columnsOf;
    const size_t rows = std::min(rowsOf, s.c - c0), columns = std::min(columnsOf, s.k - k0);
    Value* v = static_cast<Value*>(scratch[worker]);
    Value* z = v + 36 * vPlane;
    float* du = chunks > 1 ? partials + item * partial : reinterpret_cast<float*>(z + 36 * zPlane);
    const size_t start = chunk * perChunk, end = std::min(tiling.all, start + perChunk);
    for (size_t from = start; from < end; from += kDepth) {
      const size_t depth = std::min(kDepth, end - from);
      const auto transform = [&](auto cell, size_t begin, size_t end) {
        using Cell = decltype(cell);
        tiling.eachRun(begin, end, kRun, [&](size_t image, size_t row, size_t column, size_t first, size_t tiles) {
          for (size_t c = 0; c < rows; c += W) {
            const auto place = x.place(c0 + c);
            transformInputRun<Cell>(place.first + image * s.h * s.w * place.stride, place.stride, s, row, column, tiles, vPlane,
                                    [&](size_t t) { return v + (first + t - begin) * rowsOf + c; });
          }
          const float* gradient = dy + image * s.h * s.w * s.k + k0;
          for (size_t t = 0; t < tiles; ++t)
            for (size_t k = 0; k < columns; k += W)
              transformGradientTile<Cell>(gradient + k, s.k, s, row, column + t, z + (first + t - begin) * columnsOf + k, zPlane);
        });
      };
      transform(typename Products::Early(), from, from + std::min(depth, Products::kHeight));
      if (depth > Products::kHeight) transform(typename Products::Late(), from + Products::kHeight, from + depth);
      constexpr int R = W == 16 ? 8 : 4;
      const bool add = from > start;
      for (int xi = 0; xi < 36; ++xi)
        for (size_t c = 0; c < rows; c += R) {
          const Value* left = v + xi * vPlane + c;
          const Value* right = z + xi * zPlane;
          float* to = du + xi * duPlane + c * columnsOf;
          size_t k = 0;
          for (; k + 2 * W <= columns; k += 2 * W) Products::template accumulate<R, 2>(left, rowsOf, right + k, columnsOf, depth, to + k, columnsOf, add);
          if (k < columns) Products::template accumulate<R, 1>(left, rowsOf, right + k, columnsOf, depth, to + k, columnsOf, add);
        }
    }
    if (chunks == 1)
      for (size_t c = 0; c < rows; ++c)
        for (size_t k = 0; k < columns; k += W) finishFilter(du + c * columnsOf + k, duPlane, s, c0 + c, k0 + k, dfilter);
  });
  if (chunks == 1) return;
  constexpr size_t kPieces = 8;
  parallelFor(blocks * kPieces, [&](size_t item, size_t) {
    const size_t block = item / kPieces, piece = item % kPieces;
    const size_t c0 = block / columnBlocks * rowsOf, k0 = block % columnBlocks * columnsOf;
    const size_t rows = std::min(rowsOf, s.c - c0), columns = std::min(columnsOf, s.k - k0);
    for (size_t c = piece; c < rows; c += kPieces)
      for (size_t k = 0; k < columns; k += W) {
        float* sum = partials + block * partial + c * columnsOf + k;
        for (int xi = 0; xi < 36; ++xi) {
          vf total = load(sum + xi * duPlane);
          for (size_t chunk = 1; chunk < chunks; ++chunk) total += load(sum + chunk * blocks * partial + xi * duPlane);
          store(sum + xi * duPlane, total);
        }
        finishFilter(sum, duPlane, s, c0 + c, k0 + k, dfilter);
      }
  });
}

// dfilter = d(conv)/d(filter), from x and dy.
void winogradFilterGradient(const Sources& x, const float* dy, const Conv3x3& s, float* dfilter) {
#if defined(MB_BFLOAT16)
  filterGradient<BrainProducts>(x, dy, s, dfilter);
#else
  filterGradient<SingleProducts>(x, dy, s, dfilter);
#endif
}

}  // namespace MB_ARCH
}  // namespace medbundle
