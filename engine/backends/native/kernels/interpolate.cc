// Resizing along one axis of [outer, in, inner]; several axes are resized one after the other.
#include "arrays.h"
#include "grid.h"

namespace medbundle {
namespace MB_ARCH {

void interpolate(const Interpolation& axis, const float* x, float* y) {
  eachGroup(axis.outer * axis.out, axis.inner, [&](size_t from, size_t to) {
    for (size_t line = from; line < to; ++line) {
      const size_t i = line % axis.out;
      const float* source = x + line / axis.out * axis.in * axis.inner;
      const float *low = source + static_cast<size_t>(axis.low[i]) * axis.inner, *high = source + static_cast<size_t>(axis.high[i]) * axis.inner;
      float* target = y + line * axis.inner;
      const float share = axis.share[i];
      if (share == 0) {
        std::copy_n(low, axis.inner, target);
      } else {
        for (size_t c = 0; c < axis.inner; ++c) target[c] = low[c] + (high[c] - low[c]) * share;
      }
    }
  });
}

// Each task owns a band of the inner elements of one outer place, so no two write the same element.
void interpolateGradient(const Interpolation& axis, const float* dy, float* dx) {
  constexpr size_t kColumns = 1024;
  const size_t bands = (axis.inner + kColumns - 1) / kColumns;
  eachGroup(axis.outer * bands, axis.out * std::min(axis.inner, kColumns), [&](size_t from, size_t to) {
    for (size_t item = from; item < to; ++item) {
      const size_t column = item % bands * kColumns, width = std::min(kColumns, axis.inner - column);
      float* target = dx + item / bands * axis.in * axis.inner + column;
      const float* source = dy + item / bands * axis.out * axis.inner + column;
      for (size_t i = 0; i < axis.in; ++i) std::fill_n(target + i * axis.inner, width, 0.0f);
      for (size_t i = 0; i < axis.out; ++i, source += axis.inner) {
        const float share = axis.share[i], rest = 1.0f - share;
        float *low = target + static_cast<size_t>(axis.low[i]) * axis.inner, *high = target + static_cast<size_t>(axis.high[i]) * axis.inner;
        if (share == 0) {
          for (size_t c = 0; c < width; ++c) low[c] += source[c];
        } else {
          for (size_t c = 0; c < width; ++c) low[c] += source[c] * rest;
          for (size_t c = 0; c < width; ++c) high[c] += source[c] * share;
        }
      }
    }
  });
}

}  // namespace MB_ARCH
}  // namespace medbundle
