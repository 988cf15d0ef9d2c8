// What every function at the border to JavaScript is made of: its arguments, checked, and its errors, thrown there.
#pragma once
#include <node_api.h>

#include <cstdint>
#include <string>
#include <vector>

#include "parts.h"
#include "arrays.h"

namespace medbundle {

struct Failure {
  std::string message;
};

// The arguments of one call.
class Call {
 public:
  Call(napi_env env, napi_callback_info info) : env_(env) {
    count_ = kMost;
    napi_get_cb_info(env, info, &count_, values_, nullptr, nullptr);
  }

  // Argument i as float32 data of exactly `size` elements.
  float* floats(size_t i, size_t size) const {
    size_t length = 0;
    float* data = static_cast<float*>(typed(i, napi_float32_array, &length));
    if (length != size)
      throw Failure{"array " + std::to_string(i) + " has " + std::to_string(length) + " elements, the shape needs " + std::to_string(size)};
    return data;
  }

  // The same, or null.
  float* optional(size_t i, size_t size) const {
    napi_valuetype type = napi_undefined;
    if (i < count_) napi_typeof(env_, values_[i], &type);
    return type == napi_null || type == napi_undefined ? nullptr : floats(i, size);
  }

  // Argument i as numbers, at least `least` of them.
  const double* numbers(size_t i, size_t least) const {
    size_t length = 0;
    const double* data = static_cast<const double*>(typed(i, napi_float64_array, &length));
    if (length < least) throw Failure{"too few numbers"};
    return data;
  }

  // Argument i as an array of one of the types that tensors have.
  Array array(size_t i) const {
    bool isTyped = false;
    napi_typedarray_type type = napi_int8_array;
    Array result{nullptr, 0, Type::float32};
    if (i < count_) napi_is_typedarray(env_, values_[i], &isTyped);
    if (!isTyped || napi_get_typedarray_info(env_, values_[i], &type, &result.length, &result.data, nullptr, nullptr) != napi_ok)
      throw Failure{"argument " + std::to_string(i) + " must be a typed array"};
    if (type == napi_int32_array) result.type = Type::int32;
    else if (type == napi_uint8_array) result.type = Type::uint8;
    else if (type != napi_float32_array) throw Failure{"a typed array of another type is needed"};
    return result;
  }

  // Argument i as an array of exactly `size` elements of a type.
  template <class Element>
  Element* elements(size_t i, Type type, size_t size) const {
    const Array found = array(i);
    if (found.type != type) throw Failure{"argument " + std::to_string(i) + " is of another type"};
    if (found.length != size)
      throw Failure{"array " + std::to_string(i) + " has " + std::to_string(found.length) + " elements, the shape needs " + std::to_string(size)};
    return static_cast<Element*>(found.data);
  }

  std::vector<float*> list(size_t i, size_t rows, const double* widths, size_t count) const {
    std::vector<float*> parts;
    for (size_t part = 0; part < count; ++part) {
      napi_value item;
      if (napi_get_element(env_, values_[i], static_cast<uint32_t>(part), &item) != napi_ok) throw Failure{"a list of arrays is needed"};
      size_t length = 0;
      float* data = static_cast<float*>(typedValue(item, napi_float32_array, &length));
      if (length != rows * static_cast<size_t>(widths[part])) throw Failure{"a part has the wrong size"};
      parts.push_back(data);
    }
    return parts;
  }

  // Argument i, a list of float32 arrays: the parts of an image of `pixels` pixels and `channels` channels.
  template <class Float>
  Parts<Float> parts(size_t i, size_t pixels, size_t channels) const {
    uint32_t count = 0;
    if (i >= count_ || napi_get_array_length(env_, values_[i], &count) != napi_ok) throw Failure{"a list of arrays is needed"};
    if (count < 1 || count > Parts<Float>::kMost) throw Failure{"an image has 1 to 8 parts"};
    Parts<Float> parts{count, {}, {}};
    for (uint32_t part = 0; part < count; ++part) {
      napi_value item;
      if (napi_get_element(env_, values_[i], part, &item) != napi_ok) throw Failure{"a list of arrays is needed"};
      size_t length = 0;
      parts.at[part] = static_cast<float*>(typedValue(item, napi_float32_array, &length));
      parts.width[part] = pixels == 0 ? (count == 1 ? channels : 0) : length / pixels;
      if (parts.width[part] * pixels != length) throw Failure{"a part has the wrong size"};
    }
    if (parts.channels() != channels && pixels > 0) throw Failure{"the parts have not the filter's number of channels"};
    return parts;
  }

  std::string text(size_t i) const {
    char buffer[64] = "";
    size_t length = 0;
    if (i < count_) napi_get_value_string_utf8(env_, values_[i], buffer, sizeof buffer, &length);
    return std::string(buffer, length);
  }

  double number(size_t i) const {
    double value = 0;
    if (i >= count_ || napi_get_value_double(env_, values_[i], &value) != napi_ok) throw Failure{"a number is needed"};
    return value;
  }

 private:
  static constexpr size_t kMost = 12;

  void* typed(size_t i, napi_typedarray_type wanted, size_t* length) const {
    if (i >= count_) throw Failure{"argument " + std::to_string(i) + " is missing"};
    return typedValue(values_[i], wanted, length);
  }

  void* typedValue(napi_value value, napi_typedarray_type wanted, size_t* length) const {
    bool isTyped = false;
    napi_is_typedarray(env_, value, &isTyped);
    napi_typedarray_type type = napi_int8_array;
    void* data = nullptr;
    if (!isTyped || napi_get_typedarray_info(env_, value, &type, length, &data, nullptr, nullptr) != napi_ok || type != wanted)
      throw Failure{"a typed array of another type is needed"};
    return data;
  }

  napi_env env_;
  size_t count_;
  napi_value values_[kMost];
};

inline size_t extent(double value) {
  if (!(value >= 0) || value > 9007199254740992.0) throw Failure{"a shape must hold whole numbers ≥ 0"};
  return static_cast<size_t>(value);
}

// The kernels of the instruction set in use.
const ArrayKernels& arrayKernelsInUse();

// Adds the functions of arrays-border.cc to the addon.
void addArrayFunctions(napi_env env, napi_value exports);

// A function of JavaScript from one that takes a Call.
template <void (*Body)(const Call&)>
napi_value entry(napi_env env, napi_callback_info info) {
  try {
    Body(Call(env, info));
  } catch (const Failure& failure) {
    napi_throw_range_error(env, nullptr, failure.message.c_str());
  } catch (const std::exception& error) {
    napi_throw_error(env, nullptr, error.what());
  }
  return nullptr;
}

inline void addFunction(napi_env env, napi_value exports, const char* name, napi_callback callback) {
  napi_value function;
  napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, nullptr, &function);
  napi_set_named_property(env, exports, name, function);
}

}  // namespace medbundle
