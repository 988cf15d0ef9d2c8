// Reductions over any axes, arg-max, softmax, running sums. Sums are kept in float64 and added up in one order.
#include <cmath>
#include <limits>
#include <vector>

#include "arrays.h"
#include "functions.h"
#include "grid.h"

namespace medbundle {
namespace MB_ARCH {

struct SumOf {
  static constexpr double start = 0;
  static double join(double a, double b) { return a + b; }
};
struct ProductOf {
  static constexpr double start = 1;
  static double join(double a, double b) { return a * b; }
};
struct MaximumOf {
  static constexpr double start = -std::numeric_limits<double>::infinity();
  static double join(double a, double b) { return b > a || b != b ? b : a; }
};
struct MinimumOf {
  static constexpr double start = std::numeric_limits<double>::infinity();
  static double join(double a, double b) { return b < a || b != b ? b : a; }
};

constexpr size_t kLanes = 64;  // running values side by side, the same for every instruction set

// Joins `rows` rows of `width` (at most kLanes) neighbouring columns into acc[width].
template <class Op, class Number>
static void joinNarrow(const Number* x, size_t rows, size_t width, double* acc) {
  const size_t per = std::max<size_t>(1, kLanes / width), lanes = per * width;
  double running[kLanes];
  std::fill_n(running, lanes, Op::start);
  const size_t size = rows * width;
  size_t i = 0;
  if (lanes == kLanes) {
    for (; i + kLanes <= size; i += kLanes)
      for (size_t lane = 0; lane < kLanes; ++lane) running[lane] = Op::join(running[lane], static_cast<double>(x[i + lane]));
  } else {
    for (; i + lanes <= size; i += lanes)
      for (size_t lane = 0; lane < lanes; ++lane) running[lane] = Op::join(running[lane], static_cast<double>(x[i + lane]));
  }
  for (size_t lane = 0; i < size; ++i, ++lane) running[lane] = Op::join(running[lane], static_cast<double>(x[i]));
  for (size_t lane = 0; lane < lanes; ++lane) acc[lane % width] = Op::join(acc[lane % width], running[lane]);
}

// A reduction seen as: results are [outer places × width]; each joins `runs` runs, a run being `rows` rows of `width`
// neighbours. Where the last axis is reduced, width is 1.
struct Plan {
  size_t results = 1, runs = 1, rows = 1, width = 1;
  size_t outerRank = 0, runRank = 0;
  size_t outerExtent[kMostAxes], runExtent[kMostAxes];
  size_t outerStride[kMostAxes], runStride[kMostAxes];
};

static Plan planOf(const Reduction& shape) {
  Plan plan;
  size_t stride = 1, axis = shape.rank;
  if (axis > 0 && !shape.reduced[axis - 1]) {
    plan.width = shape.extent[--axis];
    stride = plan.width;
  }
  if (axis > 0 && shape.reduced[axis - 1]) {
    plan.rows = shape.extent[--axis];
    stride *= plan.rows;
  }
  while (axis-- > 0) {
    if (shape.reduced[axis]) {
      plan.runExtent[plan.runRank] = shape.extent[axis];
      plan.runStride[plan.runRank++] = stride;
      plan.runs *= shape.extent[axis];
    } else {
      plan.outerExtent[plan.outerRank] = shape.extent[axis];
      plan.outerStride[plan.outerRank++] = stride;
      plan.results *= shape.extent[axis];
    }
    stride *= shape.extent[axis];
  }
  return plan;
}

// The offset of the index-th place; axes are listed from the last.
static inline size_t placeOf(size_t index, size_t rank, const size_t* extent, const size_t* stride) {
  size_t offset = 0;
  for (size_t axis = 0; axis < rank; ++axis) {
    offset += index % extent[axis] * stride[axis];
    index /= extent[axis];
  }
  return offset;
}

template <class Op, class Number>
static void joinWide(const Number* x, size_t rows, size_t stride, size_t width, double* acc) {
  for (size_t row = 0; row < rows; ++row, x += stride)
    for (size_t c = 0; c < width; ++c) acc[c] = Op::join(acc[c], static_cast<double>(x[c]));
}

template <class Op, class Number, class Store>
static void reduceWith(const Reduction& shape, const Number* x, const Store& store) {
  constexpr size_t kColumns = 512;
  const Plan plan = planOf(shape);
  // A task is a piece of the rows of some runs of one result, or several whole results.
  const size_t columns = plan.width <= kLanes ? plan.width : std::min(plan.width, kColumns);
  const size_t bands = (plan.width + columns - 1) / columns;
  const size_t rowsPer = std::max<size_t>(1, 4 * kBlock / columns);
  const size_t pieces = (plan.rows + rowsPer - 1) / rowsPer;
  const size_t runsPer = pieces > 1 ? 1 : std::max<size_t>(1, rowsPer / std::max<size_t>(1, plan.rows));
  const size_t groups = (plan.runs + runsPer - 1) / runsPer, parts = groups * pieces;
  const size_t targets = plan.results * bands;
  std::vector<double> partial(parts > 1 ? targets * parts * columns : 0);
  const auto join = [&](size_t target, size_t part, double* acc) {
    const size_t column = target % bands * columns, width = std::min(columns, plan.width - column);
    const size_t group = part / pieces, row = part % pieces * rowsPer, rows = std::min(rowsPer, plan.rows - row);
    const Number* from = x + placeOf(target / bands, plan.outerRank, plan.outerExtent, plan.outerStride) + row * plan.width + column;
    std::fill_n(acc, columns, Op::start);
    for (size_t run = group * runsPer; run < std::min(plan.runs, (group + 1) * runsPer); ++run) {
      const Number* at = from + placeOf(run, plan.runRank, plan.runExtent, plan.runStride);
      if (plan.width <= kLanes) joinNarrow<Op>(at, rows, width, acc);
      else joinWide<Op>(at, rows, plan.width, width, acc);
    }
  };
  const auto finish = [&](size_t target, const double* acc) {
    const size_t column = target % bands * columns, width = std::min(columns, plan.width - column);
    for (size_t c = 0; c < width; ++c) store(target / bands * plan.width + column + c, acc[c]);
  };
  if (parts <= 1) {
    eachGroup(targets, plan.runs * plan.rows * columns, [&](size_t from, size_t to) {
      double acc[kColumns];
      for (size_t target = from; target < to; ++target) {
        join(target, 0, acc);
        finish(target, acc);
      }
    });
    return;
  }
  parallelFor(targets * parts, [&](size_t item, size_t) { join(item / parts, item % parts, partial.data() + item * columns); });
  eachGroup(targets, parts * columns, [&](size_t from, size_t to) {
    for (size_t target = from; target < to; ++target) {
      double* total = partial.data() + target * parts * columns;
      for (size_t part = 1; part < parts; ++part)
        for (size_t c = 0; c < columns; ++c) total[c] = Op::join(total[c], total[part * columns + c]);
      finish(target, total);
    }
  });
}

template <class Op, class Number>
static bool reduceTo(const Reduction& shape, double scale, const Array& x, const Array& out) {
  const Number* from = static_cast<const Number*>(x.data);
  if (out.type == Type::float32) {
    float* to = static_cast<float*>(out.data);
    reduceWith<Op>(shape, from, [=](size_t i, double value) { to[i] = static_cast<float>(value * scale); });
  } else if (out.type == Type::int32) {
    int32_t* to = static_cast<int32_t*>(out.data);
    reduceWith<Op>(shape, from, [=](size_t i, double value) { to[i] = toInt32(value * scale); });
  } else {
    uint8_t* to = static_cast<uint8_t*>(out.data);
    reduceWith<Op>(shape, from, [=](size_t i, double value) { to[i] = value != 0; });
  }
  return true;
}

template <class Op>
static bool reduceAny(const Reduction& shape, double scale, const Array& x, const Array& out) {
  if (x.type == Type::float32) return reduceTo<Op, float>(shape, scale, x, out);
  if (x.type == Type::int32) return reduceTo<Op, int32_t>(shape, scale, x, out);
  return reduceTo<Op, uint8_t>(shape, scale, x, out);
}

// 0 sum, 1 product, 2 largest, 3 smallest; the result times `scale`.
bool reduce(int operation, const Reduction& shape, double scale, const Array& x, const Array& out) {
  switch (operation) {
    case 0: return reduceAny<SumOf>(shape, scale, x, out);
    case 1: return reduceAny<ProductOf>(shape, scale, x, out);
    case 2: return reduceAny<MaximumOf>(shape, scale, x, out);
    case 3: return reduceAny<MinimumOf>(shape, scale, x, out);
    default: return false;
  }
}

template <class Number>
static void best(bool largest, size_t outer, size_t extent, size_t inner, const Number* x, int32_t* out) {
  constexpr size_t kColumns = 256;
  const size_t bands = (inner + kColumns - 1) / kColumns;
  eachGroup(outer * bands, extent * std::min(inner, kColumns), [&](size_t from, size_t to) {
    Number top[kColumns];
    int32_t place[kColumns];
    for (size_t item = from; item < to; ++item) {
      const size_t column = item % bands * kColumns, width = std::min(kColumns, inner - column);
      const Number* at = x + item / bands * extent * inner + column;
      std::copy_n(at, width, top);
      std::fill_n(place, width, 0);
      for (size_t i = 1; i < extent; ++i) {
        at += inner;
        for (size_t c = 0; c < width; ++c) {
          const bool better = largest ? at[c] > top[c] : at[c] < top[c];
          top[c] = better ? at[c] : top[c];
          place[c] = better ? static_cast<int32_t>(i) : place[c];
        }
      }
      std::copy_n(place, width, out + item / bands * inner + column);
    }
  });
}

// The first place of the largest or smallest along the middle axis of x [outer, extent, inner].
bool argBest(bool largest, size_t outer, size_t extent, size_t inner, const Array& x, int32_t* out) {
  if (x.type == Type::float32) best(largest, outer, extent, inner, static_cast<const float*>(x.data), out);
  else if (x.type == Type::int32) best(largest, outer, extent, inner, static_cast<const int32_t*>(x.data), out);
  else return false;
  return true;
}

// Softmax of each row, or its logarithm.
void softmax(bool logarithmic, size_t rows, size_t width, const float* x, float* y) {
  eachGroup(rows, width, [&](size_t from, size_t to) {
    for (size_t row = from; row < to; ++row) {
      const float* in = x + row * width;
      float* out = y + row * width;
      float most = in[0];
      for (size_t i = 1; i < width; ++i) most = in[i] > most || in[i] != in[i] ? in[i] : most;
      for (size_t i = 0; i < width; ++i) out[i] = in[i] - most;
    }
    float* block = y + from * width;
    const size_t size = (to - from) * width;
    if (!logarithmic) {
      for (size_t i = 0; i < size; ++i) block[i] = exponential(block[i]);
    }
    for (size_t row = from; row < to; ++row) {
      float* out = y + row * width;
      double sum = 0;
      if (logarithmic) {
        for (size_t i = 0; i < width; ++i) sum += exponential(out[i]);
        const float normalizer = static_cast<float>(std::log(sum));
        for (size_t i = 0; i < width; ++i) out[i] -= normalizer;
      } else {
        for (size_t i = 0; i < width; ++i) sum += out[i];
        const float share = static_cast<float>(1 / sum);
        for (size_t i = 0; i < width; ++i) out[i] *= share;
      }
    }
  });
}

// Floats are joined in float64.
template <class Number, class Total, class Op>
static void running(Total start, bool exclusive, bool reverse, size_t outer, size_t extent, size_t inner, const Number* x, Number* out, const Op& op) {
  constexpr size_t kColumns = 256;
  const size_t bands = (inner + kColumns - 1) / kColumns;
  eachGroup(outer * bands, extent * std::min(inner, kColumns), [&](size_t from, size_t to) {
    Total total[kColumns];
    for (size_t item = from; item < to; ++item) {
      const size_t column = item % bands * kColumns, width = std::min(kColumns, inner - column);
      const size_t base = item / bands * extent * inner + column;
      std::fill_n(total, width, start);
      for (size_t i = 0; i < extent; ++i) {
        const size_t at = base + (reverse ? extent - 1 - i : i) * inner;
        for (size_t c = 0; c < width; ++c) {
          const Total next = op(total[c], x[at + c]);
          out[at + c] = static_cast<Number>(exclusive ? total[c] : next);
          total[c] = next;
        }
      }
    }
  });
}

// Running sums or products along the middle axis of x [outer, extent, inner].
bool cumulative(bool product, bool exclusive, bool reverse, size_t outer, size_t extent, size_t inner, const Array& x, const Array& out) {
  if (x.type != out.type) return false;
  if (x.type == Type::float32) {
    const float* from = static_cast<const float*>(x.data);
    float* to = static_cast<float*>(out.data);
    if (product) running(1.0, exclusive, reverse, outer, extent, inner, from, to, [](double a, double b) { return a * b; });
    else running(0.0, exclusive, reverse, outer, extent, inner, from, to, [](double a, double b) { return a + b; });
  } else if (x.type == Type::int32) {
    const int32_t* from = static_cast<const int32_t*>(x.data);
    int32_t* to = static_cast<int32_t*>(out.data);
    const auto multiply = [](int32_t a, int32_t b) { return toInt32(static_cast<double>(a) * b); };
    const auto add = [](int32_t a, int32_t b) { return static_cast<int32_t>(static_cast<uint32_t>(a) + static_cast<uint32_t>(b)); };
    if (product) running(1, exclusive, reverse, outer, extent, inner, from, to, multiply);
    else running(0, exclusive, reverse, outer, extent, inner, from, to, add);
  } else {
    return false;
  }
  return true;
}

}  // namespace MB_ARCH
}  // namespace medbundle
