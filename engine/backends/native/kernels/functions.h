// Elementary functions without branches, which compilers turn into vector code. Errors are at most a few units in the
// last place; zeros, infinities and NaN come out as the C library's.
#pragma once
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

namespace medbundle {
namespace MB_ARCH {

static inline float asFloat(uint32_t bits) {
  float x;
  std::memcpy(&x, &bits, 4);
  return x;
}

static inline uint32_t asBits(float x) {
  uint32_t bits;
  std::memcpy(&bits, &x, 4);
  return bits;
}

// eˣ: x = n·ln 2 + r, a polynomial of r, and 2ⁿ in two factors so that the ends of the range are reached.
static inline float exponential(float x) {
  float clamped = x > 89.0f ? 89.0f : x;
  clamped = clamped < -104.0f ? -104.0f : clamped;
  constexpr float kMagic = 12582912.0f;  // 1.5·2²³: adding it rounds to a whole number
  const float shifted = clamped * 1.44269504f + kMagic;
  const float n = shifted - kMagic;
  const float r = clamped - n * 0.693359375f - n * -2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  const float fraction = p * r * r + r + 1.0f;
  const int32_t whole = static_cast<int32_t>(asBits(shifted) - asBits(kMagic)), half = whole >> 1;
  return fraction * asFloat(static_cast<uint32_t>(half + 127) << 23) * asFloat(static_cast<uint32_t>(whole - half + 127) << 23);
}

// The natural logarithm: x = 2ᵉ·m with m around 1, and a polynomial of m − 1.
static inline float logarithm(float x) {
  const bool tiny = x < 1.17549435e-38f;
  const float scaled = tiny ? x * 8388608.0f : x;
  const uint32_t bits = asBits(scaled);
  const int32_t e = static_cast<int32_t>(bits - 0x3f3504f3u) >> 23;
  const float m = asFloat(bits - (static_cast<uint32_t>(e) << 23)) - 1.0f, square = m * m;
  const float exponent = static_cast<float>(e) - (tiny ? 23.0f : 0.0f);
  float p = 7.0376836292e-2f;
  p = p * m + -1.1514610310e-1f;
  p = p * m + 1.1676998740e-1f;
  p = p * m + -1.2420140846e-1f;
  p = p * m + 1.4249322787e-1f;
  p = p * m + -1.6668057665e-1f;
  p = p * m + 2.0000714765e-1f;
  p = p * m + -2.4999993993e-1f;
  p = p * m + 3.3333331174e-1f;
  const float small = m * square * p + exponent * -2.12194440e-4f - 0.5f * square;
  const float result = m + small + exponent * 0.693359375f;
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const float ends = x == 0.0f ? -kInfinity : (x < 0.0f ? std::numeric_limits<float>::quiet_NaN() : x);
  return x > 0.0f && x < kInfinity ? result : ends;
}

// ln(1 + x) for x ≥ 0 and finite.
static inline float logarithmOfOneAnd(float x) {
  const float sum = 1.0f + x;
  return logarithm(sum) + (x - (sum - 1.0f)) / sum;
}

static inline float logistic(float x) { return 1.0f / (1.0f + exponential(-x)); }

static inline float softPlus(float x) {
  const float result = (x > 0.0f ? x : 0.0f) + logarithmOfOneAnd(exponential(x > 0.0f ? -x : x));
  return x != x ? x : result;
}

// eˣ − 1 for x ≤ 0.
static inline float exponentialLess(float x) {
  const float r = x;
  float p = 1.0f / 5040.0f;
  p = p * r + 1.0f / 720.0f;
  p = p * r + 1.0f / 120.0f;
  p = p * r + 1.0f / 24.0f;
  p = p * r + 1.0f / 6.0f;
  p = p * r + 0.5f;
  const float near = p * r * r + r;
  return x > -0.35f ? near : exponential(x) - 1.0f;
}

static inline float hyperbolicTangent(float x) {
  const float size = x < 0.0f ? -x : x, square = x * x;
  float p = -5.70498872745e-3f;
  p = p * square + 2.06390887954e-2f;
  p = p * square + -5.37397155531e-2f;
  p = p * square + 1.33314422036e-1f;
  p = p * square + -3.33332819422e-1f;
  const float near = p * square * x + x;
  const float far = 1.0f - 2.0f / (exponential(size + size) + 1.0f);
  return size < 0.625f ? near : (x < 0.0f ? -far : far);
}

}  // namespace MB_ARCH
}  // namespace medbundle
