// Winograd F(4x4, 3x3), fused: input transform, 36 small matrix products and output transform run over blocks of tiles that
// stay in cache. Lavin and Gray, "Fast algorithms for convolutional neural networks", CVPR 2016, with the interpolation points
// 0, ±1/sqrt(2), ±sqrt(2), infinity, which lose about a digit less than the usual 0, ±1, ±2.
#include "winograd.h"

#include <algorithm>
#include <cmath>

#include "pool.h"
#include "vec.h"

namespace medbundle {
namespace MB_ARCH {

constexpr int kTiles = W == 16 ? 8 : 4;   // tiles of one register block
constexpr int kWinoOut = W == 16 ? 32 : 16;  // output channels of one register block
constexpr float kA = 0.70710678118654752f, kB = 1.41421356237309505f;

// d = B^T d along one axis: six values at a stride.
static inline void inputTransform(vf d[6]) {
  const vf even1 = d[4] - 2.0f * d[2], odd1 = kA * d[3] - 2.0f * kA * d[1];
  const vf even2 = d[4] - 0.5f * d[2], odd2 = kB * d[3] - 0.5f * kB * d[1];
  const vf first = d[0] - 2.5f * d[2] + d[4], last = d[1] - 2.5f * d[3] + d[5];
  d[0] = first;
  d[1] = even1 + odd1;
  d[2] = even1 - odd1;
  d[3] = even2 + odd2;
  d[4] = even2 - odd2;
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
  const vf e1 = y[0] + 0.5f * y[2], o1 = kA * y[1] + 0.5f * kA * y[3];
  const vf e2 = y[0] + 2.0f * y[2], o2 = kB * y[1] + 2.0f * kB * y[3];
  z[0] = y[0];
  z[1] = e1 + o1;
  z[2] = e1 - o1;
  z[3] = e2 + o2;
  z[4] = e2 - o2;
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

struct Tiling {
  size_t rows, columns, perImage, all;
  explicit Tiling(const Conv3x3& s)
      : rows((s.h + 3) / 4), columns((s.w + 3) / 4), perImage(rows * columns), all(perImage * s.n) {}
};

// Plane stride of V and U: a little more than the data, so that the 36 planes do not fall on the same cache sets.
static inline size_t planeOf(size_t floats) { return floats + 16; }

// Filter [3,3,c,k] to U [36][k/kWinoOut][c][kWinoOut]; for the input gradient flipped and with c and k exchanged.
static void transformFilter(const float* filter, size_t c, size_t k, bool flipped, float* u, size_t plane, size_t cFrom, size_t cTo) {
  const size_t out = flipped ? c : k;
  for (size_t i = cFrom; i < cTo; ++i) {
    for (size_t o = 0; o < out; o += W) {
      vf g[3][3];
      for (int y = 0; y < 3; ++y)
        for (int x = 0; x < 3; ++x) {
          if (!flipped) {
            g[y][x] = load(filter + ((y * 3 + x) * c + i) * k + o);
          } else {
            const float* base = filter + (((2 - y) * 3 + (2 - x)) * c + o) * k + i;
            for (int lane = 0; lane < W; ++lane) g[y][x][lane] = base[lane * k];
          }
        }
      vf half[6][3];
      for (int x = 0; x < 3; ++x) {
        const vf column[3] = {g[0][x], g[1][x], g[2][x]};
        vf six[6];
        filterTransform(column, six);
        for (int y = 0; y < 6; ++y) half[y][x] = six[y];
      }
      const size_t in = flipped ? k : c;
      float* to = u + (o / kWinoOut * in + i) * kWinoOut + o % kWinoOut;
      for (int y = 0; y < 6; ++y) {
        vf six[6];
        filterTransform(half[y], six);
        for (int x = 0; x < 6; ++x) store(to + (y * 6 + x) * plane, six[x]);
      }
    }
  }
}

// One tile of x, channels [ch, ch+W), to V: V[xi][tile/kTiles][c/W][kTiles][W].
static inline void transformInputTile(const float* x, const Conv3x3& s, size_t in, size_t image, size_t row, size_t column, size_t ch,
                                      float* to, size_t plane) {
  vf half[6][6];
  const ptrdiff_t y0 = ptrdiff_t(row * 4) - 1, x0 = ptrdiff_t(column * 4) - 1;
  const float* base = x + ((image * s.h) * s.w) * in + ch;
  const bool inside = y0 >= 0 && x0 >= 0 && y0 + 6 <= ptrdiff_t(s.h) && x0 + 6 <= ptrdiff_t(s.w);
  if (inside) {
    for (int j = 0; j < 6; ++j) {
      vf d[6];
      for (int i = 0; i < 6; ++i) d[i] = load(base + ((y0 + i) * s.w + x0 + j) * in);
      inputTransform(d);
      for (int i = 0; i < 6; ++i) half[i][j] = d[i];
    }
  } else {
    for (int j = 0; j < 6; ++j) {
      vf d[6];
      const ptrdiff_t xx = x0 + j;
      for (int i = 0; i < 6; ++i) {
        const ptrdiff_t yy = y0 + i;
        d[i] = yy >= 0 && xx >= 0 && yy < ptrdiff_t(s.h) && xx < ptrdiff_t(s.w) ? load(base + (yy * s.w + xx) * in) : zero();
      }
      inputTransform(d);
      for (int i = 0; i < 6; ++i) half[i][j] = d[i];
    }
  }
  for (int i = 0; i < 6; ++i) {
    inputTransform(half[i]);
    for (int j = 0; j < 6; ++j) store(to + (i * 6 + j) * plane, half[i][j]);
  }
}

// acc[kTiles][kWinoOut] = V · U over c channels.
static inline void winogradProduct(const float* v, const float* u, size_t c, float* m, size_t mStride) {
  constexpr int V = kWinoOut / W;
  vf acc[kTiles][V];
  for (int t = 0; t < kTiles; ++t)
    for (int j = 0; j < V; ++j) acc[t][j] = zero();
  for (size_t i = 0; i < c; i += W, v += kTiles * W) {
    for (int l = 0; l < W; ++l, u += kWinoOut) {
      vf b[V];
      for (int j = 0; j < V; ++j) b[j] = load(u + j * W);
      for (int t = 0; t < kTiles; ++t) {
        const vf a = splat(v[t * W + l]);
        for (int j = 0; j < V; ++j) acc[t][j] += a * b[j];
      }
    }
  }
  for (int t = 0; t < kTiles; ++t)
    for (int j = 0; j < V; ++j) store(m + t * mStride + j * W, acc[t][j]);
}

// One tile of M, channels [o, o+W), to y.
static inline void transformOutputTile(const float* m, size_t plane, const Conv3x3& s, size_t out, size_t image, size_t row, size_t column,
                                       size_t o, const float* bias, float* y) {
  const vf level = bias ? load(bias + o) : zero();
  vf half[4][6];
  for (int j = 0; j < 6; ++j) {
    vf d[6], four[4];
    for (int i = 0; i < 6; ++i) d[i] = load(m + (i * 6 + j) * plane);
    outputTransform(d, four);
    for (int i = 0; i < 4; ++i) half[i][j] = four[i];
  }
  for (int i = 0; i < 4; ++i) {
    const size_t yy = row * 4 + i;
    if (yy >= s.h) break;
    vf four[4];
    outputTransform(half[i], four);
    float* to = y + ((image * s.h + yy) * s.w + column * 4) * out + o;
    const size_t columns = std::min<size_t>(4, s.w - column * 4);
    for (size_t j = 0; j < columns; ++j) store(to + j * out, four[j] + level);
  }
}

// y = conv(x, filter), or with `flipped` the input gradient from dy. in/out are the channels of the source and the result.
void winogradConv(const float* x, const float* filter, const float* bias, const Conv3x3& s, bool flipped, float* y) {
  const size_t in = flipped ? s.k : s.c, out = flipped ? s.c : s.k;
  const Tiling tiling(s);
  const size_t uPlane = planeOf(in * out);
  float* u = static_cast<float*>(sharedScratch(0, 36 * uPlane * 4));
  const size_t slices = in / W;
  parallelFor(slices, [&](size_t slice, size_t) { transformFilter(filter, s.c, s.k, flipped, u, uPlane, slice * W, slice * W + W); });

  // Blocks of tiles whose V fits the second-level cache beside the slice of U in use.
  size_t block = 36 * in * out * 4 > (1u << 20) ? 128 : 64;
  while (block > size_t(kTiles) && (tiling.all + block - 1) / block < 2 * workerCount()) block /= 2;
  const size_t vPlane = planeOf(block * in), mPlane = planeOf(block * kWinoOut);
  void* const* scratch = workerScratch((36 * vPlane + 36 * mPlane) * 4);
  parallelFor((tiling.all + block - 1) / block, [&](size_t item, size_t worker) {
    float* v = static_cast<float*>(scratch[worker]);
    float* m = v + 36 * vPlane;
    const size_t from = item * block, count = std::min(block, tiling.all - from);
    const size_t groups = (count + kTiles - 1) / kTiles;
    for (size_t t = 0; t < count; ++t) {
      const size_t tile = from + t, image = tile / tiling.perImage, at = tile % tiling.perImage;
      const size_t row = at / tiling.columns, column = at % tiling.columns;
      for (size_t ch = 0; ch < in; ch += W)
        transformInputTile(x, s, in, image, row, column, ch, v + (t / kTiles * in + ch) * kTiles + t % kTiles * W, vPlane);
    }
    for (size_t o = 0; o < out; o += kWinoOut) {
      for (int xi = 0; xi < 36; ++xi) {
        const float* ub = u + xi * uPlane + o * in;
        for (size_t g = 0; g < groups; ++g)
          winogradProduct(v + xi * vPlane + g * kTiles * in, ub, in, m + xi * mPlane + g * kTiles * kWinoOut, kWinoOut);
      }
      for (size_t t = 0; t < count; ++t) {
        const size_t tile = from + t, image = tile / tiling.perImage, at = tile % tiling.perImage;
        for (size_t j = 0; j < kWinoOut; j += W)
          transformOutputTile(m + t * kWinoOut + j, mPlane, s, out, image, at / tiling.columns, at % tiling.columns, o + j, bias, y);
      }
    }
  });
}

// One tile of dy, channels [o, o+W), to Z[xi][tile][channels].
static inline void transformGradientTile(const float* dy, const Conv3x3& s, size_t image, size_t row, size_t column, size_t o, float* to,
                                         size_t plane) {
  vf half[6][4];
  const size_t rows = std::min<size_t>(4, s.h - row * 4), columns = std::min<size_t>(4, s.w - column * 4);
  const float* base = dy + ((image * s.h + row * 4) * s.w + column * 4) * s.k + o;
  for (size_t j = 0; j < 4; ++j) {
    vf four[4], six[6];
    for (size_t i = 0; i < 4; ++i) four[i] = i < rows && j < columns ? load(base + (i * s.w + j) * s.k) : zero();
    gradientTransform(four, six);
    for (int i = 0; i < 6; ++i) half[i][j] = six[i];
  }
  for (int i = 0; i < 6; ++i) {
    vf six[6];
    gradientTransform(half[i], six);
    for (int j = 0; j < 6; ++j) store(to + (i * 6 + j) * plane, six[j]);
  }
}

constexpr size_t kRows = 32;    // input channels of a task
constexpr size_t kColumns = 64;  // output channels of a task, at most
constexpr size_t kDepth = 32;   // tiles transformed at a time

// dU[8][width of V vectors] += V^T Z over `depth` tiles.
template <int V>
static inline void winoAccumulate(const float* v, size_t vStride, const float* z, size_t zStride, size_t depth, float* du, size_t duStride) {
  constexpr int R = W == 16 ? 8 : 4;
  vf acc[R][V];
  for (int r = 0; r < R; ++r)
    for (int j = 0; j < V; ++j) acc[r][j] = load(du + r * duStride + j * W);
  for (size_t t = 0; t < depth; ++t, v += vStride, z += zStride) {
    vf b[V];
    for (int j = 0; j < V; ++j) b[j] = load(z + j * W);
    for (int r = 0; r < R; ++r) {
      const vf a = splat(v[r]);
      for (int j = 0; j < V; ++j) acc[r][j] += a * b[j];
    }
  }
  for (int r = 0; r < R; ++r)
    for (int j = 0; j < V; ++j) store(du + r * duStride + j * W, acc[r][j]);
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

// dfilter = d(conv)/d(filter), from x and dy.
void winogradFilterGradient(const float* x, const float* dy, const Conv3x3& s, float* dfilter) {
  const Tiling tiling(s);
  const size_t rowBlocks = (s.c + kRows - 1) / kRows, columnBlocks = (s.k + kColumns - 1) / kColumns;
  const size_t blocks = rowBlocks * columnBlocks;
  // How the tiles are cut depends on the shape alone, so the order of summation is the same for any number of threads.
  size_t chunks = std::max<size_t>(1, (32 + blocks - 1) / blocks);
  const size_t perChunk = std::max(kDepth * 4, ((tiling.all + chunks - 1) / chunks + kDepth - 1) / kDepth * kDepth);
  chunks = (tiling.all + perChunk - 1) / perChunk;

  const size_t vPlane = planeOf(kDepth * kRows), zPlane = planeOf(kDepth * kColumns), duPlane = kRows * kColumns + 16;
  const size_t partial = 36 * duPlane;
  void* const* scratch = workerScratch((36 * (vPlane + zPlane) + partial) * 4);
  float* partials = chunks > 1 ? static_cast<float*>(sharedScratch(0, chunks * blocks * partial * 4)) : nullptr;

  parallelFor(blocks * chunks, [&](size_t item, size_t worker) {
    const size_t block = item % blocks, chunk = item / blocks;
    const size_t c0 = block / columnBlocks * kRows, k0 = block % columnBlocks * kColumns;
    const size_t rows = std::min(kRows, s.c - c0), columns = std::min(kColumns, s.k - k0);
    float* v = static_cast<float*>(scratch[worker]);
    float* z = v + 36 * vPlane;
    float* du = chunks > 1 ? partials + item * partial : z + 36 * zPlane;
    std::fill_n(du, partial, 0.0f);
    const size_t end = std::min(tiling.all, (chunk + 1) * perChunk);
    for (size_t from = chunk * perChunk; from < end; from += kDepth) {
      const size_t depth = std::min(kDepth, end - from);
      for (size_t t = 0; t < depth; ++t) {
        const size_t tile = from + t, image = tile / tiling.perImage, at = tile % tiling.perImage;
        const size_t row = at / tiling.columns, column = at % tiling.columns;
        for (size_t c = 0; c < rows; c += W) transformInputTile(x, s, s.c, image, row, column, c0 + c, v + t * kRows + c, vPlane);
        for (size_t k = 0; k < columns; k += W) transformGradientTile(dy, s, image, row, column, k0 + k, z + t * kColumns + k, zPlane);
      }
      constexpr size_t R = W == 16 ? 8 : 4;
      for (int xi = 0; xi < 36; ++xi)
        for (size_t c = 0; c < rows; c += R) {
          size_t k = 0;
          for (; k + 2 * W <= columns; k += 2 * W)
            winoAccumulate<2>(v + xi * vPlane + c, kRows, z + xi * zPlane + k, kColumns, depth, du + xi * duPlane + c * kColumns + k, kColumns);
          if (k < columns)
            winoAccumulate<1>(v + xi * vPlane + c, kRows, z + xi * zPlane + k, kColumns, depth, du + xi * duPlane + c * kColumns + k, kColumns);
        }
    }
    if (chunks == 1)
      for (size_t c = 0; c < rows; ++c)
        for (size_t k = 0; k < columns; k += W) finishFilter(du + c * kColumns + k, duPlane, s, c0 + c, k0 + k, dfilter);
  });
  if (chunks == 1) return;
  parallelFor(blocks * 4, [&](size_t item, size_t worker) {
    const size_t block = item / 4, quarter = item % 4;
    const size_t c0 = block / columnBlocks * kRows, k0 = block % columnBlocks * kColumns;
    const size_t rows = std::min(kRows, s.c - c0), columns = std::min(kColumns, s.k - k0);
    for (size_t c = quarter; c < rows; c += 4)
      for (size_t k = 0; k < columns; k += W) {
        float* sum = partials + block * partial + c * kColumns + k;
        for (int xi = 0; xi < 36; ++xi) {
          vf total = load(sum + xi * duPlane);
          for (size_t chunk = 1; chunk < chunks; ++chunk) total += load(sum + chunk * blocks * partial + xi * duPlane);
          store(sum + xi * duPlane, total);
        }
        finishFilter(sum, duPlane, s, c0 + c, k0 + k, dfilter);
      }
    (void)worker;
  });
}

}  // namespace MB_ARCH
}  // namespace medbundle
