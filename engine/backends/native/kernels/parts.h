// An image whose channels may lie in several arrays, as if they were concatenated: channel c of pixel p stands in the part that
// holds c, at p·width + c − start.
#pragma once
#include <cstddef>

namespace medbundle {

template <class Float>
struct Parts {
  static constexpr size_t kMost = 8;
  size_t count;
  Float* at[kMost];
  size_t width[kMost];

  size_t channels() const {
    size_t sum = 0;
    for (size_t part = 0; part < count; ++part) sum += width[part];
    return sum;
  }

  struct Place {
    Float* first;   // channel c of pixel 0
    size_t stride;  // from pixel to pixel
  };
  Place place(size_t c) const {
    size_t part = 0;
    while (part + 1 < count && c >= width[part]) c -= width[part++];
    return {at[part] + c, width[part]};
  }
};

using Sources = Parts<const float>;
using Results = Parts<float>;

}  // namespace medbundle
