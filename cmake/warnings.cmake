# Warnings are errors in our presets, and never for those who build the library as a part of theirs.
add_library(ipaas_build_flags INTERFACE)
target_compile_options(ipaas_build_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual>)
# GCC 12 sees overlapping copies in its own std::string when it optimises (GCC bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(ipaas_build_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict>)
endif()
if(IPAAS_WERROR)
  target_compile_options(ipaas_build_flags INTERFACE -Werror)
endif()
if(IPAAS_SANITIZE)
  target_compile_options(ipaas_build_flags INTERFACE
    -fsanitize=${IPAAS_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(ipaas_build_flags INTERFACE -fsanitize=${IPAAS_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    target_compile_options(ipaas_build_flags INTERFACE
      -fsanitize-ignorelist=${PROJECT_SOURCE_DIR}/cmake/foreign.ignorelist)
  endif()
endif()
