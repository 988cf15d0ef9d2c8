// Convolutions of bfloat16 with float32 sums, for processors that have them: tensors stay float32 and are rounded on the way into a
// product.
#define MB_BFLOAT16
#include "winograd-gradient.cc"
#include "winograd.cc"

#include "kernels.h"

namespace medbundle {
namespace MB_ARCH {

extern const BrainKernels kernels;
const BrainKernels kernels = {winogradConv, winogradFilterGradient};

}  // namespace MB_ARCH
}  // namespace medbundle
