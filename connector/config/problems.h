// What was wrong with a document: errors with their code and field, and warnings.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "message/error.h"

namespace ipaas::mqtt::config {

// A document can hold any number of mistakes; a person reads the first few.
inline constexpr std::size_t most_problems = 100;

struct problems {
  error_code code = error_code::core_config;  // of the errors
  std::vector<error> errors{};
  std::vector<error> warnings{};

  // An error at `pointer`; the detail is a sentence without its full stop.
  void fail(std::string_view pointer, std::string_view detail);
  // A warning's description is the sentence alone: nothing needs a remedy.
  void warn(std::string_view pointer, std::string_view sentence);
};

}  // namespace ipaas::mqtt::config
