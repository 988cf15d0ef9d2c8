// Leaky ReLU with learned slopes: x [rows, period], a slope for each column.
#include <algorithm>

#include "pool.h"
#include "vec.h"

namespace medbundle {
namespace MB_ARCH {

constexpr size_t kPreluSlice = 16384;  // elements of a task; its sums are float32, those over tasks float64

void prelu(const float* x, const float* slopes, size_t rows, size_t period, float* y) {
  const size_t per = std::max<size_t>(1, kPreluSlice / std::max<size_t>(1, period));
  parallelFor((rows + per - 1) / per, [&](size_t item, size_t) {
    const size_t from = item * per, to = std::min(rows, from + per);
    if (period == 1) {
      const float slope = *slopes;
      for (size_t i = from; i < to; ++i) y[i] = x[i] > 0 ? x[i] : x[i] * slope;
      return;
    }
    for (size_t row = from; row < to; ++row) {
      const float* in = x + row * period;
      float* out = y + row * period;
      for (size_t c = 0; c < period; ++c) out[c] = in[c] > 0 ? in[c] : in[c] * slopes[c];
    }
  });
}

void preluGradient(const float* x, const float* slopes, const float* dy, size_t rows, size_t period, float* dx, float* dslopes) {
  // One slope is treated as W equal columns, so that the sums are vectors too.
  const size_t per = std::max<size_t>(1, kPreluSlice / std::max<size_t>(1, period)), tasks = (rows + per - 1) / per;
  const size_t columns = std::max<size_t>(period, W);
  float* sums = static_cast<float*>(sharedScratch(1, (tasks + 1) * columns * 4));
  parallelFor(tasks, [&](size_t item, size_t) {
    const size_t from = item * per, to = std::min(rows, from + per);
    float* sum = sums + item * columns;
    std::fill_n(sum, columns, 0.0f);
    if (period == 1) {
      const vf slope = splat(*slopes);
      vf total = zero();
      size_t i = from;
      for (; i + W <= to; i += W) {
        const vf v = load(x + i), g = load(dy + i);
        store(dx + i, v > zero() ? g : g * slope);
        total += v > zero() ? zero() : g * v;
      }
      store(sum, total);
      for (; i < to; ++i) {
        dx[i] = x[i] > 0 ? dy[i] : dy[i] * *slopes;
        sum[0] += x[i] > 0 ? 0.0f : dy[i] * x[i];
      }
      return;
    }
    for (size_t row = from; row < to; ++row) {
      const float *in = x + row * period, *gradient = dy + row * period;
      float* out = dx + row * period;
      for (size_t c = 0; c < period; ++c) {
        out[c] = in[c] > 0 ? gradient[c] : gradient[c] * slopes[c];
        sum[c] += in[c] > 0 ? 0.0f : gradient[c] * in[c];
      }
    }
  });
  for (size_t c = 0; c < period; ++c) {
    double total = 0;
    for (size_t task = 0; task < tasks; ++task)
      for (size_t lane = c; lane < columns; lane += period == 1 ? 1 : columns) total += sums[task * columns + lane];
    dslopes[c] = static_cast<float>(total);
  }
}

}  // namespace MB_ARCH
}  // namespace medbundle
