#include "config/dialects/renaming.h"

#include <algorithm>

#include "message/ascii.h"

namespace ipaas::mqtt::config {

namespace {

bool is_part_of_word(char character) { return is_alphanumeric(character) || character == '_'; }

bool has_capital(std::string_view key) {
  return std::any_of(key.begin(), key.end(), [](char each) { return each >= 'A' && each <= 'Z'; });
}

bool stands_alone(std::string_view text, std::size_t begin, std::size_t length) {
  const bool free_before = begin == 0 || !is_part_of_word(text[begin - 1]);
  const std::size_t end = begin + length;
  return free_before && (end == text.size() || !is_part_of_word(text[end]));
}

}  // namespace

std::string renamed(std::string_view text, std::string_view native, std::string_view foreign) {
  const bool anywhere = has_capital(native);
  bool quoted = false;
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') quoted = !quoted;
    const bool here = !quoted && (i == 0 || anywhere) && text.substr(i).starts_with(native) &&
                      stands_alone(text, i, native.size());
    if (here) {
      out += foreign;
      i += native.size() - 1;
    } else {
      out += text[i];
    }
  }
  return out;
}

void rename_in(error& what, std::string_view native, std::string_view foreign) {
  if (native == foreign || native.empty()) return;
  what.description = renamed(what.description, native, foreign);
  if (what.detail) what.detail = renamed(*what.detail, native, foreign);
  what.chinese = renamed(what.chinese, native, foreign);
}

}  // namespace ipaas::mqtt::config
