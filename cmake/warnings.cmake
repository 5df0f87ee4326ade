# Warnings are errors in our presets, and never for those who build the library as a part of theirs.
add_library(ipaas_build_flags INTERFACE)
# Debug data and __FILE__ name the files as the repository does, in whatever folder it stands.
target_compile_options(ipaas_build_flags INTERFACE -ffile-prefix-map=${PROJECT_SOURCE_DIR}=.
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual>)
# GCC 12 sees overlapping copies in its own std::string when it optimises (GCC bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(ipaas_build_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict>)
endif()

# In a batch a local name may be one of another file, and GCC takes every file but the batch itself
# for a header. A release, which is compiled file by file, looks at both.
if(CMAKE_UNITY_BUILD)
  target_compile_options(ipaas_build_flags INTERFACE -Wno-shadow
    $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-subobject-linkage>)
endif()
if(IPAAS_WERROR)
  target_compile_options(ipaas_build_flags INTERFACE -Werror)
endif()
