// The border to JavaScript: checks types and sizes, then calls the kernels on the typed arrays where they lie.
// Every function takes typed arrays and one Float64Array of numbers that describe the shape; an array that a kernel may do
// without is null. A size that does not fit the shape throws before anything is read.
#include <cstdlib>

#include "border.h"
#include "kernels.h"
#include "pool.h"
#include "share.h"

namespace medbundle {
#define MB_DECLARE(arch) \
  namespace arch {       \
  extern const Kernels kernels; \
  }
#if defined(__x86_64__)
MB_DECLARE(avx512)
MB_DECLARE(avx2)
namespace brain {
extern const BrainKernels kernels;
}
#endif
MB_DECLARE(plain)

namespace {

const Kernels* chosen = nullptr;  // the same for every thread: it depends on the processor alone

const Kernels* byName(const std::string& name) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  const bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
                      __builtin_cpu_supports("avx512vl");
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (avx512 && (name.empty() || name == "avx512")) return &medbundle::avx512::kernels;
  if (avx2 && (name.empty() || name == "avx2")) return &medbundle::avx2::kernels;
#endif
  if (name.empty() || name == "plain") return &plain::kernels;
  return nullptr;
}

// The kernels of bfloat16, or null where the processor or the instruction set in use has none.
const BrainKernels* brainKernels() {
#if defined(__x86_64__)
  if (chosen == &medbundle::avx512::kernels && __builtin_cpu_supports("avx512bf16")) return &brain::kernels;
#endif
  return nullptr;
}

size_t volume(const size_t a[3]) { return a[0] * a[1] * a[2]; }

// n, c, k, then for each of three axes: in, out, kernel, stride, dilation, pad.
Conv convOf(const double* v) {
  Conv s{extent(v[0]), extent(v[1]), extent(v[2]), {}, {}, {}, {}, {}, {}};
  for (int a = 0; a < 3; ++a) {
    const double* at = v + 3 + a * 6;
    s.in[a] = extent(at[0]);
    s.out[a] = extent(at[1]);
    s.kernel[a] = extent(at[2]);
    s.stride[a] = static_cast<ptrdiff_t>(at[3]);
    s.dilation[a] = static_cast<ptrdiff_t>(at[4]);
    s.pad[a] = static_cast<ptrdiff_t>(at[5]);
    if (s.stride[a] < 1 || s.dilation[a] < 1) throw Failure{"strides and dilations must be at least 1"};
  }
  if (volume(s.kernel) > 512) throw Failure{"a kernel may have 512 taps at most"};
  return s;
}

Window windowOf(const double* v) {
  const Conv s = convOf(v);
  Window w{s.n, s.c, {}, {}, {}, {}, {}, {}};
  for (int a = 0; a < 3; ++a) {
    w.in[a] = s.in[a];
    w.out[a] = s.out[a];
    w.size[a] = s.kernel[a];
    w.stride[a] = s.stride[a];
    w.dilation[a] = s.dilation[a];
    w.pad[a] = s.pad[a];
  }
  return w;
}

template <class Float>
bool fitsWinograd(const Conv& s, const Parts<Float>& parts) {
  for (size_t part = 0; part < parts.count; ++part)
    if (parts.width[part] % 16 != 0) return false;
  return s.kernel[0] == 1 && s.in[0] == 1 && s.out[0] == 1 && s.kernel[1] == 3 && s.kernel[2] == 3 && s.stride[1] == 1 && s.stride[2] == 1 &&
         s.dilation[1] == 1 && s.dilation[2] == 1 && s.pad[1] == 1 && s.pad[2] == 1 && s.in[1] == s.out[1] && s.in[2] == s.out[2] &&
         s.c % 16 == 0 && s.k % 16 == 0 && s.n * s.in[1] * s.in[2] > 0;
}

Conv3x3 planar(const Conv& s) { return {s.n, s.in[1], s.in[2], s.c, s.k}; }

// What the last number of a convolution's shape asks for.
enum Precision { kBest = 0, kDirect = 1, kBrain = 2 };

// The parts in one array, for kernels that take no parts.
const float* joined(const Sources& x, size_t pixels) {
  if (x.count == 1) return x.at[0];
  float* whole = static_cast<float*>(sharedScratch(3, pixels * x.channels() * 4));
  chosen->concatLast(x.at, x.width, x.count, pixels, whole);
  return whole;
}

Norm normOf(const double* v) {
  Norm s{extent(v[0]), extent(v[1]), extent(v[2]), extent(v[3]), v[4] != 0, static_cast<float>(v[5]), v[6] != 0, static_cast<float>(v[7])};
  if (s.groups == 0 || s.c % s.groups != 0) throw Failure{"channels must divide into the groups"};
  return s;
}

// convForward([parts of x], filter, bias | null, y, shape)
void convForward(const Call& call) {
  const double* numbers = call.numbers(4, 22);
  const Conv s = convOf(numbers);
  const size_t pixels = s.n * volume(s.in);
  const Sources x = call.parts<const float>(0, pixels, s.c);
  const float* filter = call.floats(1, volume(s.kernel) * s.c * s.k);
  const float* bias = call.optional(2, s.k);
  float* y = call.floats(3, s.n * volume(s.out) * s.k);
  if (numbers[21] != kDirect && fitsWinograd(s, x)) {
    const BrainKernels* brain = numbers[21] == kBrain ? brainKernels() : nullptr;
    (brain ? brain->winogradConv : chosen->winogradConv)(x, filter, bias, planar(s), false, Results{1, {y}, {s.k}});
  } else {
    chosen->convForward(joined(x, pixels), filter, bias, s, y);
  }
}

// convInputGradient(dy, filter, bias | null, [parts of dx], shape): the bias is added to dx, as a transposed convolution does.
void convInputGradient(const Call& call) {
  const double* numbers = call.numbers(4, 22);
  const Conv s = convOf(numbers);
  const size_t pixels = s.n * volume(s.in);
  const float* dy = call.floats(0, s.n * volume(s.out) * s.k);
  const float* filter = call.floats(1, volume(s.kernel) * s.c * s.k);
  const float* bias = call.optional(2, s.c);
  const Results dx = call.parts<float>(3, pixels, s.c);
  if (numbers[21] != kDirect && fitsWinograd(s, dx)) {
    const BrainKernels* brain = numbers[21] == kBrain ? brainKernels() : nullptr;
    (brain ? brain->winogradConv : chosen->winogradConv)(Sources{1, {dy}, {s.k}}, filter, bias, planar(s), true, dx);
    return;
  }
  float* whole = dx.count == 1 ? dx.at[0] : static_cast<float*>(sharedScratch(3, pixels * s.c * 4));
  chosen->convInputGradient(dy, filter, bias, s, whole);
  if (dx.count == 1) return;
  for (size_t part = 0, start = 0; part < dx.count; start += dx.width[part++]) {
    const size_t width = dx.width[part];
    const Grid columns{2, 2, {pixels, width}, {{ptrdiff_t(width), 1}, {ptrdiff_t(s.c), 1}}};
    chosen->arrays->copy(columns, 4, whole + start, dx.at[part]);
  }
}

// convFilterGradient([parts of x], dy, dfilter, shape)
void convFilterGradient(const Call& call) {
  const double* numbers = call.numbers(3, 22);
  const Conv s = convOf(numbers);
  const size_t pixels = s.n * volume(s.in);
  const Sources x = call.parts<const float>(0, pixels, s.c);
  const float* dy = call.floats(1, s.n * volume(s.out) * s.k);
  float* dfilter = call.floats(2, volume(s.kernel) * s.c * s.k);
  if (numbers[21] != kDirect && fitsWinograd(s, x)) {
    const BrainKernels* brain = numbers[21] == kBrain ? brainKernels() : nullptr;
    (brain ? brain->winogradFilterGradient : chosen->winogradFilterGradient)(x, dy, planar(s), dfilter);
  } else {
    chosen->convFilterGradient(joined(x, pixels), dy, s, dfilter);
  }
}

// normForward(x, gamma | null, beta | null, mean, rstd, y, shape)
void normForward(const Call& call) {
  const Norm s = normOf(call.numbers(6, 8));
  const size_t size = s.n * s.s * s.c;
  chosen->normForward(call.floats(0, size), call.optional(1, s.c), call.optional(2, s.c), s, call.floats(3, s.n * s.c), call.floats(4, s.n * s.c),
                      call.floats(5, size));
}

// normBackward(x, dy, gamma | null, beta | null, mean, rstd, dx | null, dgamma | null, dbeta | null, shape)
void normBackward(const Call& call) {
  const Norm s = normOf(call.numbers(9, 8));
  const size_t size = s.n * s.s * s.c;
  chosen->normBackward(call.floats(0, size), call.floats(1, size), call.optional(2, s.c), call.optional(3, s.c), call.floats(4, s.n * s.c),
                       call.floats(5, s.n * s.c), s, call.optional(6, size), call.optional(7, s.c), call.optional(8, s.c));
}

// maxPool(x, y, shape)
void maxPool(const Call& call) {
  const Window s = windowOf(call.numbers(2, 21));
  chosen->maxPool(call.floats(0, s.n * volume(s.in) * s.c), s, call.floats(1, s.n * volume(s.out) * s.c));
}

// maxPoolGradient(x, y, dy, dx, shape)
void maxPoolGradient(const Call& call) {
  const Window s = windowOf(call.numbers(4, 21));
  const size_t in = s.n * volume(s.in) * s.c, out = s.n * volume(s.out) * s.c;
  chosen->maxPoolGradient(call.floats(0, in), call.floats(1, out), call.floats(2, out), s, call.floats(3, in));
}

// averagePool(x, y, shape)
void averagePool(const Call& call) {
  const Window s = windowOf(call.numbers(2, 21));
  chosen->averagePool(call.floats(0, s.n * volume(s.in) * s.c), s, call.floats(1, s.n * volume(s.out) * s.c));
}

// averagePoolGradient(dy, dx, shape)
void averagePoolGradient(const Call& call) {
  const Window s = windowOf(call.numbers(2, 21));
  chosen->averagePoolGradient(call.floats(0, s.n * volume(s.out) * s.c), s, call.floats(1, s.n * volume(s.in) * s.c));
}

// concatLast([parts], out, [rows, widths…])
void concatLast(const Call& call) {
  const double* v = call.numbers(2, 2);
  const size_t rows = extent(v[0]), count = extent(v[1]);
  const double* widths = call.numbers(2, 2 + count) + 2;
  std::vector<size_t> sizes;
  size_t width = 0;
  for (size_t i = 0; i < count; ++i) {
    sizes.push_back(extent(widths[i]));
    width += sizes.back();
  }
  const std::vector<float*> parts = call.list(0, rows, widths, count);
  chosen->concatLast(parts.data(), sizes.data(), count, rows, call.floats(1, rows * width));
}

// leakyRelu(x, y, [slope, size])
void leakyRelu(const Call& call) {
  const double* v = call.numbers(2, 2);
  const size_t size = extent(v[1]);
  chosen->leakyRelu(call.floats(0, size), static_cast<float>(v[0]), size, call.floats(1, size));
}

// prelu(x, slopes, y, [rows, period])
void prelu(const Call& call) {
  const double* v = call.numbers(3, 2);
  const size_t rows = extent(v[0]), period = extent(v[1]);
  chosen->prelu(call.floats(0, rows * period), call.floats(1, period), rows, period, call.floats(2, rows * period));
}

// preluGradient(x, slopes, dy, dx, dslopes, [rows, period])
void preluGradient(const Call& call) {
  const double* v = call.numbers(5, 2);
  const size_t rows = extent(v[0]), period = extent(v[1]), size = rows * period;
  chosen->preluGradient(call.floats(0, size), call.floats(1, period), call.floats(2, size), rows, period, call.floats(3, size),
                        call.floats(4, period));
}

// channelSum(x, sum, [rows, channels])
void channelSum(const Call& call) {
  const double* v = call.numbers(2, 2);
  const size_t rows = extent(v[0]), channels = extent(v[1]);
  chosen->channelSum(call.floats(0, rows * channels), rows, channels, call.floats(1, channels));
}

// adam(p, g, m, v, most | null, pOut, mOut, vOut, mostOut | null,
//      [size, lr, beta1, beta2, epsilon, weightDecay, correction1, correction2, decoupled, maximize])
void adam(const Call& call) {
  const double* v = call.numbers(9, 10);
  const size_t size = extent(v[0]);
  const auto f = [&](int i) { return static_cast<float>(v[i]); };
  const AdamArrays in{call.floats(0, size), call.floats(2, size), call.floats(3, size), call.optional(4, size)};
  const AdamArrays out{call.floats(5, size), call.floats(6, size), call.floats(7, size), call.optional(8, size)};
  if ((in.most == nullptr) != (out.most == nullptr)) throw Failure{"AMSGrad needs both arrays"};
  chosen->adam(in, call.floats(1, size), out, AdamStep{f(1), f(2), f(3), f(4), f(5), f(6), f(7), v[8] != 0, v[9] != 0}, size);
}

// threads(count): how many threads kernels called from this JavaScript thread use.
void threads(const Call& call) { setWorkerCount(extent(call.number(0))); }

// use(name): another instruction set than the best, for tests.
void use(const Call& call) {
  const Kernels* wanted = byName(call.text(0));
  if (!wanted) throw Failure{"this processor has no " + call.text(0)};
  chosen = wanted;
}

// allocate(bytes): an ArrayBuffer on a 64-byte boundary, so that vectors never straddle cache lines.
napi_value allocate(napi_env env, napi_callback_info info) {
  napi_value result = nullptr;
  try {
    const size_t bytes = extent(Call(env, info).number(0));
    void* memory = allocatePages(bytes + 64);
    if (!memory) throw Failure{"out of memory"};
    const auto release = [](napi_env, void* data, void*) { std::free(data); };
    if (napi_create_external_arraybuffer(env, memory, bytes, release, nullptr, &result) != napi_ok) {
      std::free(memory);
      throw Failure{"this Node does not allow external buffers"};
    }
  } catch (const Failure& failure) {
    napi_throw_range_error(env, nullptr, failure.message.c_str());
  }
  return result;
}

// bfloat16(): whether convolutions can multiply in it.
napi_value bfloat16(napi_env env, napi_callback_info) {
  napi_value result;
  napi_get_boolean(env, brainKernels() != nullptr, &result);
  return result;
}

napi_value architecture(napi_env env, napi_callback_info) {
  napi_value name;
  napi_create_string_utf8(env, chosen->name, NAPI_AUTO_LENGTH, &name);
  return name;
}

napi_value initialize(napi_env env, napi_value exports) {
  if (!chosen) chosen = byName("");
  const auto add = [&](const char* name, napi_callback callback) { addFunction(env, exports, name, callback); };
  add("convForward", entry<convForward>);
  add("convInputGradient", entry<convInputGradient>);
  add("convFilterGradient", entry<convFilterGradient>);
  add("normForward", entry<normForward>);
  add("normBackward", entry<normBackward>);
  add("maxPool", entry<maxPool>);
  add("maxPoolGradient", entry<maxPoolGradient>);
  add("averagePool", entry<averagePool>);
  add("averagePoolGradient", entry<averagePoolGradient>);
  add("concatLast", entry<concatLast>);
  add("leakyRelu", entry<leakyRelu>);
  add("prelu", entry<prelu>);
  add("preluGradient", entry<preluGradient>);
  add("channelSum", entry<channelSum>);
  add("adam", entry<adam>);
  add("threads", entry<threads>);
  add("use", entry<use>);
  add("allocate", allocate);
  add("bfloat16", bfloat16);
  add("architecture", architecture);
  add("mapShared", mapShared);
  addArrayFunctions(env, exports);
  return exports;
}

}  // namespace

const ArrayKernels& arrayKernelsInUse() { return *chosen->arrays; }

}  // namespace medbundle

NAPI_MODULE_INIT() { return medbundle::initialize(env, exports); }
