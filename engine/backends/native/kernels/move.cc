// Kernels that move elements: slices, transposition, tiling, padding, reversal, gathering.
#include <cstring>

#include "arrays.h"
#include "grid.h"

namespace medbundle {
namespace MB_ARCH {

constexpr size_t kTile = 32;  // a square of this side lies in the nearest cache

// Copies where neighbours in x are not neighbours in the result: squares over the two axes that are.
template <class Element>
static void copyTransposed(const Grid& grid, size_t across, const Element* x, Element* out) {
  const size_t last = grid.rank - 1;
  Grid squares = grid;
  squares.extent[across] = (grid.extent[across] + kTile - 1) / kTile;
  squares.extent[last] = (grid.extent[last] + kTile - 1) / kTile;
  for (size_t i = 0; i < 2; ++i) {
    squares.stride[i][across] *= kTile;
    squares.stride[i][last] *= kTile;
  }
  size_t count = 1;
  for (size_t axis = 0; axis < grid.rank; ++axis) count *= squares.extent[axis];
  eachGroup(count, kTile * kTile, [&](size_t from, size_t to) {
    for (size_t square = from; square < to; ++square) {
      size_t rest = square, place[kMostAxes];
      ptrdiff_t target = 0, source = 0;
      for (size_t axis = grid.rank; axis-- > 0;) {
        place[axis] = rest % squares.extent[axis];
        rest /= squares.extent[axis];
        target += ptrdiff_t(place[axis]) * squares.stride[0][axis];
        source += ptrdiff_t(place[axis]) * squares.stride[1][axis];
      }
      const size_t rows = std::min(kTile, grid.extent[across] - place[across] * kTile);
      const size_t columns = std::min(kTile, grid.extent[last] - place[last] * kTile);
      for (size_t row = 0; row < rows; ++row) {
        Element* write = out + target + ptrdiff_t(row) * grid.stride[0][across];
        const Element* read = x + source + ptrdiff_t(row) * grid.stride[1][across];
        for (size_t column = 0; column < columns; ++column)
          write[ptrdiff_t(column) * grid.stride[0][last]] = read[ptrdiff_t(column) * grid.stride[1][last]];
      }
    }
  });
}

template <class Element>
static void copyElements(const Grid& grid, const Element* x, Element* out) {
  const size_t last = grid.rank - 1;
  const ptrdiff_t from = grid.stride[1][last], to = grid.stride[0][last];
  for (size_t axis = 0; axis < last; ++axis)
    if (grid.stride[1][axis] == 1 && from > 1 && grid.extent[axis] >= 4 && grid.extent[last] >= 4) return copyTransposed(grid, axis, x, out);
  eachRun(grid, [&](const ptrdiff_t* at, size_t count) {
    Element* write = out + at[0];
    const Element* read = x + at[1];
    if (from == 1 && to == 1) {
      std::memcpy(write, read, count * sizeof(Element));
    } else if (from == 0 && to == 1) {
      std::fill_n(write, count, *read);
    } else {
      for (size_t i = 0; i < count; ++i) write[ptrdiff_t(i) * to] = read[ptrdiff_t(i) * from];
    }
  });
}

void copy(const Grid& grid, size_t elementBytes, const void* x, void* out) {
  if (elementBytes == 4) copyElements(grid, static_cast<const uint32_t*>(x), static_cast<uint32_t*>(out));
  else copyElements(grid, static_cast<const uint8_t*>(x), static_cast<uint8_t*>(out));
}

template <class Element>
static void fillElements(Element value, const Array& out) {
  Element* to = static_cast<Element*>(out.data);
  eachBlock(out.length, [&](size_t from, size_t end) { std::fill(to + from, to + end, value); });
}

void fill(double value, const Array& out) {
  if (out.type == Type::float32) fillElements(static_cast<float>(value), out);
  else if (out.type == Type::int32) fillElements(static_cast<int32_t>(value), out);
  else fillElements(static_cast<uint8_t>(value), out);
}

// out [outer, count, row] from x [outer, extent, row]; every index lies inside.
void gather(size_t outer, size_t extent, size_t rowBytes, const int32_t* index, size_t count, const void* x, void* out) {
  const char* from = static_cast<const char*>(x);
  char* to = static_cast<char*>(out);
  eachGroup(outer * count, rowBytes / 4, [&](size_t start, size_t end) {
    for (size_t row = start; row < end; ++row) {
      const size_t source = row / count * extent + static_cast<size_t>(index[row % count]);
      std::memcpy(to + row * rowBytes, from + source * rowBytes, rowBytes);
    }
  });
}

}  // namespace MB_ARCH
}  // namespace medbundle
