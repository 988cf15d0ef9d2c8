// Every kernel, compiled once for each instruction set under the namespace MB_ARCH.
#include "conv.cc"
#include "elementwise.cc"
#include "norm.cc"
#include "pooling.cc"
#include "prelu.cc"
#include "winograd-gradient.cc"
#include "winograd.cc"

#include "kernels.h"

namespace medbundle {
namespace MB_ARCH {

#define MB_STRING_(x) #x
#define MB_STRING(x) MB_STRING_(x)

extern const ArrayKernels arrayKernels;
extern const Kernels kernels;
const Kernels kernels = {MB_STRING(MB_ARCH),
                         convForward,
                         convInputGradient,
                         convFilterGradient,
                         winogradConv,
                         winogradFilterGradient,
                         normForward,
                         normBackward,
                         maxPool,
                         maxPoolGradient,
                         averagePool,
                         averagePoolGradient,
                         concatLast,
                         leakyRelu,
                         prelu,
                         preluGradient,
                         channelSum,
                         adam,
                         &arrayKernels};

}  // namespace MB_ARCH
}  // namespace medbundle
