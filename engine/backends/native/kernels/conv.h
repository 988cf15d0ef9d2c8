#pragma once
#include <cstddef>

namespace medbundle {

// A convolution over up to three spatial axes (unused ones have extent 1), channels last:
// x [n, in…, c], filter [kernel…, c, k], y [n, out…, k]; y[o] = sum over taps t of x[o·stride − pad + t·dilation] · filter[t].
struct Conv {
  size_t n, c, k;
  size_t in[3], out[3], kernel[3];
  ptrdiff_t stride[3], dilation[3], pad[3];
};

}  // namespace medbundle
