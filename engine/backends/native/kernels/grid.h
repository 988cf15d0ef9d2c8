// Walking a Grid in parallel: blocks depend on the shape alone, so results do not depend on the number of threads.
#pragma once
#include <algorithm>

#include "arrays.h"
#include "pool.h"

namespace medbundle {
namespace MB_ARCH {

constexpr size_t kBlock = 16384;  // elements that one task works on

// Calls body(from, to) for blocks of [0, size).
template <class Body>
static void eachBlock(size_t size, const Body& body) {
  parallelFor((size + kBlock - 1) / kBlock, [&](size_t item, size_t) { body(item * kBlock, std::min(size, (item + 1) * kBlock)); });
}

// Calls body(from, to) for blocks of `count` things of `each` elements.
template <class Body>
static void eachGroup(size_t count, size_t each, const Body& body) {
  const size_t per = std::max<size_t>(1, kBlock / std::max<size_t>(1, each));
  parallelFor((count + per - 1) / per, [&](size_t item, size_t) { body(item * per, std::min(count, (item + 1) * per)); });
}

// Calls body(offset of each operand, elements) for the runs along the last axis.
template <class Body>
static void eachRun(const Grid& grid, const Body& body) {
  const size_t last = grid.rank - 1, inner = grid.extent[last];
  size_t outer = 1;
  for (size_t axis = 0; axis < last; ++axis) outer *= grid.extent[axis];
  const size_t pieces = (inner + kBlock - 1) / kBlock, piece = pieces > 1 ? kBlock : inner;
  eachGroup(outer * pieces, piece, [&](size_t from, size_t to) {
    size_t index[kMostAxes] = {}, part = from % pieces;
    ptrdiff_t offset[kMostOperands] = {};
    size_t rest = from / pieces;
    for (size_t axis = last; axis-- > 0;) {
      index[axis] = rest % grid.extent[axis];
      rest /= grid.extent[axis];
      for (size_t i = 0; i < grid.operands; ++i) offset[i] += ptrdiff_t(index[axis]) * grid.stride[i][axis];
    }
    for (size_t run = from; run < to; ++run) {
      ptrdiff_t at[kMostOperands];
      for (size_t i = 0; i < grid.operands; ++i) at[i] = offset[i] + ptrdiff_t(part * piece) * grid.stride[i][last];
      body(at, std::min(piece, inner - part * piece));
      if (++part < pieces) continue;
      part = 0;
      for (size_t axis = last; axis-- > 0;) {
        for (size_t i = 0; i < grid.operands; ++i) offset[i] += grid.stride[i][axis];
        if (++index[axis] < grid.extent[axis]) break;
        for (size_t i = 0; i < grid.operands; ++i) offset[i] -= ptrdiff_t(grid.extent[axis]) * grid.stride[i][axis];
        index[axis] = 0;
      }
    }
  });
}

}  // namespace MB_ARCH
}  // namespace medbundle
