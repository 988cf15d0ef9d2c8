// mapShared(path, bytes): the file as an ArrayBuffer that every process which maps it shares. Ranks meet in it (engine/parallel).
// The file must exist and be large enough; whoever makes it has it filled, so that its pages are there.
#include "share.h"

#include "border.h"

#if defined(_WIN32)

namespace medbundle {
napi_value mapShared(napi_env env, napi_callback_info) {
  napi_throw_error(env, nullptr, "shared files are not here on this system");
  return nullptr;
}
}  // namespace medbundle

#else

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace medbundle {
namespace {

void* map(const std::string& path, size_t bytes) {
  const int file = open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (file < 0) throw Failure{path + ": " + std::strerror(errno)};
  struct stat facts;
  const bool large = fstat(file, &facts) == 0 && static_cast<size_t>(facts.st_size) >= bytes;
  void* memory = large && bytes > 0 ? mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0) : MAP_FAILED;
  const std::string why = large ? std::strerror(errno) : "it is too small";
  close(file);
  if (memory == MAP_FAILED) throw Failure{path + ": " + why};
  return memory;
}

std::string textOf(napi_env env, napi_value value) {
  size_t length = 0;
  if (napi_get_value_string_utf8(env, value, nullptr, 0, &length) != napi_ok) throw Failure{"a path is needed"};
  std::string text(length, '\0');
  napi_get_value_string_utf8(env, value, text.data(), length + 1, &length);
  return text;
}

}  // namespace

napi_value mapShared(napi_env env, napi_callback_info info) {
  napi_value result = nullptr;
  try {
    size_t count = 2;
    napi_value values[2];
    napi_get_cb_info(env, info, &count, values, nullptr, nullptr);
    double size = 0;
    if (count < 2 || napi_get_value_double(env, values[1], &size) != napi_ok) throw Failure{"a path and a size are needed"};
    const size_t bytes = extent(size);
    void* memory = map(textOf(env, values[0]), bytes);
    const auto release = [](napi_env, void* data, void* hint) { munmap(data, reinterpret_cast<size_t>(hint)); };
    if (napi_create_external_arraybuffer(env, memory, bytes, release, reinterpret_cast<void*>(bytes), &result) != napi_ok) {
      munmap(memory, bytes);
      throw Failure{"this Node does not allow external buffers"};
    }
  } catch (const Failure& failure) {
    napi_throw_error(env, nullptr, failure.message.c_str());
  }
  return result;
}

}  // namespace medbundle

#endif
