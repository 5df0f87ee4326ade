// How one host wants to be told of errors.
#pragma once

#include <cstdint>

#include "message/language.h"

namespace ipaas::mqtt {

enum class code_style : std::uint8_t {
  detailed,
  core,  // every code is CORE:RUNTIME, for flows that compare with that text
};
struct error_style {
  code_style codes = code_style::detailed;
  language words = language::en;
};

}  // namespace ipaas::mqtt
