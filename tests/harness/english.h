// What a Chinese report must not hold: sentences that nobody has translated.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "message/error.h"

namespace ipaas::mqtt {

namespace english {

// Of HTTP servers, OpenSSL and Beast, which are passed on as they are.
constexpr std::array<std::string_view, 6> theirs{"Proxy Authentication Required",
                                                 "Internal Server Error",
                                                 "Unable to connect",
                                                 "The WebSocket handshake Sec",
                                                 "Accept field is invalid",
                                                 "decryption failed or bad record mac"};

inline bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Behind the quotation that begins at `at`; behind its mark where it has no end.
inline std::size_t behind_quotation(std::string_view text, std::size_t at) {
  const std::size_t end = text.find(text[at], at + 1);
  return (end == text.npos ? at : end) + 1;
}

// Letters and the blanks between them, from `at` on.
inline std::string_view run_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() &&
         (is_letter(text[end]) || (text[end] == ' ' && text[end - 1] != ' '))) {
    ++end;
  }
  std::string_view run = text.substr(at, end - at);
  if (run.ends_with(' ')) run.remove_suffix(1);
  return run;
}

}  // namespace english

// The first three or more English words in a row, which names, settings and protocols never are.
// What stands in quotation marks is somebody else's, or a command.
inline std::string english_in(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '"' || text[at] == '\'') {
      at = english::behind_quotation(text, at);
    } else if (english::is_letter(text[at])) {
      const std::string_view run = english::run_at(text, at);
      const bool sentence = std::ranges::count(run, ' ') >= 2;
      if (sentence && !std::ranges::count(english::theirs, run)) return std::string(run);
      at += run.size();
    } else {
      ++at;
    }
  }
  return {};
}

inline std::string english_in(const error& failure) {
  return english_in(description_in(language::zh, failure));
}

}  // namespace ipaas::mqtt
