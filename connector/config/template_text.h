// Texts with placeholders: ${attribute.x}, ${variable.a.b}, ${payload.a.b}; the payload is read as
// JSON, and only when a placeholder asks for it. ${payload.a|variable.b|'none'} is the first of
// them that has a value; a constant, in single quotes, always has one.
#pragma once

#include <array>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "config/json_finder.h"
#include "message/phrase.h"

namespace ipaas::mqtt::config {

// The parts of a message object that placeholders look into. JSON texts, may be empty.
struct template_input {
  std::string_view payload;
  std::string_view attribute;
  std::string_view variable;
};

// A text that is no template, with a sentence for a person.
class template_mistake : public std::invalid_argument {
 public:
  explicit template_mistake(phrase words)
      : std::invalid_argument(words.en), words_(std::move(words)) {}
  const phrase& words() const { return words_; }

 private:
  phrase words_;
};

class template_text {
 public:
  // Parses `text`. An unknown root, an unclosed ${ or an empty path throws template_mistake. "$${"
  // stands for a literal "${". A constant holds no single quote, and no name holds a |.
  explicit template_text(std::string_view text);

  // Whether there are no placeholders: literal() is then the whole text.
  bool is_literal() const { return parts_.empty(); }
  const std::string& literal() const { return literal_; }
  // The text without its placeholders: what can be checked before there is a message.
  std::string literal_parts() const;

  // Appends the text with every placeholder replaced to `out`. Strings stand as they are, numbers
  // and booleans as in JSON, objects and arrays as compact JSON. A missing or null value gives the
  // reason as a sentence ("${variable.site}: there is no 'site' in variable"), of the last where
  // there are several to choose from; `out` is then unspecified.
  std::optional<phrase> render(const template_input& input, std::string& out) const;

 private:
  enum class root : unsigned char { payload, attribute, variable, constant };
  struct part {
    std::string before;  // literal text in front of the placeholder
    root source = root::payload;
    json_path path;             // an array index is a decimal number; or a constant's text
    std::string placeholder;    // as written, for messages
    std::size_t fallbacks = 0;  // how many of the parts behind it stand in for it
  };
  static part parse_part(std::string_view choice, std::string_view placeholder);
  void add_placeholder(std::string_view placeholder);
  using scalars = std::array<std::string_view, most_found_paths>;
  bool find(root source, std::string_view text, scalars& found) const;
  bool render_scalars(const template_input& input, std::string& out) const;
  std::optional<phrase> render_values(const template_input& input, std::string& out) const;

  std::string literal_;  // the text behind the last placeholder, or all of it
  std::vector<part> parts_;
};

}  // namespace ipaas::mqtt::config
