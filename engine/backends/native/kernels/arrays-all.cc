// The kernels of arrays.h, compiled once for each instruction set as those of all.cc are.
#include "interpolate.cc"
#include "map.cc"
#include "matmul.cc"
#include "move.cc"
#include "reduce.cc"

#include "losses.cc"

namespace medbundle {
namespace MB_ARCH {

extern const ArrayKernels arrayKernels;
const ArrayKernels arrayKernels = {unary,        binary, select,      cast,    copy,    fill,       reduce,
                                   argBest,      softmax,    cumulative,  matmul,  gather,  interpolate, interpolateGradient,
                                   crossEntropy, crossEntropyGradient,    overlap, overlapGradient,      sgd};

}  // namespace MB_ARCH
}  // namespace medbundle
