// Max and average pooling and their gradients.
#include "pooling.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "pool.h"
#include "vec.h"

namespace medbundle {
namespace MB_ARCH {

static inline size_t volume(const size_t a[3]) { return a[0] * a[1] * a[2]; }

// Calls body(offset of the source pixel) for each position of the window at output (d, h, w) that lies inside the source.
template <class Body>
static inline void eachInWindow(const Window& s, size_t d, size_t h, size_t w, const Body& body) {
  for (size_t i = 0; i < s.size[0]; ++i) {
    const ptrdiff_t sd = ptrdiff_t(d) * s.stride[0] - s.pad[0] + ptrdiff_t(i) * s.dilation[0];
    if (sd < 0 || sd >= ptrdiff_t(s.in[0])) continue;
    for (size_t j = 0; j < s.size[1]; ++j) {
      const ptrdiff_t sh = ptrdiff_t(h) * s.stride[1] - s.pad[1] + ptrdiff_t(j) * s.dilation[1];
      if (sh < 0 || sh >= ptrdiff_t(s.in[1])) continue;
      for (size_t k = 0; k < s.size[2]; ++k) {
        const ptrdiff_t sw = ptrdiff_t(w) * s.stride[2] - s.pad[2] + ptrdiff_t(k) * s.dilation[2];
        if (sw < 0 || sw >= ptrdiff_t(s.in[2])) continue;
        body((size_t(sd) * s.in[1] + size_t(sh)) * s.in[2] + size_t(sw));
      }
    }
  }
}

void maxPool(const float* x, const Window& s, float* y) {
  parallelFor(s.n * s.out[0] * s.out[1], [&](size_t line, size_t) {
    const size_t image = line / (s.out[0] * s.out[1]), d = line / s.out[1] % s.out[0], h = line % s.out[1];
    const float* from = x + image * volume(s.in) * s.c;
    float* to = y + line * s.out[2] * s.c;
    for (size_t w = 0; w < s.out[2]; ++w, to += s.c) {
      std::fill_n(to, s.c, -std::numeric_limits<float>::infinity());
      eachInWindow(s, d, h, w, [&](size_t pixel) {
        const float* at = from + pixel * s.c;
        // A NaN is passed over, as in tfjs's cpu backend.
        for (size_t c = 0; c < s.c; ++c) to[c] = at[c] > to[c] ? at[c] : to[c];
      });
    }
  });
}

// dx from dy: each window's gradient goes to the first largest position, as in PyTorch. Windows that share no pixel are
// spread over threads by image and channel block, so no two threads write one pixel.
void maxPoolGradient(const float* x, const float* y, const float* dy, const Window& s, float* dx) {
  const size_t in = volume(s.in);
  parallelFor(s.n * s.in[0], [&](size_t item, size_t) { std::fill_n(dx + item * s.in[1] * s.in[2] * s.c, s.in[1] * s.in[2] * s.c, 0.0f); });
  constexpr size_t kBlock = 32;
  const size_t blocks = (s.c + kBlock - 1) / kBlock;
  parallelFor(s.n * blocks, [&](size_t item, size_t) {
    const size_t image = item / blocks, c0 = item % blocks * kBlock, count = std::min(kBlock, s.c - c0);
    const float* from = x + image * in * s.c + c0;
    float* to = dx + image * in * s.c + c0;
    size_t pixelOut = image * volume(s.out);
    for (size_t d = 0; d < s.out[0]; ++d)
      for (size_t h = 0; h < s.out[1]; ++h)
        for (size_t w = 0; w < s.out[2]; ++w, ++pixelOut) {
          const float *best = y + pixelOut * s.c + c0, *gradient = dy + pixelOut * s.c + c0;
          float left[kBlock];
          std::copy_n(gradient, count, left);
          eachInWindow(s, d, h, w, [&](size_t pixel) {
            const float* at = from + pixel * s.c;
            float* sink = to + pixel * s.c;
            for (size_t c = 0; c < count; ++c) {
              const bool hit = at[c] == best[c];
              sink[c] += hit ? left[c] : 0.0f;
              left[c] = hit ? 0.0f : left[c];
            }
          });
        }
  });
}

// Averages over the part of each window that lies inside.
void averagePool(const float* x, const Window& s, float* y) {
  parallelFor(s.n * s.out[0] * s.out[1], [&](size_t line, size_t) {
    const size_t image = line / (s.out[0] * s.out[1]), d = line / s.out[1] % s.out[0], h = line % s.out[1];
    const float* from = x + image * volume(s.in) * s.c;
    float* to = y + line * s.out[2] * s.c;
    for (size_t w = 0; w < s.out[2]; ++w, to += s.c) {
      size_t inside = 0;
      std::fill_n(to, s.c, 0.0f);
      eachInWindow(s, d, h, w, [&](size_t pixel) {
        const float* at = from + pixel * s.c;
        for (size_t c = 0; c < s.c; ++c) to[c] += at[c];
        ++inside;
      });
      const float share = inside ? 1.0f / static_cast<float>(inside) : 0.0f;
      for (size_t c = 0; c < s.c; ++c) to[c] *= share;
    }
  });
}

// tfjs's gradient: each position of a window gets an equal share of the whole window, padding included.
void averagePoolGradient(const float* dy, const Window& s, float* dx) {
  const size_t in = volume(s.in);
  const float share = 1.0f / static_cast<float>(volume(s.size));
  constexpr size_t kBlock = 32;
  const size_t blocks = (s.c + kBlock - 1) / kBlock;
  parallelFor(s.n * blocks, [&](size_t item, size_t) {
    const size_t image = item / blocks, c0 = item % blocks * kBlock, count = std::min(kBlock, s.c - c0);
    float* to = dx + image * in * s.c + c0;
    for (size_t pixel = 0; pixel < in; ++pixel) std::fill_n(to + pixel * s.c, count, 0.0f);
    const float* gradient = dy + image * volume(s.out) * s.c + c0;
    for (size_t d = 0; d < s.out[0]; ++d)
      for (size_t h = 0; h < s.out[1]; ++h)
        for (size_t w = 0; w < s.out[2]; ++w, gradient += s.c)
          eachInWindow(s, d, h, w, [&](size_t pixel) {
            float* sink = to + pixel * s.c;
            for (size_t c = 0; c < count; ++c) sink[c] += gradient[c] * share;
          });
  });
}

// Concatenation along the last axis: part i is [rows, widths[i]].
void concatLast(const float* const* parts, const size_t* widths, size_t count, size_t rows, float* out) {
  size_t width = 0;
  for (size_t i = 0; i < count; ++i) width += widths[i];
  const size_t per = std::max<size_t>(1, 16384 / std::max<size_t>(1, width));
  parallelFor((rows + per - 1) / per, [&](size_t item, size_t) {
    for (size_t row = item * per; row < std::min(rows, (item + 1) * per); ++row) {
      float* to = out + row * width;
      for (size_t i = 0; i < count; ++i) to = std::copy_n(parts[i] + row * widths[i], widths[i], to);
    }
  });
}

}  // namespace MB_ARCH
}  // namespace medbundle
