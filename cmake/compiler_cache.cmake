# ccache is used where it is, and not required. Paths in the checkout count relative to the build
# folder, and debug data names no folder: so a fresh clone elsewhere is served what this one built.
find_program(IPAAS_CCACHE ccache DOC "The compiler cache; empty: none")
if(IPAAS_CCACHE AND PROJECT_IS_TOP_LEVEL AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER env
    CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1
    CCACHE_SLOPPINESS=time_macros ${IPAAS_CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${CMAKE_CXX_COMPILER_LAUNCHER})
endif()
