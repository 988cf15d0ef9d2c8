// Kernels that work on arrays of any shape: elementwise, copies, reductions, matrix products, resizing, losses.
#pragma once
#include <cstddef>
#include <cstdint>

namespace medbundle {

constexpr size_t kMostAxes = 16;
constexpr size_t kMostOperands = 4;

// A walk over several arrays at once: for each axis its extent and every operand's stride in elements. A stride of 0
// repeats, a negative one reverses. Operand 0 is what is written.
struct Grid {
  size_t rank = 0, operands = 0;
  size_t extent[kMostAxes];
  ptrdiff_t stride[kMostOperands][kMostAxes];
};

enum class Type { float32, int32, uint8 };

struct Array {
  void* data;
  size_t length;
  Type type;
};

// Axes of an array in C order, neighbours that are both kept or both reduced joined to one.
struct Reduction {
  size_t rank = 0;
  size_t extent[kMostAxes];
  bool reduced[kMostAxes];
};

// Matrices a [m,k] and b [k,n] with the strides of their rows and columns; c [m,n] in C order. `batches` of them, each
// product taking the matrices at multiples of aBatch and bBatch.
struct Product {
  size_t m, n, k, batches, aRow, aColumn, bRow, bColumn;
  const size_t *aStart, *bStart;
};

// Interpolation along one axis of [outer, in, inner]: output i takes low[i] and high[i] with 1 − share[i] and share[i].
struct Interpolation {
  size_t outer, in, out, inner;
  const int32_t *low, *high;
  const float* share;
};

// Softmax cross-entropy of x [n, c, s] (channels first) with weights by class [c].
struct CrossEntropy {
  size_t n, c, s;
  float smoothing;
  int32_t ignored;
  bool probabilities;  // labels are [n, c, s] shares, not [n, s] class numbers
};

// What Dice loss sums over s, for each item and channel of x [n, c, s].
struct Overlap {
  size_t n, c, s;
  int activation;  // 0 none, 1 sigmoid, 2 softmax over c
  bool numbers;    // the target is [n, 1, s] class numbers
  int kind;        // 0: sums of p·t, p, t; 1: of |p − t|, |p|, |t|; 2: of (p − t)², p², t²
};

struct SgdStep {
  float lr, momentum, dampening, weightDecay;
  bool nesterov, maximize;
};

struct ArrayKernels {
  bool (*unary)(int operation, const Array& x, const double* parameters, const Array& y);
  bool (*binary)(int operation, const Grid& grid, const Array& a, const Array& b, const Array& out);
  bool (*select)(const uint8_t* condition, const Array& yes, const Array& no, const Array& out);
  bool (*cast)(const Array& x, const Array& y);
  void (*copy)(const Grid& grid, size_t elementBytes, const void* x, void* out);
  void (*fill)(double value, const Array& out);
  bool (*reduce)(int operation, const Reduction& shape, double scale, const Array& x, const Array& out);
  bool (*argBest)(bool largest, size_t outer, size_t extent, size_t inner, const Array& x, int32_t* out);
  void (*softmax)(bool logarithm, size_t rows, size_t width, const float* x, float* y);
  bool (*cumulative)(bool product, bool exclusive, bool reverse, size_t outer, size_t extent, size_t inner, const Array& x, const Array& out);
  void (*matmul)(const Product& shape, const float* a, const float* b, float* c);
  void (*gather)(size_t outer, size_t extent, size_t rowBytes, const int32_t* index, size_t count, const void* x, void* out);
  void (*interpolate)(const Interpolation& axis, const float* x, float* y);
  void (*interpolateGradient)(const Interpolation& axis, const float* dy, float* dx);
  // weights of class → loss [n, s] and the log-sum-exp [n, s] that the gradient needs
  void (*crossEntropy)(const CrossEntropy& shape, const float* x, const void* labels, const float* weights, float* loss, float* normalizer,
                       float* counted);
  void (*crossEntropyGradient)(const CrossEntropy& shape, const float* x, const void* labels, const float* weights, const float* normalizer,
                               const float* dloss, float* dx);
  void (*overlap)(const Overlap& shape, const float* x, const float* target, float* sums);
  void (*overlapGradient)(const Overlap& shape, const float* x, const float* target, const float* dsums, float* dx);
  void (*sgd)(const SgdStep& step, size_t size, const float* p, const float* g, const float* velocity, float* pOut, float* velocityOut);
};

}  // namespace medbundle
