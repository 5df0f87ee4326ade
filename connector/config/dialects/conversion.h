// Converters that several dialects use.
#pragma once

#include "config/dialects/translation.h"

namespace ipaas::mqtt::config {

// A number of milliseconds from 1 to `longest`, as a duration; anything else is a mistake.
void take_milliseconds(foreign_value& in, std::int64_t longest);

// Base64 of PEM text.
void take_base64_pem(foreign_value& in);

// A topic or a text with placeholders; says at the key why it cannot be taken over.
void take_go_template(foreign_value& in);

// "a,b" as a list of topic filters; a list stays one.
void take_topic_list(foreign_value& in);

// One topic filter as a list of it; a list stays one.
void take_topic(foreign_value& in);

// A word of the foreign document and ours for it. Words are compared in lower case and without
// blanks.
struct word {
  std::string_view foreign;
  std::string_view native;
};
// The word for it; another one is a mistake that names `allowed`.
void take_word(foreign_value& in, std::span<const word> words, std::string_view allowed);
const word* find_word(std::span<const word> words, std::string_view text);

// In lower case where it is ASCII, without blanks; for keys and words that people type.
std::string without_blanks(std::string_view text);

bool is_pem(std::string_view text);

}  // namespace ipaas::mqtt::config
