#include "message/phrase.h"

namespace ipaas::mqtt {

namespace {

// Whether a place begins here: a digit in braces. Other braces are text.
bool is_place(std::string_view text) {
  return text.size() > 2 && text[1] >= '0' && text[1] <= '9' && text[2] == '}';
}

template <typename Words>
std::string filled(std::string_view text, std::span<const phrase_value> values, Words words) {
  std::string out;
  for (;;) {
    const std::size_t brace = text.find('{');
    out += text.substr(0, brace);
    if (brace == text.npos) return out;
    text.remove_prefix(brace);
    const bool place = is_place(text);
    if (place) {
      out += words(values[static_cast<std::size_t>(text[1] - '0')]);
    } else {
      out += '{';
    }
    text.remove_prefix(place ? 3 : 1);
  }
}

}  // namespace

phrase fill(const sentence_text& text, std::span<const phrase_value> values) {
  return {filled(text.en, values, [](const phrase_value& value) { return value.en(); }),
          filled(text.zh, values, [](const phrase_value& value) { return value.zh(); })};
}

}  // namespace ipaas::mqtt
