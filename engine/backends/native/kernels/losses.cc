// One pass over predictions and labels for cross-entropy and Dice, channels first, forward and backward; and the step of
// stochastic gradient descent.
#include <cmath>
#include <vector>

#include "arrays.h"
#include "functions.h"
#include "grid.h"

namespace medbundle {
namespace MB_ARCH {

constexpr size_t kSpanOf = 256;  // positions whose channels are worked on together

// Calls body(item, from, count) for spans of positions of every item.
template <class Body>
static void eachSpan(size_t n, size_t c, size_t s, const Body& body) {
  const size_t spans = (s + kSpanOf - 1) / kSpanOf;
  eachGroup(n * spans, c * kSpanOf, [&](size_t first, size_t last) {
    for (size_t span = first; span < last; ++span) {
      const size_t from = span % spans * kSpanOf;
      body(span / spans, from, std::min(kSpanOf, s - from));
    }
  });
}

// For `count` positions the logarithm of the sum of exponentials over c channels that lie s apart.
static void logSumExp(const float* x, size_t c, size_t s, size_t count, float* result) {
  float most[kSpanOf], sum[kSpanOf];
  std::copy_n(x, count, most);
  for (size_t k = 1; k < c; ++k)
    for (size_t i = 0; i < count; ++i) most[i] = x[k * s + i] > most[i] ? x[k * s + i] : most[i];
  std::fill_n(sum, count, 0.0f);
  for (size_t k = 0; k < c; ++k)
    for (size_t i = 0; i < count; ++i) sum[i] += exponential(x[k * s + i] - most[i]);
  for (size_t i = 0; i < count; ++i) result[i] = most[i] + logarithm(sum[i]);
}

void crossEntropy(const CrossEntropy& shape, const float* x, const void* labels, const float* weights, float* loss, float* normalizer, float* counted) {
  const float keep = 1.0f - shape.smoothing, spread = shape.smoothing / static_cast<float>(shape.c);
  eachSpan(shape.n, shape.c, shape.s, [&](size_t item, size_t from, size_t count) {
    const float* in = x + item * shape.c * shape.s + from;
    const size_t at = item * shape.s + from;
    float *norm = normalizer + at, *result = loss + at;
    logSumExp(in, shape.c, shape.s, count, norm);
    std::fill_n(result, count, 0.0f);
    if (shape.probabilities) {
      const float* share = static_cast<const float*>(labels) + item * shape.c * shape.s + from;
      for (size_t k = 0; k < shape.c; ++k)
        for (size_t i = 0; i < count; ++i)
          result[i] -= (share[k * shape.s + i] * keep + spread) * weights[k] * (in[k * shape.s + i] - norm[i]);
      std::fill_n(counted + at, count, 1.0f);
      return;
    }
    const int32_t* label = static_cast<const int32_t*>(labels) + at;
    if (shape.smoothing != 0) {
      for (size_t k = 0; k < shape.c; ++k)
        for (size_t i = 0; i < count; ++i) result[i] -= spread * weights[k] * (in[k * shape.s + i] - norm[i]);
    }
    for (size_t i = 0; i < count; ++i) {
      const bool counts = label[i] != shape.ignored, inside = counts && label[i] >= 0 && static_cast<size_t>(label[i]) < shape.c;
      const size_t k = inside ? static_cast<size_t>(label[i]) : 0;
      const float own = inside ? -keep * weights[k] * (in[k * shape.s + i] - norm[i]) : 0.0f;
      result[i] = counts ? result[i] + own : 0.0f;
      counted[at + i] = inside ? weights[k] : 0.0f;
    }
  });
}

void crossEntropyGradient(const CrossEntropy& shape, const float* x, const void* labels, const float* weights, const float* normalizer,
                          const float* dloss, float* dx) {
  const float keep = 1.0f - shape.smoothing, spread = shape.smoothing / static_cast<float>(shape.c);
  double allWeights = 0;
  for (size_t k = 0; k < shape.c; ++k) allWeights += weights[k];
  eachSpan(shape.n, shape.c, shape.s, [&](size_t item, size_t from, size_t count) {
    const size_t offset = item * shape.c * shape.s + from, at = item * shape.s + from;
    const float *in = x + offset, *norm = normalizer + at, *gradient = dloss + at;
    float* out = dx + offset;
    float scale[kSpanOf], total[kSpanOf];
    if (shape.probabilities) {
      const float* share = static_cast<const float*>(labels) + offset;
      std::fill_n(total, count, 0.0f);
      for (size_t k = 0; k < shape.c; ++k)
        for (size_t i = 0; i < count; ++i) total[i] += (share[k * shape.s + i] * keep + spread) * weights[k];
      for (size_t k = 0; k < shape.c; ++k)
        for (size_t i = 0; i < count; ++i) {
          const float own = (share[k * shape.s + i] * keep + spread) * weights[k];
          out[k * shape.s + i] = gradient[i] * (exponential(in[k * shape.s + i] - norm[i]) * total[i] - own);
        }
      return;
    }
    const int32_t* label = static_cast<const int32_t*>(labels) + at;
    for (size_t i = 0; i < count; ++i) {
      const bool counts = label[i] != shape.ignored, inside = counts && label[i] >= 0 && static_cast<size_t>(label[i]) < shape.c;
      scale[i] = counts ? gradient[i] : 0.0f;
      total[i] = spread * static_cast<float>(allWeights) + (inside ? keep * weights[label[i]] : 0.0f);
    }
    for (size_t k = 0; k < shape.c; ++k)
      for (size_t i = 0; i < count; ++i) {
        const float own = spread * weights[k] + (label[i] == static_cast<int32_t>(k) ? keep * weights[k] : 0.0f);
        out[k * shape.s + i] = scale[i] == 0.0f ? 0.0f : scale[i] * (exponential(in[k * shape.s + i] - norm[i]) * total[i] - own);
      }
  });
}

// p[c][count]: the activation of c channels of x that lie s apart.
static void activate(int activation, const float* x, size_t c, size_t s, size_t count, float* p) {
  if (activation == 2) {
    float norm[kSpanOf];
    logSumExp(x, c, s, count, norm);
    for (size_t k = 0; k < c; ++k)
      for (size_t i = 0; i < count; ++i) p[k * kSpanOf + i] = exponential(x[k * s + i] - norm[i]);
  } else {
    for (size_t k = 0; k < c; ++k) {
      const float* in = x + k * s;
      float* out = p + k * kSpanOf;
      if (activation == 1) {
        for (size_t i = 0; i < count; ++i) out[i] = logistic(in[i]);
      } else {
        std::copy_n(in, count, out);
      }
    }
  }
}

// The target of channel k at `count` positions.
static const float* targetOf(const Overlap& shape, const float* target, size_t item, size_t k, size_t from, size_t count, float* buffer) {
  if (!shape.numbers) return target + (item * shape.c + k) * shape.s + from;
  const float *number = target + item * shape.s + from, wanted = static_cast<float>(k);
  for (size_t i = 0; i < count; ++i) buffer[i] = std::floor(number[i]) == wanted ? 1.0f : 0.0f;
  return buffer;
}

void overlap(const Overlap& shape, const float* x, const float* target, float* sums) {
  // Spans are joined to tasks so that the sums of all tasks are few.
  constexpr size_t kTogether = 32;
  const size_t spans = (shape.s + kSpanOf - 1) / kSpanOf, tasks = (spans + kTogether - 1) / kTogether, width = 3 * shape.c;
  std::vector<double> partial(shape.n * tasks * width);
  void* const* scratch = workerScratch(shape.c * kSpanOf * sizeof(float) + kSpanOf * sizeof(float));
  parallelFor(shape.n * tasks, [&](size_t task, size_t worker) {
    float *p = static_cast<float*>(scratch[worker]), *buffer = p + shape.c * kSpanOf;
    const size_t item = task / tasks, first = task % tasks * kTogether;
    double* total = partial.data() + task * width;
    for (size_t span = first; span < std::min(spans, first + kTogether); ++span) {
      const size_t from = span * kSpanOf, count = std::min(kSpanOf, shape.s - from);
      activate(shape.activation, x + item * shape.c * shape.s + from, shape.c, shape.s, count, p);
      for (size_t k = 0; k < shape.c; ++k) {
        const float *a = p + k * kSpanOf, *t = targetOf(shape, target, item, k, from, count, buffer);
        constexpr size_t kSide = 16;
        float sum[3][kSide] = {};
        const auto add = [&](size_t i, size_t lane) {
          if (shape.kind == 0) {
            sum[0][lane] += a[i] * t[i];
            sum[1][lane] += a[i];
            sum[2][lane] += t[i];
          } else if (shape.kind == 1) {
            sum[0][lane] += std::fabs(a[i] - t[i]);
            sum[1][lane] += std::fabs(a[i]);
            sum[2][lane] += std::fabs(t[i]);
          } else {
            sum[0][lane] += (a[i] - t[i]) * (a[i] - t[i]);
            sum[1][lane] += a[i] * a[i];
            sum[2][lane] += t[i] * t[i];
          }
        };
        size_t i = 0;
        for (; i + kSide <= count; i += kSide)
          for (size_t lane = 0; lane < kSide; ++lane) add(i + lane, lane);
        for (size_t lane = 0; i < count; ++i, ++lane) add(i, lane);
        for (size_t kind = 0; kind < 3; ++kind)
          for (size_t lane = 0; lane < kSide; ++lane) total[k * 3 + kind] += sum[kind][lane];
      }
    }
  });
  for (size_t item = 0; item < shape.n; ++item)
    for (size_t i = 0; i < width; ++i) {
      double total = 0;
      for (size_t task = 0; task < tasks; ++task) total += partial[(item * tasks + task) * width + i];
      sums[item * width + i] = static_cast<float>(total);
    }
}

void overlapGradient(const Overlap& shape, const float* x, const float* target, const float* dsums, float* dx) {
  const size_t spans = (shape.s + kSpanOf - 1) / kSpanOf;
  void* const* scratch = workerScratch((shape.c + 1) * kSpanOf * sizeof(float));
  parallelFor(shape.n * spans, [&](size_t task, size_t worker) {
    float *p = static_cast<float*>(scratch[worker]), *buffer = p + shape.c * kSpanOf;
    const size_t item = task / spans, from = task % spans * kSpanOf, count = std::min(kSpanOf, shape.s - from);
    activate(shape.activation, x + item * shape.c * shape.s + from, shape.c, shape.s, count, p);
    float mixed[kSpanOf];
    std::fill_n(mixed, count, 0.0f);
    for (size_t k = 0; k < shape.c; ++k) {
      const float *a = p + k * kSpanOf, *t = targetOf(shape, target, item, k, from, count, buffer);
      const float first = dsums[(item * shape.c + k) * 3], second = dsums[(item * shape.c + k) * 3 + 1];
      float* out = dx + (item * shape.c + k) * shape.s + from;
      if (shape.kind == 0) {
        for (size_t i = 0; i < count; ++i) out[i] = first * t[i] + second;
      } else if (shape.kind == 1) {
        for (size_t i = 0; i < count; ++i) out[i] = first * sign(a[i] - t[i]) + second * sign(a[i]);
      } else {
        for (size_t i = 0; i < count; ++i) out[i] = 2.0f * (first * (a[i] - t[i]) + second * a[i]);
      }
      if (shape.activation == 1) {
        for (size_t i = 0; i < count; ++i) out[i] *= a[i] * (1.0f - a[i]);
      } else if (shape.activation == 2) {
        for (size_t i = 0; i < count; ++i) mixed[i] += a[i] * out[i];
      }
    }
    if (shape.activation != 2) return;
    for (size_t k = 0; k < shape.c; ++k) {
      float* out = dx + (item * shape.c + k) * shape.s + from;
      for (size_t i = 0; i < count; ++i) out[i] = p[k * kSpanOf + i] * (out[i] - mixed[i]);
    }
  });
}

// torch.optim.SGD; without a velocity the first gradient becomes it.
void sgd(const SgdStep& step, size_t size, const float* p, const float* g, const float* velocity, float* pOut, float* velocityOut) {
  const float direction = step.maximize ? -1.0f : 1.0f;
  eachBlock(size, [&](size_t from, size_t to) {
    for (size_t i = from; i < to; ++i) {
      const float gradient = direction * g[i] + step.weightDecay * p[i];
      float move = gradient;
      if (velocityOut) {
        const float next = velocity ? velocity[i] * step.momentum + gradient * (1.0f - step.dampening) : gradient;
        velocityOut[i] = next;
        move = step.nesterov ? gradient + step.momentum * next : next;
      }
      pOut[i] = p[i] - step.lr * move;
    }
  });
}

}  // namespace MB_ARCH
}  // namespace medbundle
