// Convolutions of which one side has a single channel: there vectors run along the other side's channels or, where both have
// one, along the row.
#include <algorithm>

#include "conv.h"
#include "pool.h"
#include "vec.h"

namespace medbundle {
namespace MB_ARCH {

// Whether a convolution is a stencil: one channel in and out, no strides.
static bool isStencil(const Conv& s) { return s.c == 1 && s.k == 1 && s.stride[0] == 1 && s.stride[1] == 1 && s.stride[2] == 1; }

// Calls body(row of the source, tap of the first two axes) for the taps that reach into the source from row (d, h) of the result.
// `sign` is 1 for the convolution and -1 for its input gradient.
template <class Body>
static inline void eachRow(const Conv& s, const size_t source[3], ptrdiff_t sign, size_t d, size_t h, const Body& body) {
  for (size_t td = 0; td < s.kernel[0]; ++td) {
    const ptrdiff_t sd = ptrdiff_t(d) + sign * (ptrdiff_t(td) * s.dilation[0] - s.pad[0]);
    if (sd < 0 || sd >= ptrdiff_t(source[0])) continue;
    for (size_t th = 0; th < s.kernel[1]; ++th) {
      const ptrdiff_t sh = ptrdiff_t(h) + sign * (ptrdiff_t(th) * s.dilation[1] - s.pad[1]);
      if (sh >= 0 && sh < ptrdiff_t(source[1])) body(size_t(sd) * source[1] + size_t(sh), (td * s.kernel[1] + th) * s.kernel[2]);
    }
  }
}

// Room for a row with zeros on both sides, so that vectors may run over its ends.
struct PaddedRow {
  size_t margin, size;
  // Rows of `source` positions are met by `result` positions; taps reach `margin` beyond.
  PaddedRow(const Conv& s, size_t source, size_t result) : margin(0) {
    const ptrdiff_t reach = ptrdiff_t(s.kernel[2] - 1) * s.dilation[2] - s.pad[2];
    margin = size_t(std::max({ptrdiff_t(0), s.pad[2], reach, -reach}));
    size = 2 * margin + std::max(source, (result + W - 1) / W * W) + W;
  }
};

static void stencil(const float* x, const float* filter, const Conv& s, bool inputGradient, float bias, float* y) {
  const size_t* source = inputGradient ? s.out : s.in;
  const size_t* result = inputGradient ? s.in : s.out;
  const ptrdiff_t sign = inputGradient ? -1 : 1;
  const PaddedRow padded(s, source[2], result[2]);
  const size_t rows = s.n * result[0] * result[1], wide = (result[2] + W - 1) / W * W;
  void* const* scratch = workerScratch((padded.size + wide) * 4);
  constexpr size_t kRows = 8;  // rows of a task
  parallelFor((rows + kRows - 1) / kRows, [&](size_t task, size_t worker) {
    float* sums = static_cast<float*>(scratch[worker]);
    float* line = sums + wide;
    std::fill_n(line, padded.size, 0.0f);
    for (size_t row = task * kRows; row < std::min(rows, (task + 1) * kRows); ++row) {
      const size_t image = row / (result[0] * result[1]), d = row / result[1] % result[0], h = row % result[1];
      std::fill_n(sums, wide, bias);
      eachRow(s, source, sign, d, h, [&](size_t from, size_t tap) {
        std::copy_n(x + (image * source[0] * source[1] + from) * source[2], source[2], line + padded.margin);
        for (size_t i = 0; i < wide; i += W) {
          vf sum = load(sums + i);
          for (size_t t = 0; t < s.kernel[2]; ++t)
            sum += filter[tap + t] * load(line + ptrdiff_t(padded.margin + i) + sign * (ptrdiff_t(t) * s.dilation[2] - s.pad[2]));
          store(sums + i, sum);
        }
      });
      std::copy_n(sums, result[2], y + row * result[2]);
    }
  });
}

static void stencilFilterGradient(const float* x, const float* dy, const Conv& s, float* dfilter) {
  const size_t taps = s.kernel[0] * s.kernel[1] * s.kernel[2], rows = s.n * s.out[0] * s.out[1];
  const PaddedRow padded(s, s.in[2], s.out[2]);
  const size_t wide = (s.out[2] + W - 1) / W * W;
  constexpr size_t kRows = 64;  // rows of a task
  const size_t tasks = (rows + kRows - 1) / kRows;
  float* sums = static_cast<float*>(sharedScratch(0, (tasks + 1) * taps * W * 4));
  void* const* scratch = workerScratch((padded.size + wide) * 4);
  parallelFor(tasks, [&](size_t task, size_t worker) {
    float* sum = sums + task * taps * W;
    float* gradient = static_cast<float*>(scratch[worker]);
    float* line = gradient + wide;
    std::fill_n(sum, taps * W, 0.0f);
    std::fill_n(gradient, padded.size + wide, 0.0f);
    for (size_t row = task * kRows; row < std::min(rows, (task + 1) * kRows); ++row) {
      const size_t image = row / (s.out[0] * s.out[1]), d = row / s.out[1] % s.out[0], h = row % s.out[1];
      std::copy_n(dy + row * s.out[2], s.out[2], gradient);
      eachRow(s, s.in, 1, d, h, [&](size_t from, size_t tap) {
        std::copy_n(x + (image * s.in[0] * s.in[1] + from) * s.in[2], s.in[2], line + padded.margin);
        for (size_t t = 0; t < s.kernel[2]; ++t) {
          const float* met = line + ptrdiff_t(padded.margin) + ptrdiff_t(t) * s.dilation[2] - s.pad[2];
          vf total = load(sum + (tap + t) * W);
          for (size_t i = 0; i < wide; i += W) total += load(gradient + i) * load(met + i);
          store(sum + (tap + t) * W, total);
        }
      });
    }
  });
  for (size_t tap = 0; tap < taps; ++tap) {
    double total = 0;
    for (size_t task = 0; task < tasks; ++task)
      for (size_t lane = 0; lane < size_t(W); ++lane) total += sums[(task * taps + tap) * W + lane];
    dfilter[tap] = static_cast<float>(total);
  }
}

// The sum over taps of the products of `in` channels: one result.
static inline float dotProduct(const float* const* pixels, size_t stride, const unsigned short* taps, size_t used, size_t in, const float* filter) {
  vf total = zero();
  float rest = 0;
  for (size_t t = 0; t < used; ++t) {
    const float *a = pixels[t * stride], *b = filter + taps[t] * in;
    size_t i = 0;
    for (; i + W <= in; i += W) total += load(a + i) * load(b + i);
    for (; i < in; ++i) rest += a[i] * b[i];
  }
  for (int lane = 0; lane < W; ++lane) rest += total[lane];
  return rest;
}

}  // namespace MB_ARCH
}  // namespace medbundle
