#pragma once
#include <cstddef>

#include "parts.h"

namespace medbundle {

// A 3x3 convolution, stride 1, padding 1, channels last: x [n,h,w,c], filter [3,3,c,k], y [n,h,w,k]. c and k, and the parts
// they may come in, are multiples of 16.
struct Conv3x3 {
  size_t n, h, w, c, k;
};

}  // namespace medbundle
