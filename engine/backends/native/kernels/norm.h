#pragma once
#include <cstddef>

namespace medbundle {

// Normalisation over x [n, s, c] (channels last, s = product of the spatial extents), optionally followed by a leaky ReLU.
// Statistics are taken per image and group of c/groups channels; with acrossBatch per group over all images.
// groups = c, acrossBatch = false is instance norm; groups = c, acrossBatch = true batch norm; otherwise group norm.
struct Norm {
  size_t n, s, c, groups;
  bool acrossBatch;
  float epsilon;
  bool rectify;  // y = max(y, slope*y)
  float slope;
};

}  // namespace medbundle
