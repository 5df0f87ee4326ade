#include "config/problems.h"

#include <algorithm>
#include <utility>

namespace ipaas::mqtt::config {

namespace {

// Null where no place of the sentence is one that machines ask for.
std::shared_ptr<const error_facts> facts_of(const sentence_text& what,
                                            std::span<const phrase_value> values) {
  if (what.found < 0 && what.allowed < 0 && what.nearest < 0) return nullptr;
  const auto at = [&](std::int8_t position) {
    return position < 0 ? phrase{} : values[static_cast<std::size_t>(position)].text();
  };
  return std::make_shared<const error_facts>(
      error_facts{at(what.found), at(what.allowed), at(what.nearest).en});
}

}  // namespace

void problems::fail(std::string_view pointer, phrase what) {
  if (errors.size() == most_problems) return;
  errors.push_back(describe(code, std::move(what)));
  errors.back().field = pointer;
}

void problems::add_error(std::string_view pointer, const sentence_text& what,
                         std::span<const phrase_value> values) {
  if (errors.size() == most_problems) return;
  fail(pointer, fill(what, values));
  errors.back().facts = facts_of(what, values);
}

bool problems::blames(std::string_view pointer) const {
  return std::ranges::find(errors, pointer, &error::field) != errors.end();
}

void problems::warn(std::string_view pointer, phrase what) {
  if (warnings.size() == most_problems) return;
  error& added = warnings.emplace_back();
  added.code = error_code::core_config;
  added.description = std::move(what.en);
  added.chinese = std::move(what.zh);
  added.field = pointer;
}

}  // namespace ipaas::mqtt::config
