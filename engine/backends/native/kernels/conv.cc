// Convolutions of any shape, as matrix products whose rows are gathered by pointer: no copy of the input is made.
#include "conv.h"

#include <algorithm>

#include "conv-narrow.cc"
#include "pool.h"
#include "vec.h"

namespace medbundle {
namespace MB_ARCH {

constexpr int kPixels = W == 16 ? 8 : 4;
constexpr int kGatherOut = 2 * W;
constexpr size_t kMaxTaps = 512;

static inline size_t roundUp(size_t value, size_t to) { return (value + to - 1) / to * to; }

// The positions of one spatial axis: for a position p of the result, tap t reads source position origin + p*step + t*dilation,
// which must be divisible by `divisor`. A convolution has divisor 1; its input gradient has step 1 and divisor = stride.
struct Axis {
  size_t result, source, taps;
  ptrdiff_t origin, step, dilation, divisor;
  // Source position of tap t, or -1.
  ptrdiff_t at(size_t p, size_t t) const {
    const ptrdiff_t scaled = origin + ptrdiff_t(p) * step + ptrdiff_t(t) * dilation;
    if (scaled < 0 || (divisor > 1 && scaled % divisor != 0)) return -1;
    const ptrdiff_t position = divisor > 1 ? scaled / divisor : scaled;
    return position < ptrdiff_t(source) ? position : -1;
  }
};

struct Gather {
  size_t n, in, out;  // images, channels of the source and of the result
  Axis axes[3];
};

static Gather forwardOf(const Conv& s) {
  Gather g{s.n, s.c, s.k, {}};
  for (int a = 0; a < 3; ++a) g.axes[a] = {s.out[a], s.in[a], s.kernel[a], -s.pad[a], s.stride[a], s.dilation[a], 1};
  return g;
}

static Gather inputGradientOf(const Conv& s) {
  Gather g{s.n, s.k, s.c, {}};
  for (int a = 0; a < 3; ++a) g.axes[a] = {s.in[a], s.out[a], s.kernel[a], s.pad[a], 1, -s.dilation[a], s.stride[a]};
  return g;
}

// Filter [taps, c, k] to [blocks of kGatherOut results][tap][sources][kGatherOut], zero-filled; `exchanged` for the input gradient.
static void packFilter(const float* filter, size_t taps, size_t c, size_t k, bool exchanged, float* packed) {
  const size_t in = exchanged ? k : c, out = exchanged ? c : k;
  const size_t blocks = (out + kGatherOut - 1) / kGatherOut;
  parallelFor(blocks * taps, [&](size_t item, size_t) {
    const size_t block = item / taps, tap = item % taps;
    float* to = packed + item * in * kGatherOut;
    const float* from = filter + tap * c * k;
    const size_t width = std::min<size_t>(kGatherOut, out - block * kGatherOut);
    for (size_t i = 0; i < in; ++i, to += kGatherOut)
      for (size_t o = 0; o < size_t(kGatherOut); ++o)
        to[o] = o >= width ? 0.0f : exchanged ? from[(block * kGatherOut + o) * k + i] : from[i * k + block * kGatherOut + o];
  });
}

// y[P pixels][V vectors] = sum over taps and sources.
template <int P, int V>
static inline void gatherProduct(const float* const* pixels, size_t taps, const unsigned short* tapList, size_t in, const float* packed, vf (&acc)[P][V]) {
  for (int p = 0; p < P; ++p)
    for (int j = 0; j < V; ++j) acc[p][j] = zero();
  for (size_t t = 0; t < taps; ++t) {
    const float* const* from = pixels + t * P;
    const float* b = packed + tapList[t] * in * kGatherOut;
    for (size_t i = 0; i < in; ++i, b += kGatherOut) {
      vf w[V];
      for (int j = 0; j < V; ++j) w[j] = load(b + j * W);
      for (int p = 0; p < P; ++p) {
        const vf a = splat(from[p][i]);
        for (int j = 0; j < V; ++j) acc[p][j] += a * w[j];
      }
    }
  }
}

static inline void storePart(float* to, const vf* acc, int vectors, size_t width) {
  for (int j = 0; j < vectors; ++j) {
    const size_t left = width > size_t(j * W) ? width - j * W : 0;
    if (left >= size_t(W)) {
      store(to + j * W, acc[j]);
    } else {
      for (size_t lane = 0; lane < left; ++lane) to[j * W + lane] = acc[j][lane];
    }
  }
}

static void gatherMultiply(const Gather& g, const float* source, const float* filter, size_t c, size_t k, bool exchanged, const float* bias, float* result) {
  const size_t taps = g.axes[0].taps * g.axes[1].taps * g.axes[2].taps;
  const size_t blocks = (g.out + kGatherOut - 1) / kGatherOut;
  // With one result the filter is as it must be: [taps][in].
  const bool narrow = g.out == 1;
  float* packed = static_cast<float*>(sharedScratch(0, (taps * blocks * g.in * kGatherOut + g.in) * 4));
  if (!narrow) packFilter(filter, taps, c, k, exchanged, packed);
  float* nothing = packed + taps * blocks * g.in * kGatherOut;
  std::fill_n(nothing, g.in, 0.0f);

  const Axis &D = g.axes[0], &H = g.axes[1], &R = g.axes[2];
  const size_t rows = g.n * D.result * H.result;
  const size_t residues = std::min<size_t>(size_t(R.divisor), std::max<size_t>(R.result, 1));
  // Several result rows a task when rows are short.
  const size_t rowsPerTask = std::max<size_t>(1, 32 / std::max<size_t>(1, R.result));
  parallelFor((rows + rowsPerTask - 1) / rowsPerTask, [&](size_t task, size_t) {
    const float* pixels[kMaxTaps * kPixels];
    unsigned short tapList[kMaxTaps];
    for (size_t row = task * rowsPerTask; row < std::min(rows, (task + 1) * rowsPerTask); ++row) {
      const size_t image = row / (D.result * H.result), d = row / H.result % D.result, h = row % H.result;
      const float* images = source + image * D.source * H.source * R.source * g.in;
      float* to = result + row * R.result * g.out;
      for (size_t residue = 0; residue < residues; ++residue) {
        const size_t inClass = (R.result - residue + residues - 1) / residues;
        for (size_t first = 0; first < inClass; first += kPixels) {
          const size_t count = std::min<size_t>(kPixels, inClass - first);
          size_t used = 0;
          for (size_t td = 0, tap = 0; td < D.taps; ++td) {
            const ptrdiff_t sd = D.at(d, td);
            for (size_t th = 0; th < H.taps; ++th) {
              const ptrdiff_t sh = H.at(h, th);
              if (sd < 0 || sh < 0) {
                tap += R.taps;
                continue;
              }
              const float* line = images + (sd * H.source + sh) * R.source * g.in;
              for (size_t tr = 0; tr < R.taps; ++tr, ++tap) {
                bool any = false;
                const float** at = pixels + used * kPixels;
                for (size_t p = 0; p < size_t(kPixels); ++p) {
                  const ptrdiff_t sr = p < count ? R.at(residue + (first + p) * residues, tr) : -1;
                  at[p] = sr < 0 ? nothing : line + sr * g.in;
                  any |= sr >= 0;
                }
                if (any) tapList[used++] = static_cast<unsigned short>(tap);
              }
            }
          }
          if (narrow) {
            for (size_t p = 0; p < count; ++p)
              to[residue + (first + p) * residues] = dotProduct(pixels + p, kPixels, tapList, used, g.in, filter) + (bias ? *bias : 0.0f);
            continue;
          }
          for (size_t block = 0; block < blocks; ++block) {
            const size_t width = std::min<size_t>(kGatherOut, g.out - block * kGatherOut);
            const float* weights = packed + block * taps * g.in * kGatherOut;
            const int vectors = width > size_t(W) ? 2 : 1;
            vf acc[kPixels][2];
            if (vectors == 2) {
              gatherProduct<kPixels, 2>(pixels, used, tapList, g.in, weights, acc);
            } else {
              vf one[kPixels][1];
              gatherProduct<kPixels, 1>(pixels, used, tapList, g.in, weights, one);
              for (int p = 0; p < kPixels; ++p) acc[p][0] = one[p][0];
            }
            for (size_t p = 0; p < count; ++p) {
              float* at = to + (residue + (first + p) * residues) * g.out + block * kGatherOut;
              if (bias)
                for (int j = 0; j < vectors; ++j)
                  for (size_t lane = 0; lane < size_t(W) && j * W + lane < width; ++lane) acc[p][j][lane] += bias[block * kGatherOut + j * W + lane];
              storePart(at, acc[p], vectors, width);
            }
          }
        }
      }
    }
  });
}

void convForward(const float* x, const float* filter, const float* bias, const Conv& s, float* y) {
  if (isStencil(s)) return stencil(x, filter, s, false, bias ? *bias : 0.0f, y);
  gatherMultiply(forwardOf(s), x, filter, s.c, s.k, false, bias, y);
}

// dx, with the bias of a transposed convolution or null.
void convInputGradient(const float* dy, const float* filter, const float* bias, const Conv& s, float* dx) {
  if (isStencil(s)) return stencil(dy, filter, s, true, bias ? *bias : 0.0f, dx);
  gatherMultiply(inputGradientOf(s), dy, filter, s.c, s.k, true, bias, dx);
}

// Partial sums over pixels: dw[R channels][V vectors] += x[pixel][c…] · dy[pixel][k…].
template <int R, int V>
static inline void gatherAccumulate(const float* const* x, const float* const* dy, size_t count, size_t c, size_t k, float* dw, size_t stride) {
  vf acc[R][V];
  for (int r = 0; r < R; ++r)
    for (int j = 0; j < V; ++j) acc[r][j] = load(dw + r * stride + j * W);
  for (size_t i = 0; i < count; ++i) {
    vf b[V];
    for (int j = 0; j < V; ++j) b[j] = load(dy[i] + k + j * W);
    const float* from = x[i] + c;
    for (int r = 0; r < R; ++r) {
      const vf a = splat(from[r]);
      for (int j = 0; j < V; ++j) acc[r][j] += a * b[j];
    }
  }
  for (int r = 0; r < R; ++r)
    for (int j = 0; j < V; ++j) store(dw + r * stride + j * W, acc[r][j]);
}

// The same for a ragged edge: any number of channels and results, one lane at a time.
static void accumulateEdge(const float* const* x, const float* const* dy, size_t count, size_t c, size_t k, size_t rows, size_t columns,
                           float* dw, size_t stride) {
  for (size_t i = 0; i < count; ++i)
    for (size_t r = 0; r < rows; ++r) {
      const float a = x[i][c + r];
      float* to = dw + r * stride;
      const float* from = dy[i] + k;
      for (size_t j = 0; j < columns; ++j) to[j] += a * from[j];
    }
}

// The same for one channel of x: four sums at a time, that none waits for the last.
template <int V>
static inline void gatherAccumulateOne(const float* const* x, const float* const* dy, size_t count, size_t c, size_t k, float* dw) {
  vf acc[4][V];
  for (int r = 0; r < 4; ++r)
    for (int j = 0; j < V; ++j) acc[r][j] = r == 0 ? load(dw + j * W) : zero();
  size_t i = 0;
  for (; i + 4 <= count; i += 4)
    for (int r = 0; r < 4; ++r) {
      const vf a = splat(x[i + r][c]);
      for (int j = 0; j < V; ++j) acc[r][j] += a * load(dy[i + r] + k + j * W);
    }
  for (; i < count; ++i) {
    const vf a = splat(x[i][c]);
    for (int j = 0; j < V; ++j) acc[0][j] += a * load(dy[i] + k + j * W);
  }
  for (int j = 0; j < V; ++j) store(dw + j * W, (acc[0][j] + acc[1][j]) + (acc[2][j] + acc[3][j]));
}

void convFilterGradient(const float* x, const float* dy, const Conv& s, float* dfilter) {
  if (isStencil(s)) return stencilFilterGradient(x, dy, s, dfilter);
  const Gather g = forwardOf(s);
  const Axis &D = g.axes[0], &H = g.axes[1], &R = g.axes[2];
  const size_t taps = D.taps * H.taps * R.taps, lines = s.n * D.result * H.result;
  const size_t rowBlock = std::min<size_t>(s.c, 64), rowBlocks = (s.c + rowBlock - 1) / rowBlock;
  const size_t work = taps * rowBlocks;
  // The cut depends on the shape alone: one order of summation for any number of threads.
  const size_t chunks = std::max<size_t>(1, std::min<size_t>(lines, (32 + work - 1) / work));
  const size_t perChunk = (lines + chunks - 1) / chunks, size = taps * s.c * s.k;
  float* partials = chunks == 1 ? dfilter : static_cast<float*>(sharedScratch(0, chunks * size * 4));
  std::fill_n(partials, chunks * size, 0.0f);
  parallelFor(work * chunks, [&](size_t item, size_t) {
    const size_t chunk = item / work, tap = item % work / rowBlocks, c0 = item % rowBlocks * rowBlock;
    const size_t td = tap / (H.taps * R.taps), th = tap / R.taps % H.taps, tr = tap % R.taps;
    const size_t rows = std::min(rowBlock, s.c - c0);
    float* dw = partials + chunk * size + (tap * s.c + c0) * s.k;
    constexpr size_t kBatch = 128;
    const float *from[kBatch], *to[kBatch];
    size_t count = 0;
    auto flush = [&] {
      constexpr size_t kR = W == 16 ? 8 : 4;
      size_t k = 0;
      for (; k + 2 * W <= s.k; k += 2 * W) {
        size_t c = 0;
        for (; c + kR <= rows; c += kR) gatherAccumulate<kR, 2>(from, to, count, c0 + c, k, dw + c * s.k + k, s.k);
        for (; c < rows; ++c) gatherAccumulateOne<2>(from, to, count, c0 + c, k, dw + c * s.k + k);
      }
      for (; k + W <= s.k; k += W) {
        size_t c = 0;
        for (; c + kR <= rows; c += kR) gatherAccumulate<kR, 1>(from, to, count, c0 + c, k, dw + c * s.k + k, s.k);
        for (; c < rows; ++c) gatherAccumulateOne<1>(from, to, count, c0 + c, k, dw + c * s.k + k);
      }
      if (s.k == 1) {
        // One result: the vectors run along the channels.
        size_t c = 0;
        for (; c + 2 * W <= rows; c += 2 * W) gatherAccumulateOne<2>(to, from, count, 0, c0 + c, dw + c);
        for (; c + W <= rows; c += W) gatherAccumulateOne<1>(to, from, count, 0, c0 + c, dw + c);
        if (c < rows) accumulateEdge(from, to, count, c0 + c, 0, rows - c, 1, dw + c, 1);
      } else if (k < s.k) accumulateEdge(from, to, count, c0, k, rows, s.k - k, dw + k, s.k);
      count = 0;
    };
    for (size_t line = chunk * perChunk; line < std::min(lines, (chunk + 1) * perChunk); ++line) {
      const size_t image = line / (D.result * H.result), d = line / H.result % D.result, h = line % H.result;
      const ptrdiff_t sd = D.at(d, td), sh = H.at(h, th);
      if (sd < 0 || sh < 0) continue;
      const float* source = x + ((image * D.source + sd) * H.source + sh) * R.source * s.c;
      const float* gradient = dy + line * R.result * s.k;
      for (size_t r = 0; r < R.result; ++r) {
        const ptrdiff_t sr = R.at(r, tr);
        if (sr < 0) continue;
        from[count] = source + sr * s.c;
        to[count] = gradient + r * s.k;
        if (++count == kBatch) flush();
      }
    }
    if (count) flush();
  });
  if (chunks == 1) return;
  const size_t slice = 4096;
  parallelFor((size + slice - 1) / slice, [&](size_t item, size_t) {
    for (size_t i = item * slice; i < std::min(size, (item + 1) * slice); ++i) {
      float total = partials[i];
      for (size_t chunk = 1; chunk < chunks; ++chunk) total += partials[chunk * size + i];
      dfilter[i] = total;
    }
  });
}

}  // namespace MB_ARCH
}  // namespace medbundle
