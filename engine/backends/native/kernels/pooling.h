#pragma once
#include <cstddef>

namespace medbundle {

// A window over up to three spatial axes, channels last: x [n, in…, c], y [n, out…, c].
struct Window {
  size_t n, c;
  size_t in[3], out[3], size[3];
  ptrdiff_t stride[3], dilation[3], pad[3];
};

}  // namespace medbundle
