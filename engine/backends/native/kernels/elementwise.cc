// One pass over arrays: leaky ReLU, sums by channel, Adam.
#include <algorithm>
#include <cmath>

#include "kernels.h"
#include "pool.h"
#include "vec.h"

namespace medbundle {
namespace MB_ARCH {

constexpr size_t kSlice = 16384;

template <class Body>
static void slices(size_t size, const Body& body) {
  parallelFor((size + kSlice - 1) / kSlice, [&](size_t item, size_t) { body(item * kSlice, std::min(size, (item + 1) * kSlice)); });
}

void leakyRelu(const float* x, float slope, size_t size, float* y) {
  slices(size, [&](size_t from, size_t to) {
    for (size_t i = from; i < to; ++i) y[i] = x[i] < 0 ? x[i] * slope : x[i];
  });
}

// Sums of x [rows, channels] by channel, in float32 over short spans and float64 over spans: one order for any thread count.
void channelSum(const float* x, size_t rows, size_t channels, float* sum) {
  constexpr size_t kSpanRows = 512;
  const size_t spans = (rows + kSpanRows - 1) / kSpanRows;
  float* partial = static_cast<float*>(sharedScratch(1, (spans + 1) * channels * 4));
  parallelFor(spans, [&](size_t span, size_t) {
    float* to = partial + span * channels;
    std::fill_n(to, channels, 0.0f);
    for (size_t row = span * kSpanRows; row < std::min(rows, (span + 1) * kSpanRows); ++row) {
      const float* from = x + row * channels;
      for (size_t c = 0; c < channels; ++c) to[c] += from[c];
    }
  });
  for (size_t c = 0; c < channels; ++c) {
    double total = 0;
    for (size_t span = 0; span < spans; ++span) total += partial[span * channels + c];
    sum[c] = static_cast<float>(total);
  }
}

// Adam and AdamW (torch.optim): new values of p, m, v (and of the largest v) from the old ones and the gradient.
void adam(const AdamArrays& in, const float* g, const AdamArrays& out, const AdamStep& s, size_t size) {
  const float root = std::sqrt(s.correction2), step = s.lr / s.correction1, keep = s.decoupled ? 1.0f - s.lr * s.weightDecay : 1.0f;
  const float decay = s.decoupled ? 0.0f : s.weightDecay, sign = s.maximize ? -1.0f : 1.0f;
  slices(size, [&](size_t from, size_t to) {
    const float *p = in.p, *m = in.m, *v = in.v;
    float *pOut = out.p, *mOut = out.m, *vOut = out.v;
    for (size_t i = from; i < to; ++i) {
      const float gradient = sign * g[i] + decay * p[i];
      const float first = m[i] + (gradient - m[i]) * (1.0f - s.beta1);
      const float second = v[i] * s.beta2 + (1.0f - s.beta2) * gradient * gradient;
      mOut[i] = first;
      vOut[i] = second;
      float largest = second;
      if (in.most) out.most[i] = largest = std::max(in.most[i], second);
      pOut[i] = p[i] * keep - step * (first / (std::sqrt(largest) / root + s.epsilon));
    }
  });
}

}  // namespace MB_ARCH
}  // namespace medbundle
