# What IPAAS_SANITIZE and IPAAS_FUZZ mean for the compiler: flags of ipaas_build_flags, and of
# ipaas_fuzzed_flags for what a fuzzer looks into.
add_library(ipaas_fuzzed_flags INTERFACE)
if(NOT IPAAS_SANITIZE)
  return()
endif()

target_compile_options(ipaas_build_flags INTERFACE
  -fsanitize=${IPAAS_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
target_link_options(ipaas_build_flags INTERFACE -fsanitize=${IPAAS_SANITIZE})
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  target_compile_options(ipaas_build_flags INTERFACE
    -fsanitize-ignorelist=${CMAKE_CURRENT_LIST_DIR}/foreign.ignorelist)
endif()
if(IPAAS_FUZZ)
  target_compile_options(ipaas_fuzzed_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
