#include "config/problems.h"

namespace ipaas::mqtt::config {

void problems::fail(std::string_view pointer, std::string_view detail) {
  if (errors.size() == most_problems) return;
  error& added = errors.emplace_back(describe(code, detail));
  added.field = pointer;
}

void problems::warn(std::string_view pointer, std::string_view sentence) {
  if (warnings.size() == most_problems) return;
  error& added = warnings.emplace_back();
  added.code = error_code::core_config;
  added.description = sentence;
  added.field = pointer;
}

}  // namespace ipaas::mqtt::config
