// What is said to people, in both languages at once: whoever says it need not know who reads it.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "message/language.h"

namespace ipaas::mqtt {

struct phrase {
  std::string en;
  std::string zh;

  bool empty() const { return en.empty(); }
  const std::string& in(language words) const { return words == language::zh ? zh : en; }
};

// A row of a table: {0}, {1} ... are places to fill in. Those that machines ask for too are known
// by their position, -1: the text has none.
struct sentence_text {
  std::string_view en;
  std::string_view zh;
  std::int8_t found = -1;
  std::int8_t allowed = -1;
  std::int8_t nearest = -1;
};

// With as many places as it says.
template <std::size_t places>
struct sentence {
  sentence_text text;
};

// What goes into a place: the same in both languages, or a phrase.
class phrase_value {
 public:
  phrase_value(std::string_view text) : en_(text), zh_(text) {}
  phrase_value(const std::string& text) : phrase_value(std::string_view(text)) {}
  phrase_value(const char* text) : phrase_value(std::string_view(text)) {}
  phrase_value(const phrase& text) : en_(text.en), zh_(text.zh) {}
  phrase_value(const sentence<0>& words) : en_(words.text.en), zh_(words.text.zh) {}
  template <std::integral Number>
  requires(!std::same_as<Number, bool> && !std::same_as<Number, char>) phrase_value(Number number)
      : digits_(std::to_string(number)), en_(digits_), zh_(digits_) {}
  phrase_value(const phrase_value&) = delete;
  phrase_value& operator=(const phrase_value&) = delete;

  bool empty() const { return en_.empty(); }
  std::string_view en() const { return en_; }
  std::string_view zh() const { return zh_; }
  phrase text() const { return {std::string(en_), std::string(zh_)}; }

 private:
  std::string digits_{};
  std::string_view en_;
  std::string_view zh_;
};

phrase fill(const sentence_text& text, std::span<const phrase_value> values);

template <typename... Values>
std::array<phrase_value, sizeof...(Values)> values_of(const Values&... values) {
  return {phrase_value(values)...};
}

// The values in the order in which the English text has its places.
template <std::size_t places, typename... Values>
requires(sizeof...(Values) == places) phrase
    say(const sentence<places>& what, const Values&... values) {
  return fill(what.text, values_of(values...));
}

}  // namespace ipaas::mqtt
