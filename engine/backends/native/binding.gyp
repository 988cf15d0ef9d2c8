{
  "variables": {
    "kernel_flags": ["-O3", "-std=c++17", "-ffp-contract=fast", "-fno-math-errno", "-fno-trapping-math", "-Wno-psabi", "-fvisibility=hidden"]
  },
  "target_defaults": {
    "cflags_cc!": ["-fno-exceptions", "-O2", "-std=gnu++17", "-std=gnu++20"],
    "cflags!": ["-fno-exceptions"],
    "xcode_settings": {
      "OTHER_CPLUSPLUSFLAGS": ["<@(kernel_flags)"], "GCC_ENABLE_CPP_EXCEPTIONS": "YES", "MACOSX_DEPLOYMENT_TARGET": "11.0"
    }
  },
  "conditions": [
    ["target_arch=='x64'", {
      "targets": [
        { "target_name": "kernels_avx512", "type": "static_library", "sources": ["kernels/all.cc", "kernels/arrays-all.cc"], "defines": ["MB_ARCH=avx512"],
          "cflags_cc": ["<@(kernel_flags)", "-march=x86-64-v4", "-mprefer-vector-width=512", "-fPIC"],
          "xcode_settings": { "OTHER_CPLUSPLUSFLAGS": ["-march=x86-64-v4", "-mprefer-vector-width=512"] } },
        { "target_name": "kernels_avx2", "type": "static_library", "sources": ["kernels/all.cc", "kernels/arrays-all.cc"], "defines": ["MB_ARCH=avx2"],
          "cflags_cc": ["<@(kernel_flags)", "-march=x86-64-v3", "-fPIC"],
          "xcode_settings": { "OTHER_CPLUSPLUSFLAGS": ["-march=x86-64-v3"] } },
        { "target_name": "kernels_bfloat16", "type": "static_library", "sources": ["kernels/bfloat16.cc"], "defines": ["MB_ARCH=brain"],
          "cflags_cc": ["<@(kernel_flags)", "-march=x86-64-v4", "-mavx512bf16", "-mprefer-vector-width=512", "-fPIC"],
          "xcode_settings": { "OTHER_CPLUSPLUSFLAGS": ["-march=x86-64-v4", "-mavx512bf16", "-mprefer-vector-width=512"] } }
      ]
    }]
  ],
  "targets": [
    { "target_name": "kernels_plain", "type": "static_library", "sources": ["kernels/all.cc", "kernels/arrays-all.cc"], "defines": ["MB_ARCH=plain"],
      "cflags_cc": ["<@(kernel_flags)", "-fPIC"] },
    {
      "target_name": "medbundle_native",
      "sources": ["kernels/addon.cc", "kernels/arrays-border.cc", "kernels/pool.cc", "kernels/share.cc"],
      "dependencies": ["kernels_plain"],
      "cflags_cc": ["<@(kernel_flags)", "-fexceptions"],
      "conditions": [["target_arch=='x64'", { "dependencies": ["kernels_avx512", "kernels_avx2", "kernels_bfloat16"] }]]
    }
  ]
}
