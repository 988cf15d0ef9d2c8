// Matrix products: both operands are packed into panels, whatever their strides, and multiplied tile by tile in registers.
#include "arrays.h"
#include "grid.h"
#include "vec.h"

namespace medbundle {
namespace MB_ARCH {

constexpr size_t kRows = W == 16 ? 12 : 6;  // of a tile: its sums and two vectors of b fill the registers
constexpr size_t kWide = 2 * W;             // columns of a tile
constexpr size_t kDepth = 256;              // products added up before the next panel
constexpr size_t kBandRows = kRows * 16, kBandColumns = 192 / kWide * kWide;  // what one task computes

static void packRows(const Product& s, const float* a, size_t row, size_t rows, size_t depth, size_t count, float* to) {
  for (size_t tile = 0; tile < rows; tile += kRows) {
    const size_t height = std::min(kRows, rows - tile);
    const float* from = a + (row + tile) * s.aRow + depth * s.aColumn;
    for (size_t k = 0; k < count; ++k, to += kRows) {
      for (size_t i = 0; i < height; ++i) to[i] = from[i * s.aRow + k * s.aColumn];
      std::fill(to + height, to + kRows, 0.0f);
    }
  }
}

static void packColumns(const Product& s, const float* b, size_t column, size_t columns, size_t depth, size_t count, float* to) {
  for (size_t tile = 0; tile < columns; tile += kWide) {
    const size_t width = std::min(kWide, columns - tile);
    const float* from = b + depth * s.bRow + (column + tile) * s.bColumn;
    for (size_t k = 0; k < count; ++k, to += kWide) {
      if (s.bColumn == 1) std::copy_n(from + k * s.bRow, width, to);
      else for (size_t j = 0; j < width; ++j) to[j] = from[k * s.bRow + j * s.bColumn];
      std::fill(to + width, to + kWide, 0.0f);
    }
  }
}

// c[height, width] = (fresh ? 0 : c) + the product of a panel of a and a panel of b.
static void tile(const float* a, const float* b, size_t count, bool fresh, size_t height, size_t width, size_t stride, float* c) {
  vf sum[kRows][2];
  for (size_t i = 0; i < kRows; ++i) sum[i][0] = sum[i][1] = zero();
  for (size_t k = 0; k < count; ++k, a += kRows, b += kWide) {
    const vf first = load(b), second = load(b + W);
#pragma GCC unroll 12
    for (size_t i = 0; i < kRows; ++i) {
      const vf x = splat(a[i]);
      sum[i][0] += x * first;
      sum[i][1] += x * second;
    }
  }
  for (size_t i = 0; i < height; ++i) {
    float* to = c + i * stride;
    if (width == kWide) {
      store(to, fresh ? sum[i][0] : load(to) + sum[i][0]);
      store(to + W, fresh ? sum[i][1] : load(to + W) + sum[i][1]);
    } else {
      float row[kWide];
      store(row, sum[i][0]);
      store(row + W, sum[i][1]);
      for (size_t j = 0; j < width; ++j) to[j] = fresh ? row[j] : to[j] + row[j];
    }
  }
}

void matmul(const Product& s, const float* a, const float* b, float* c) {
  if (s.k == 0) {
    eachBlock(s.batches * s.m * s.n, [&](size_t from, size_t to) { std::fill(c + from, c + to, 0.0f); });
    return;
  }
  const size_t down = (s.m + kBandRows - 1) / kBandRows, along = (s.n + kBandColumns - 1) / kBandColumns;
  const size_t panel = std::min(s.k, kDepth);
  void* const* scratch = workerScratch((kBandRows + kBandColumns) * panel * sizeof(float));
  parallelFor(s.batches * down * along, [&](size_t item, size_t worker) {
    float *left = static_cast<float*>(scratch[worker]), *right = left + kBandRows * panel;
    const size_t batch = item / (down * along), row = item / along % down * kBandRows, column = item % along * kBandColumns;
    const size_t rows = std::min(kBandRows, s.m - row), columns = std::min(kBandColumns, s.n - column);
    float* to = c + batch * s.m * s.n + row * s.n + column;
    for (size_t depth = 0; depth < s.k; depth += kDepth) {
      const size_t count = std::min(kDepth, s.k - depth);
      packRows(s, a + s.aStart[batch], row, rows, depth, count, left);
      packColumns(s, b + s.bStart[batch], column, columns, depth, count, right);
      for (size_t j = 0; j < columns; j += kWide)
        for (size_t i = 0; i < rows; i += kRows)
          tile(left + i * count, right + j * count, count, depth == 0, std::min(kRows, rows - i), std::min(kWide, columns - j), s.n,
               to + i * s.n + j);
    }
  });
}

}  // namespace MB_ARCH
}  // namespace medbundle
