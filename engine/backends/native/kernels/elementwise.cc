// One pass over arrays: rectifiers, sums of two arrays, optimizers.
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

// Binary operations: b has as many elements as a, or is repeated for every `period` elements of a (1 for a scalar).
void binary(int operation, const float* a, const float* b, size_t period, size_t size, float* out) {
  const size_t rows = period == size ? 1 : size / period;
  auto each = [&](auto&& f) {
    if (period == 1) {
      slices(size, [&, s = *b](size_t from, size_t to) {
        for (size_t i = from; i < to; ++i) out[i] = f(a[i], s);
      });
    } else if (rows == 1) {
      slices(size, [&](size_t from, size_t to) {
        for (size_t i = from; i < to; ++i) out[i] = f(a[i], b[i]);
      });
    } else {
      const size_t per = std::max<size_t>(1, kSlice / period);
      parallelFor((rows + per - 1) / per, [&](size_t item, size_t) {
        for (size_t row = item * per; row < std::min(rows, (item + 1) * per); ++row) {
          const float* x = a + row * period;
          float* y = out + row * period;
          for (size_t i = 0; i < period; ++i) y[i] = f(x[i], b[i]);
        }
      });
    }
  };
  switch (operation) {
    case 0: each([](float x, float y) { return x + y; }); break;
    case 1: each([](float x, float y) { return x - y; }); break;
    case 2: each([](float x, float y) { return x * y; }); break;
    case 3: each([](float x, float y) { return x / y; }); break;
    case 4: each([](float x, float y) { return y - x; }); break;
    default: each([](float x, float y) { return y / x; }); break;
  }
}

// out = x with its axes in another order: shape and strides (of x) are those of the result's axes.
void transpose(const float* x, const size_t* shape, const size_t* strides, size_t rank, float* out) {
  size_t outer = 1;
  for (size_t axis = 0; axis + 1 < rank; ++axis) outer *= shape[axis];
  const size_t inner = shape[rank - 1], step = strides[rank - 1];
  const size_t per = std::max<size_t>(1, kSlice / std::max<size_t>(1, inner));
  parallelFor((outer + per - 1) / per, [&](size_t item, size_t) {
    for (size_t row = item * per; row < std::min(outer, (item + 1) * per); ++row) {
      size_t from = 0, rest = row;
      for (size_t axis = rank - 1; axis-- > 0;) {
        from += rest % shape[axis] * strides[axis];
        rest /= shape[axis];
      }
      const float* source = x + from;
      float* to = out + row * inner;
      for (size_t i = 0; i < inner; ++i) to[i] = source[i * step];
    }
  });
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
