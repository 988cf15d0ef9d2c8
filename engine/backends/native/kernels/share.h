#pragma once
#include <node_api.h>

namespace medbundle {
napi_value mapShared(napi_env env, napi_callback_info info);
}
