// Normalisation with affine and leaky ReLU in two passes each way.
#include "norm.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "pool.h"
#include "vec.h"

namespace medbundle {
namespace MB_ARCH {

constexpr size_t kSpan = 512;  // pixels summed in float32 before they are added up in float64

// Per image and channel, sums over the pixels of two quantities that `body` adds up for a span of pixels.
template <class Body>
static void sumPixels(const Norm& s, std::vector<double>& first, std::vector<double>& second, const Body& body) {
  const size_t spans = (s.s + kSpan - 1) / kSpan;
  float* partial = static_cast<float*>(sharedScratch(1, s.n * spans * 2 * s.c * 4));
  parallelFor(s.n * spans, [&](size_t item, size_t) {
    const size_t image = item / spans, from = item % spans * kSpan;
    float* sums = partial + item * 2 * s.c;
    std::fill_n(sums, 2 * s.c, 0.0f);
    body(image, from, std::min(kSpan, s.s - from), sums, sums + s.c);
  });
  first.assign(s.n * s.c, 0.0);
  second.assign(s.n * s.c, 0.0);
  for (size_t image = 0; image < s.n; ++image)
    for (size_t span = 0; span < spans; ++span) {
      const float* sums = partial + (image * spans + span) * 2 * s.c;
      for (size_t c = 0; c < s.c; ++c) {
        first[image * s.c + c] += sums[c];
        second[image * s.c + c] += sums[s.c + c];
      }
    }
}

// Replaces the per-channel sums of each group by the group's total.
static void sumGroups(const Norm& s, std::vector<double>& sums) {
  const size_t per = s.c / s.groups;
  if (s.acrossBatch) {
    for (size_t c = 0; c < s.c; ++c) {
      double total = 0;
      for (size_t image = 0; image < s.n; ++image) total += sums[image * s.c + c];
      for (size_t image = 0; image < s.n; ++image) sums[image * s.c + c] = total;
    }
  }
  if (per == 1) return;
  for (size_t image = 0; image < s.n; ++image)
    for (size_t group = 0; group < s.groups; ++group) {
      double* at = sums.data() + image * s.c + group * per;
      double total = 0;
      for (size_t i = 0; i < per; ++i) total += at[i];
      std::fill_n(at, per, total);
    }
}

// mean and rstd, [n, c] each (repeated within a group, and over the batch with acrossBatch).
void normForward(const float* x, const float* gamma, const float* beta, const Norm& s, float* mean, float* rstd, float* y) {
  std::vector<double> sum, square;
  // Sums are taken of x minus the image's first pixel, so that a large mean does not eat the variance.
  sumPixels(s, sum, square, [&](size_t image, size_t from, size_t count, float* a, float* b) {
    const float* shift = x + image * s.s * s.c;
    const float* at = shift + from * s.c;
    for (size_t i = 0; i < count; ++i, at += s.c) {
      size_t c = 0;
      for (; c + W <= s.c; c += W) {
        const vf d = load(at + c) - load(shift + c);
        store(a + c, load(a + c) + d);
        store(b + c, load(b + c) + d * d);
      }
      for (; c < s.c; ++c) {
        const float d = at[c] - shift[c];
        a[c] += d;
        b[c] += d * d;
      }
    }
  });
  const double per = static_cast<double>(s.c / s.groups) * s.s * (s.acrossBatch ? s.n : 1);
  std::vector<double> total(sum);
  for (size_t image = 0; image < s.n; ++image)
    for (size_t c = 0; c < s.c; ++c) total[image * s.c + c] += static_cast<double>(x[image * s.s * s.c + c]) * s.s;
  sumGroups(s, total);
  // Squares about the group's mean, from squares about the shift.
  for (size_t image = 0; image < s.n; ++image)
    for (size_t c = 0; c < s.c; ++c) {
      const size_t i = image * s.c + c;
      const double offset = total[i] / per - x[image * s.s * s.c + c];
      square[i] += -2 * offset * sum[i] + offset * offset * s.s;
    }
  sumGroups(s, square);
  std::vector<float> scale(s.n * s.c), shift(s.n * s.c);
  for (size_t i = 0; i < s.n * s.c; ++i) {
    const double m = total[i] / per, variance = std::max(0.0, square[i] / per), r = 1 / std::sqrt(variance + s.epsilon);
    mean[i] = static_cast<float>(m);
    rstd[i] = static_cast<float>(r);
    const double g = gamma ? gamma[i % s.c] : 1.0;
    scale[i] = static_cast<float>(r * g);
    shift[i] = static_cast<float>((beta ? beta[i % s.c] : 0.0) - m * r * g);
  }
  const size_t spans = (s.s + kSpan - 1) / kSpan;
  parallelFor(s.n * spans, [&](size_t item, size_t) {
    const size_t image = item / spans, from = item % spans * kSpan, count = std::min(kSpan, s.s - from);
    const float *a = scale.data() + image * s.c, *b = shift.data() + image * s.c, *in = x + (image * s.s + from) * s.c;
    float* out = y + (image * s.s + from) * s.c;
    for (size_t i = 0; i < count; ++i, in += s.c, out += s.c) {
      size_t c = 0;
      for (; c + W <= s.c; c += W) {
        const vf v = load(in + c) * load(a + c) + load(b + c);
        store(out + c, s.rectify ? (v >= zero() ? v : v * s.slope) : v);
      }
      for (; c < s.c; ++c) {
        const float v = in[c] * a[c] + b[c];
        out[c] = s.rectify && !(v >= 0) ? v * s.slope : v;
      }
    }
  });
}

void normBackward(const float* x, const float* dy, const float* gamma, const float* beta, const float* mean, const float* rstd, const Norm& s,
                  float* dx, float* dgamma, float* dbeta) {
  std::vector<float> scale(s.n * s.c), shift(s.n * s.c), centre(s.n * s.c);
  for (size_t i = 0; i < s.n * s.c; ++i) {
    const float g = gamma ? gamma[i % s.c] : 1.0f;
    scale[i] = rstd[i] * g;
    shift[i] = (beta ? beta[i % s.c] : 0.0f) - mean[i] * rstd[i] * g;
    centre[i] = -mean[i] * rstd[i];
  }
  std::vector<double> sum, weighted;
  sumPixels(s, sum, weighted, [&](size_t image, size_t from, size_t count, float* a, float* b) {
    const size_t o = image * s.c;
    const float *in = x + (image * s.s + from) * s.c, *grad = dy + (image * s.s + from) * s.c;
    for (size_t i = 0; i < count; ++i, in += s.c, grad += s.c) {
      size_t c = 0;
      for (; c + W <= s.c; c += W) {
        const vf v = load(in + c), pre = v * load(&scale[o + c]) + load(&shift[o + c]);
        vf g = load(grad + c);
        if (s.rectify) g = pre >= zero() ? g : g * s.slope;
        store(a + c, load(a + c) + g);
        store(b + c, load(b + c) + g * (v * load(rstd + o + c) + load(&centre[o + c])));
      }
      for (; c < s.c; ++c) {
        const float pre = in[c] * scale[o + c] + shift[o + c], g = s.rectify && !(pre >= 0) ? grad[c] * s.slope : grad[c];
        a[c] += g;
        b[c] += g * (in[c] * rstd[o + c] + centre[o + c]);
      }
    }
  });
  for (size_t c = 0; c < s.c; ++c) {
    double first = 0, second = 0;
    for (size_t image = 0; image < s.n; ++image) {
      first += sum[image * s.c + c];
      second += weighted[image * s.c + c];
    }
    if (dbeta) dbeta[c] = static_cast<float>(first);
    if (dgamma) dgamma[c] = static_cast<float>(second);
  }
  if (!dx) return;
  if (gamma)
    for (size_t i = 0; i < s.n * s.c; ++i) {
      sum[i] *= gamma[i % s.c];
      weighted[i] *= gamma[i % s.c];
    }
  sumGroups(s, sum);
  sumGroups(s, weighted);
  const double per = static_cast<double>(s.c / s.groups) * s.s * (s.acrossBatch ? s.n : 1);
  // dx = scale·g − rstd·(sum + xhat·weighted)/per = scale·g + slope·x + offset.
  std::vector<float> slope(s.n * s.c), offset(s.n * s.c);
  for (size_t i = 0; i < s.n * s.c; ++i) {
    const double r = rstd[i], w = -r * weighted[i] / per;
    slope[i] = static_cast<float>(w * r);
    offset[i] = static_cast<float>(-r * sum[i] / per - w * r * mean[i]);
  }
  const size_t spans = (s.s + kSpan - 1) / kSpan;
  parallelFor(s.n * spans, [&](size_t item, size_t) {
    const size_t image = item / spans, from = item % spans * kSpan, count = std::min(kSpan, s.s - from), o = image * s.c;
    const float *in = x + (image * s.s + from) * s.c, *grad = dy + (image * s.s + from) * s.c;
    float* out = dx + (image * s.s + from) * s.c;
    for (size_t i = 0; i < count; ++i, in += s.c, grad += s.c, out += s.c) {
      size_t c = 0;
      for (; c + W <= s.c; c += W) {
        const vf v = load(in + c), a = load(&scale[o + c]);
        vf g = load(grad + c);
        if (s.rectify) g = v * a + load(&shift[o + c]) >= zero() ? g : g * s.slope;
        store(out + c, a * g + load(&slope[o + c]) * v + load(&offset[o + c]));
      }
      for (; c < s.c; ++c) {
        const float pre = in[c] * scale[o + c] + shift[o + c], g = s.rectify && !(pre >= 0) ? grad[c] * s.slope : grad[c];
        out[c] = scale[o + c] * g + slope[o + c] * in[c] + offset[o + c];
      }
    }
  });
}

}  // namespace MB_ARCH
}  // namespace medbundle
