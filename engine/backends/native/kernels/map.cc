// Elementwise kernels: of one array, of two or three that repeat along axes, and between number types.
#include <cmath>
#include <limits>

#include "arrays.h"
#include "functions.h"
#include "grid.h"

namespace medbundle {
namespace MB_ARCH {

// JavaScript's conversion to a 32-bit integer: modulo 2³², 0 for what is not finite.
static inline int32_t toInt32(double x) {
  if (x >= -2147483648.0 && x <= 2147483647.0) return static_cast<int32_t>(x);
  if (!std::isfinite(x)) return 0;
  const double rest = std::fmod(std::trunc(x), 4294967296.0);
  return static_cast<int32_t>(static_cast<uint32_t>(static_cast<int64_t>(rest)));
}

static inline float sign(float x) { return x > 0 ? 1.0f : (x < 0 ? -1.0f : 0.0f); }

constexpr float kSeluScale = 1.0507009873554805f, kSeluAlpha = 1.6732632423543772f;

// The order is that of `unaryOperations` in elementwise.ts.
bool unary(int operation, const Array& input, const double* parameters, const Array& output) {
  if (input.type != Type::float32) return false;
  const float* x = static_cast<const float*>(input.data);
  const float p = static_cast<float>(parameters[0]), q = static_cast<float>(parameters[1]);
  const size_t size = input.length;
  const auto toFloats = [&](auto&& f) {
    if (output.type != Type::float32) return false;
    float* y = static_cast<float*>(output.data);
    eachBlock(size, [&](size_t from, size_t to) {
      for (size_t i = from; i < to; ++i) y[i] = f(x[i]);
    });
    return true;
  };
  const auto toBools = [&](auto&& f) {
    if (output.type != Type::uint8) return false;
    uint8_t* y = static_cast<uint8_t*>(output.data);
    eachBlock(size, [&](size_t from, size_t to) {
      for (size_t i = from; i < to; ++i) y[i] = f(x[i]) ? 1 : 0;
    });
    return true;
  };
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  switch (operation) {
    case 0: return toFloats([](float v) { return std::fabs(v); });
    case 1: return toFloats([](float v) { return -v; });
    case 2: return toFloats([](float v) { return v * v; });
    case 3: return toFloats([](float v) { return std::sqrt(v); });
    case 4: return toFloats([](float v) { return 1.0f / std::sqrt(v); });
    case 5: return toFloats([](float v) { return 1.0f / v; });
    case 6: return toFloats([](float v) { return exponential(v); });
    case 7: return toFloats([](float v) { return static_cast<float>(std::expm1(static_cast<double>(v))); });
    case 8: return toFloats([](float v) { return logarithm(v); });
    case 9: return toFloats([](float v) { return static_cast<float>(std::log1p(static_cast<double>(v))); });
    case 10: return toFloats([](float v) { return logistic(v); });
    case 11: return toFloats([](float v) { return hyperbolicTangent(v); });
    case 12: return toFloats([](float v) { return softPlus(v); });
    case 13: return toFloats([](float v) { return std::erf(v); });
    case 14: return toFloats([](float v) { return v < 0 ? 0.0f : v; });
    case 15: return toFloats([](float v) { return v < 0 ? 0.0f : (v > 6 ? 6.0f : v); });
    case 16: return toFloats([](float v) { return v >= 0 ? v : exponentialLess(v); });
    case 17: return toFloats([](float v) { return v >= 0 ? kSeluScale * v : kSeluScale * kSeluAlpha * exponentialLess(v); });
    case 18: return toFloats([=](float v) { return v != v ? v : (v > 0 ? 1.0f : p); });
    case 19: return toFloats([=](float v) { return v > q ? q : (v < p ? p : v); });
    case 20: return toFloats([](float v) { return std::floor(v); });
    case 21: return toFloats([](float v) { return std::ceil(v); });
    case 22: return toFloats([](float v) { return std::nearbyint(v); });
    case 23: return toFloats(sign);
    case 24: return toFloats([](float v) { return static_cast<float>(std::sin(static_cast<double>(v))); });
    case 25: return toFloats([](float v) { return static_cast<float>(std::cos(static_cast<double>(v))); });
    case 26: return toFloats([](float v) { return static_cast<float>(std::tan(static_cast<double>(v))); });
    case 27: return toFloats([](float v) { return static_cast<float>(std::asin(static_cast<double>(v))); });
    case 28: return toFloats([](float v) { return static_cast<float>(std::acos(static_cast<double>(v))); });
    case 29: return toFloats([](float v) { return static_cast<float>(std::atan(static_cast<double>(v))); });
    case 30: return toFloats([](float v) { return static_cast<float>(std::sinh(static_cast<double>(v))); });
    case 31: return toFloats([](float v) { return static_cast<float>(std::cosh(static_cast<double>(v))); });
    case 32: return toFloats([](float v) { return static_cast<float>(std::asinh(static_cast<double>(v))); });
    case 33: return toFloats([](float v) { return static_cast<float>(std::acosh(static_cast<double>(v))); });
    case 34: return toFloats([](float v) { return static_cast<float>(std::atanh(static_cast<double>(v))); });
    case 35: return toBools([](float v) { return v != v; });
    case 36: return toBools([=](float v) { return v == kInfinity || v == -kInfinity; });
    case 37: return toBools([=](float v) { return v > -kInfinity && v < kInfinity; });
    default: return false;
  }
}

// out[i] = f(a[…], b[…]) with f on numbers of type Number; the usual strides have loops of their own.
template <class Number, class Result, class F>
static bool pairs(const Grid& grid, const Array& a, const Array& b, const Array& out, F&& f) {
  const Number *x = static_cast<const Number*>(a.data), *y = static_cast<const Number*>(b.data);
  Result* to = static_cast<Result*>(out.data);
  const ptrdiff_t s = grid.stride[1][grid.rank - 1], t = grid.stride[2][grid.rank - 1];
  eachRun(grid, [&](const ptrdiff_t* at, size_t count) {
    Result* r = to + at[0];
    const Number *u = x + at[1], *v = y + at[2];
    if (s == 1 && t == 1) {
      for (size_t i = 0; i < count; ++i) r[i] = static_cast<Result>(f(u[i], v[i]));
    } else if (s == 1 && t == 0) {
      const Number second = *v;
      for (size_t i = 0; i < count; ++i) r[i] = static_cast<Result>(f(u[i], second));
    } else if (s == 0 && t == 1) {
      const Number first = *u;
      for (size_t i = 0; i < count; ++i) r[i] = static_cast<Result>(f(first, v[i]));
    } else {
      for (size_t i = 0; i < count; ++i) r[i] = static_cast<Result>(f(u[ptrdiff_t(i) * s], v[ptrdiff_t(i) * t]));
    }
  });
  return true;
}

static inline double modulo(double a, double b) {
  const double rest = std::fmod(a, b);
  return (a < 0 && b < 0) || (a >= 0 && b >= 0) ? rest : std::fmod(rest + b, b);
}

// JavaScript's power: NaN where C says 1.
static inline double power(double a, double b) {
  if (b != b || ((a == 1 || a == -1) && std::isinf(b))) return std::numeric_limits<double>::quiet_NaN();
  return std::pow(a, b);
}

template <class Number, class F>
static bool compared(const Grid& grid, const Array& a, const Array& b, const Array& out, F&& f) {
  return out.type == Type::uint8 && pairs<Number, uint8_t>(grid, a, b, out, f);
}

template <class Number>
static bool comparison(int operation, const Grid& grid, const Array& a, const Array& b, const Array& out) {
  switch (operation) {
    case 20: return compared<Number>(grid, a, b, out, [](Number x, Number y) { return x == y; });
    case 21: return compared<Number>(grid, a, b, out, [](Number x, Number y) { return x != y; });
    case 22: return compared<Number>(grid, a, b, out, [](Number x, Number y) { return x < y; });
    case 23: return compared<Number>(grid, a, b, out, [](Number x, Number y) { return x <= y; });
    case 24: return compared<Number>(grid, a, b, out, [](Number x, Number y) { return x > y; });
    case 25: return compared<Number>(grid, a, b, out, [](Number x, Number y) { return x >= y; });
    default: return false;
  }
}

static bool ofFloats(int operation, const Grid& g, const Array& a, const Array& b, const Array& out) {
  if (operation >= 20) return comparison<float>(operation, g, a, b, out);
  if (operation == 6) {
    return out.type == Type::int32 &&
           pairs<float, int32_t>(g, a, b, out, [](float x, float y) { return toInt32(std::floor(double(x) / double(y))); });
  }
  if (out.type != Type::float32) return false;
  const auto each = [&](auto&& f) { return pairs<float, float>(g, a, b, out, f); };
  switch (operation) {
    case 0: return each([](float x, float y) { return x + y; });
    case 1: return each([](float x, float y) { return x - y; });
    case 2: return each([](float x, float y) { return x * y; });
    case 3: return each([](float x, float y) { return x / y; });
    case 4: return each([](float x, float y) { return x != x || x > y ? x : y; });
    case 5: return each([](float x, float y) { return x != x || x < y ? x : y; });
    case 7: return each([](float x, float y) { return modulo(x, y); });
    case 8: return each([](float x, float y) { return power(x, y); });
    case 9: return each([](float x, float y) { return (x - y) * (x - y); });
    case 10: return each([](float x, float y) { return x < 0 ? y * x : x; });
    case 11: return each([](float dy, float y) { return y >= 0 ? dy : dy * (y + 1); });
    case 12: return each([](float x, float y) { return static_cast<float>(std::atan2(static_cast<double>(x), static_cast<double>(y))); });
    default: return false;
  }
}

// As JavaScript computes them: in float64, then modulo 2³².
static bool ofIntegers(int operation, const Grid& g, const Array& a, const Array& b, const Array& out) {
  if (operation >= 20) return comparison<int32_t>(operation, g, a, b, out);
  if (out.type != Type::int32) return false;
  const auto each = [&](auto&& f) { return pairs<int32_t, int32_t>(g, a, b, out, f); };
  switch (operation) {
    case 0: return each([](uint32_t x, uint32_t y) { return static_cast<int32_t>(x + y); });
    case 1: return each([](uint32_t x, uint32_t y) { return static_cast<int32_t>(x - y); });
    case 2: return each([](int32_t x, int32_t y) { return toInt32(double(x) * double(y)); });
    case 4: return each([](int32_t x, int32_t y) { return x > y ? x : y; });
    case 5: return each([](int32_t x, int32_t y) { return x < y ? x : y; });
    case 6: return each([](int32_t x, int32_t y) { return toInt32(std::floor(double(x) / double(y))); });
    case 7: return each([](int32_t x, int32_t y) { return toInt32(modulo(x, y)); });
    default: return false;
  }
}

// The order is that of `binaryOperations` in elementwise.ts.
bool binary(int operation, const Grid& grid, const Array& a, const Array& b, const Array& out) {
  if (a.type != b.type) return false;
  if (a.type == Type::float32) return ofFloats(operation, grid, a, b, out);
  if (a.type == Type::int32) return ofIntegers(operation, grid, a, b, out);
  if (operation == 26) return compared<uint8_t>(grid, a, b, out, [](uint8_t x, uint8_t y) { return x != 0 && y != 0; });
  if (operation == 27) return compared<uint8_t>(grid, a, b, out, [](uint8_t x, uint8_t y) { return x != 0 || y != 0; });
  return operation >= 20 && comparison<uint8_t>(operation, grid, a, b, out);
}

template <class Number>
static void choose(const uint8_t* condition, const Array& yes, const Array& no, const Array& out) {
  const Number *t = static_cast<const Number*>(yes.data), *e = static_cast<const Number*>(no.data);
  Number* to = static_cast<Number*>(out.data);
  eachBlock(out.length, [&](size_t from, size_t end) {
    for (size_t i = from; i < end; ++i) to[i] = condition[i] == 1 ? t[i] : e[i];
  });
}

bool select(const uint8_t* condition, const Array& yes, const Array& no, const Array& out) {
  if (yes.type != no.type || yes.type != out.type) return false;
  if (out.type == Type::float32) choose<float>(condition, yes, no, out);
  else if (out.type == Type::int32) choose<int32_t>(condition, yes, no, out);
  else choose<uint8_t>(condition, yes, no, out);
  return true;
}

template <class From, class To, class F>
static bool converted(const Array& x, const Array& y, F&& f) {
  const From* from = static_cast<const From*>(x.data);
  To* to = static_cast<To*>(y.data);
  eachBlock(x.length, [&](size_t start, size_t end) {
    for (size_t i = start; i < end; ++i) to[i] = f(from[i]);
  });
  return true;
}

// uint8 is a truth value: 0 or 1.
bool cast(const Array& x, const Array& y) {
  if (x.type == Type::float32 && y.type == Type::int32) return converted<float, int32_t>(x, y, [](float v) { return toInt32(v); });
  if (x.type == Type::float32 && y.type == Type::uint8) return converted<float, uint8_t>(x, y, [](float v) { return v != 0; });
  if (x.type == Type::int32 && y.type == Type::float32) return converted<int32_t, float>(x, y, [](int32_t v) { return static_cast<float>(v); });
  if (x.type == Type::int32 && y.type == Type::uint8) return converted<int32_t, uint8_t>(x, y, [](int32_t v) { return v != 0; });
  if (x.type == Type::uint8 && y.type == Type::float32) return converted<uint8_t, float>(x, y, [](uint8_t v) { return static_cast<float>(v); });
  if (x.type == Type::uint8 && y.type == Type::int32) return converted<uint8_t, int32_t>(x, y, [](uint8_t v) { return v; });
  return false;
}

}  // namespace MB_ARCH
}  // namespace medbundle
