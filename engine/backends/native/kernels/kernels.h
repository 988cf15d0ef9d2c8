// The table of kernels; one table is compiled for each instruction set and the best one is chosen at run time.
#pragma once
#include <cstddef>

#include "arrays.h"
#include "conv.h"
#include "norm.h"
#include "pooling.h"
#include "winograd.h"

namespace medbundle {

struct AdamStep {
  float lr, beta1, beta2, epsilon, weightDecay, correction1, correction2;
  bool decoupled, maximize;
};

struct AdamArrays {
  float *p, *m, *v, *most;  // most is null without AMSGrad
};

// Convolutions whose products are of bfloat16, where the processor has them.
struct BrainKernels {
  void (*winogradConv)(const Sources& x, const float* filter, const float* bias, const Conv3x3& shape, bool inputGradient, const Results& y);
  void (*winogradFilterGradient)(const Sources& x, const float* dy, const Conv3x3& shape, float* dfilter);
};

struct Kernels {
  const char* name;
  void (*convForward)(const float* x, const float* filter, const float* bias, const Conv& shape, float* y);
  void (*convInputGradient)(const float* dy, const float* filter, const float* bias, const Conv& shape, float* dx);
  void (*convFilterGradient)(const float* x, const float* dy, const Conv& shape, float* dfilter);
  void (*winogradConv)(const Sources& x, const float* filter, const float* bias, const Conv3x3& shape, bool inputGradient, const Results& y);
  void (*winogradFilterGradient)(const Sources& x, const float* dy, const Conv3x3& shape, float* dfilter);
  void (*normForward)(const float* x, const float* gamma, const float* beta, const Norm& shape, float* mean, float* rstd, float* y);
  void (*normBackward)(const float* x, const float* dy, const float* gamma, const float* beta, const float* mean, const float* rstd,
                       const Norm& shape, float* dx, float* dgamma, float* dbeta);
  void (*maxPool)(const float* x, const Window& shape, float* y);
  void (*maxPoolGradient)(const float* x, const float* y, const float* dy, const Window& shape, float* dx);
  void (*averagePool)(const float* x, const Window& shape, float* y);
  void (*averagePoolGradient)(const float* dy, const Window& shape, float* dx);
  void (*concatLast)(const float* const* parts, const size_t* widths, size_t count, size_t rows, float* out);
  void (*leakyRelu)(const float* x, float slope, size_t size, float* y);
  void (*prelu)(const float* x, const float* slopes, size_t rows, size_t period, float* y);
  void (*preluGradient)(const float* x, const float* slopes, const float* dy, size_t rows, size_t period, float* dx, float* dslopes);
  void (*channelSum)(const float* x, size_t rows, size_t channels, float* sum);
  void (*adam)(const AdamArrays& in, const float* g, const AdamArrays& out, const AdamStep& step, size_t size);
  const ArrayKernels* arrays;
};

}  // namespace medbundle
