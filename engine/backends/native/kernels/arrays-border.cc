// The border to the kernels of arrays.h. As in addon.cc every size and stride is checked before anything is read.
#include <cmath>
#include <vector>

#include "border.h"

namespace medbundle {
namespace {

void sameLength(const Array& a, const Array& b) {
  if (a.length != b.length) throw Failure{"the arrays differ in length"};
}

void supported(bool done) {
  if (!done) throw Failure{"there is no kernel for these types"};
}

ptrdiff_t whole(double value) {
  if (!(std::fabs(value) <= 9007199254740992.0)) throw Failure{"a stride must be a whole number"};
  return static_cast<ptrdiff_t>(value);
}

// [rank, extents…, then for each operand its offset and strides…]; neighbouring axes that all operands walk alike become
// one. Moves each operand to its offset.
Grid gridOf(const Call& call, size_t argument, size_t operands, Array* const* arrays) {
  const size_t rank = extent(call.numbers(argument, 1)[0]);
  if (rank > kMostAxes) throw Failure{"too many axes"};
  const double* v = call.numbers(argument, 1 + rank + operands * (1 + rank)) + 1;
  const double* walks = v + rank;
  bool empty = false;
  for (size_t axis = 0; axis < rank; ++axis) empty = empty || extent(v[axis]) == 0;
  Grid grid;
  grid.operands = operands;
  for (size_t i = 0; i < operands && !empty; ++i) {
    const double* walk = walks + i * (1 + rank);
    double least = walk[0], most = walk[0];
    for (size_t axis = 0; axis < rank; ++axis) {
      const double reach = (v[axis] - 1) * static_cast<double>(whole(walk[1 + axis]));
      (reach < 0 ? least : most) += reach;
    }
    if (!(least >= 0 && most < static_cast<double>(arrays[i]->length))) throw Failure{"a walk leaves its array"};
  }
  for (size_t axis = 0; axis < rank; ++axis) {
    const size_t length = extent(v[axis]);
    if (length == 1) continue;
    bool joins = grid.rank > 0;
    for (size_t i = 0; i < operands && joins; ++i)
      joins = grid.stride[i][grid.rank - 1] == whole(walks[i * (1 + rank) + 1 + axis]) * static_cast<ptrdiff_t>(length);
    if (!joins) grid.extent[grid.rank++] = 1;
    grid.extent[grid.rank - 1] *= length;
    for (size_t i = 0; i < operands; ++i) grid.stride[i][grid.rank - 1] = whole(walks[i * (1 + rank) + 1 + axis]);
  }
  if (grid.rank == 0 || empty) {
    grid.rank = 1;
    grid.extent[0] = empty ? 0 : 1;
    for (size_t i = 0; i < operands; ++i) grid.stride[i][0] = 1;
  }
  if (empty) return grid;
  for (size_t i = 0; i < operands; ++i) {
    const size_t bytes = arrays[i]->type == Type::uint8 ? 1 : 4;
    arrays[i]->data = static_cast<char*>(arrays[i]->data) + extent(walks[i * (1 + rank)]) * bytes;
  }
  return grid;
}

// unary(x, y, [operation, two parameters])
void unary(const Call& call) {
  const Array x = call.array(0), y = call.array(1);
  const double* v = call.numbers(2, 3);
  sameLength(x, y);
  supported(arrayKernelsInUse().unary(static_cast<int>(extent(v[0])), x, v + 1, y));
}

// pairs(a, b, out, operation, grid of out, a, b)
void pairs(const Call& call) {
  Array a = call.array(0), b = call.array(1), out = call.array(2);
  Array* const arrays[] = {&out, &a, &b};
  const Grid grid = gridOf(call, 4, 3, arrays);
  if (grid.extent[0] == 0) return;
  supported(arrayKernelsInUse().binary(static_cast<int>(extent(call.number(3))), grid, a, b, out));
}

// select(condition, yes, no, out)
void select(const Call& call) {
  const Array yes = call.array(1), no = call.array(2), out = call.array(3);
  sameLength(yes, out);
  sameLength(no, out);
  supported(arrayKernelsInUse().select(call.elements<uint8_t>(0, Type::uint8, out.length), yes, no, out));
}

// cast(x, y)
void cast(const Call& call) {
  const Array x = call.array(0), y = call.array(1);
  sameLength(x, y);
  supported(arrayKernelsInUse().cast(x, y));
}

// copy(x, out, grid of out, x)
void copy(const Call& call) {
  Array x = call.array(0), out = call.array(1);
  if (x.type != out.type) throw Failure{"the arrays differ in type"};
  Array* const arrays[] = {&out, &x};
  const Grid grid = gridOf(call, 2, 2, arrays);
  if (grid.extent[0] == 0) return;
  arrayKernelsInUse().copy(grid, x.type == Type::uint8 ? 1 : 4, x.data, out.data);
}

// fill(out, value)
void fill(const Call& call) { arrayKernelsInUse().fill(call.number(1), call.array(0)); }

// reduce(x, out, [operation, scale, rank, extents…, whether each axis is reduced…])
void reduce(const Call& call) {
  const Array x = call.array(0), out = call.array(1);
  const size_t rank = extent(call.numbers(2, 3)[2]);
  if (rank > kMostAxes) throw Failure{"too many axes"};
  const double* v = call.numbers(2, 3 + 2 * rank);
  Reduction shape;
  size_t all = 1, kept = 1;
  for (size_t axis = 0; axis < rank; ++axis) {
    const size_t length = extent(v[3 + axis]);
    const bool reduced = v[3 + rank + axis] != 0;
    all *= length;
    if (!reduced) kept *= length;
    if (length == 1) continue;
    if (shape.rank == 0 || shape.reduced[shape.rank - 1] != reduced) {
      shape.extent[shape.rank] = 1;
      shape.reduced[shape.rank++] = reduced;
    }
    shape.extent[shape.rank - 1] *= length;
  }
  if (all == 0 || all != x.length || kept != out.length) throw Failure{"the shape does not fit the arrays"};
  supported(arrayKernelsInUse().reduce(static_cast<int>(extent(v[0])), shape, v[1], x, out));
}

// argBest(x, out, [largest, outer, extent, inner])
void argBest(const Call& call) {
  const Array x = call.array(0);
  const double* v = call.numbers(2, 4);
  const size_t outer = extent(v[1]), length = extent(v[2]), inner = extent(v[3]);
  if (length == 0 || outer * length * inner != x.length) throw Failure{"the shape does not fit the array"};
  supported(arrayKernelsInUse().argBest(v[0] != 0, outer, length, inner, x, call.elements<int32_t>(1, Type::int32, outer * inner)));
}

// softmax(x, y, [logarithm, rows, width])
void softmax(const Call& call) {
  const double* v = call.numbers(2, 3);
  const size_t rows = extent(v[1]), width = extent(v[2]);
  if (rows * width == 0) return;
  arrayKernelsInUse().softmax(v[0] != 0, rows, width, call.floats(0, rows * width), call.floats(1, rows * width));
}

// cumulative(x, out, [product, exclusive, reverse, outer, extent, inner])
void cumulative(const Call& call) {
  const Array x = call.array(0), out = call.array(1);
  const double* v = call.numbers(2, 6);
  const size_t outer = extent(v[3]), length = extent(v[4]), inner = extent(v[5]);
  sameLength(x, out);
  if (outer * length * inner != x.length) throw Failure{"the shape does not fit the array"};
  if (x.length == 0) return;
  supported(arrayKernelsInUse().cumulative(v[0] != 0, v[1] != 0, v[2] != 0, outer, length, inner, x, out));
}

// matmul(a, b, c, [m, n, k, strides of the rows and columns of a, of b, batches, where each a starts…, each b…])
void matmul(const Call& call) {
  const double* v = call.numbers(3, 8);
  const size_t batches = extent(v[7]);
  v = call.numbers(3, 8 + 2 * batches);
  Product s{extent(v[0]), extent(v[1]), extent(v[2]), batches, extent(v[3]), extent(v[4]), extent(v[5]), extent(v[6]), nullptr, nullptr};
  const Array a = call.array(0), b = call.array(1);
  if (a.type != Type::float32 || b.type != Type::float32) throw Failure{"matrices must be float32"};
  float* c = call.floats(2, s.m * s.n * batches);
  if (s.m * s.n * batches == 0) return;
  std::vector<size_t> aStart(batches), bStart(batches);
  const auto reach = [](double rows, double row, double columns, double column) { return (rows - 1) * row + (columns - 1) * column; };
  const double aReach = reach(v[0], v[3], v[2], v[4]), bReach = reach(v[2], v[5], v[1], v[6]);
  for (size_t i = 0; i < batches; ++i) {
    aStart[i] = extent(v[8 + i]);
    bStart[i] = extent(v[8 + batches + i]);
    if (s.k > 0 && !(v[8 + i] + aReach < static_cast<double>(a.length) && v[8 + batches + i] + bReach < static_cast<double>(b.length)))
      throw Failure{"a matrix leaves its array"};
  }
  s.aStart = aStart.data();
  s.bStart = bStart.data();
  arrayKernelsInUse().matmul(s, static_cast<const float*>(a.data), static_cast<const float*>(b.data), c);
}

// gather(x, index, out, [outer, extent, count, inner])
void gather(const Call& call) {
  const double* v = call.numbers(3, 4);
  const size_t outer = extent(v[0]), length = extent(v[1]), count = extent(v[2]), inner = extent(v[3]);
  const Array x = call.array(0), out = call.array(2);
  const int32_t* index = call.elements<int32_t>(1, Type::int32, count);
  if (x.type != out.type) throw Failure{"the arrays differ in type"};
  if (outer * length * inner != x.length || outer * count * inner != out.length) throw Failure{"the shape does not fit the arrays"};
  for (size_t i = 0; i < count; ++i)
    if (index[i] < 0 || static_cast<size_t>(index[i]) >= length) throw Failure{"an index lies outside"};
  arrayKernelsInUse().gather(outer, length, inner * (x.type == Type::uint8 ? 1 : 4), index, count, x.data, out.data);
}

// (low, high, share, [outer, in, out, inner]) from argument 2 on.
Interpolation interpolationOf(const Call& call) {
  const double* v = call.numbers(5, 4);
  Interpolation axis{extent(v[0]), extent(v[1]), extent(v[2]), extent(v[3]), nullptr, nullptr, nullptr};
  axis.low = call.elements<int32_t>(2, Type::int32, axis.out);
  axis.high = call.elements<int32_t>(3, Type::int32, axis.out);
  axis.share = call.floats(4, axis.out);
  const auto outside = [&](int32_t place) { return place < 0 || static_cast<size_t>(place) >= axis.in; };
  for (size_t i = 0; i < axis.out; ++i)
    if (outside(axis.low[i]) || outside(axis.high[i])) throw Failure{"a neighbour lies outside"};
  return axis;
}

// interpolate(x, y, low, high, share, [outer, in, out, inner])
void interpolate(const Call& call) {
  const Interpolation axis = interpolationOf(call);
  const size_t lines = axis.outer * axis.inner;
  arrayKernelsInUse().interpolate(axis, call.floats(0, lines * axis.in), call.floats(1, lines * axis.out));
}

// interpolateGradient(dy, dx, low, high, share, [outer, in, out, inner])
void interpolateGradient(const Call& call) {
  const Interpolation axis = interpolationOf(call);
  const size_t lines = axis.outer * axis.inner;
  arrayKernelsInUse().interpolateGradient(axis, call.floats(0, lines * axis.out), call.floats(1, lines * axis.in));
}

// [n, c, s, smoothing, ignored, whether the labels are probabilities]
CrossEntropy crossEntropyOf(const double* v) {
  CrossEntropy s{extent(v[0]), extent(v[1]), extent(v[2]), static_cast<float>(v[3]), static_cast<int32_t>(whole(v[4])), v[5] != 0};
  if (s.c == 0) throw Failure{"there are no classes"};
  return s;
}

const void* labelsOf(const Call& call, const CrossEntropy& s) {
  if (s.probabilities) return call.floats(1, s.n * s.c * s.s);
  return call.elements<int32_t>(1, Type::int32, s.n * s.s);
}

// crossEntropy(x, labels, weights, loss, normalizer, counted, shape)
void crossEntropy(const Call& call) {
  const CrossEntropy s = crossEntropyOf(call.numbers(6, 6));
  const size_t places = s.n * s.s;
  arrayKernelsInUse().crossEntropy(s, call.floats(0, places * s.c), labelsOf(call, s), call.floats(2, s.c), call.floats(3, places),
                                   call.floats(4, places), call.floats(5, places));
}

// crossEntropyGradient(x, labels, weights, normalizer, dloss, dx, shape)
void crossEntropyGradient(const Call& call) {
  const CrossEntropy s = crossEntropyOf(call.numbers(6, 6));
  const size_t places = s.n * s.s;
  arrayKernelsInUse().crossEntropyGradient(s, call.floats(0, places * s.c), labelsOf(call, s), call.floats(2, s.c), call.floats(3, places),
                                           call.floats(4, places), call.floats(5, places * s.c));
}

// [n, c, s, activation, whether the target is class numbers, kind]
Overlap overlapOf(const double* v) {
  Overlap s{extent(v[0]), extent(v[1]), extent(v[2]), static_cast<int>(extent(v[3])), v[4] != 0, static_cast<int>(extent(v[5]))};
  if (s.c == 0) throw Failure{"there are no channels"};
  return s;
}

const float* targetOf(const Call& call, const Overlap& s) { return call.floats(1, s.n * s.s * (s.numbers ? 1 : s.c)); }

// overlap(x, target, sums, shape)
void overlap(const Call& call) {
  const Overlap s = overlapOf(call.numbers(3, 6));
  arrayKernelsInUse().overlap(s, call.floats(0, s.n * s.c * s.s), targetOf(call, s), call.floats(2, s.n * s.c * 3));
}

// overlapGradient(x, target, dsums, dx, shape)
void overlapGradient(const Call& call) {
  const Overlap s = overlapOf(call.numbers(4, 6));
  const size_t size = s.n * s.c * s.s;
  arrayKernelsInUse().overlapGradient(s, call.floats(0, size), targetOf(call, s), call.floats(2, s.n * s.c * 3), call.floats(3, size));
}

// sgd(p, g, velocity | null, pOut, velocityOut | null, [size, lr, momentum, dampening, weightDecay, nesterov, maximize])
void sgd(const Call& call) {
  const double* v = call.numbers(5, 7);
  const size_t size = extent(v[0]);
  const auto f = [&](int i) { return static_cast<float>(v[i]); };
  arrayKernelsInUse().sgd(SgdStep{f(1), f(2), f(3), f(4), v[5] != 0, v[6] != 0}, size, call.floats(0, size), call.floats(1, size),
                          call.optional(2, size), call.floats(3, size), call.optional(4, size));
}

}  // namespace

void addArrayFunctions(napi_env env, napi_value exports) {
  const auto add = [&](const char* name, napi_callback callback) { addFunction(env, exports, name, callback); };
  add("unary", entry<unary>);
  add("pairs", entry<pairs>);
  add("select", entry<select>);
  add("cast", entry<cast>);
  add("copy", entry<copy>);
  add("fill", entry<fill>);
  add("reduce", entry<reduce>);
  add("argBest", entry<argBest>);
  add("softmax", entry<softmax>);
  add("cumulative", entry<cumulative>);
  add("matmul", entry<matmul>);
  add("gather", entry<gather>);
  add("interpolate", entry<interpolate>);
  add("interpolateGradient", entry<interpolateGradient>);
  add("crossEntropy", entry<crossEntropy>);
  add("crossEntropyGradient", entry<crossEntropyGradient>);
  add("overlap", entry<overlap>);
  add("overlapGradient", entry<overlapGradient>);
  add("sgd", entry<sgd>);
}

}  // namespace medbundle
