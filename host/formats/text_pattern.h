// Regular expressions for the kinds of text that settings hold, in the words that all engines of
// JSON Schema have in common.
#pragma once

#include <string>
#include <string_view>

#include "catalogue.h"

namespace ipaas::command_line::formats {

inline constexpr std::string_view blanks = "[ \\t\\r\\n]*";

// Letters in either case.
std::string any_case(std::string_view word);

// The spellings of a choice: in any case, with blanks, - and _ wherever one likes.
std::string spelling_pattern(const choice& choice);

// The schemes that ask for a transport ("TCP", "TLS", "WS", "WSS"), as alternatives.
std::string schemes_pattern(std::string_view transport);

// The comma-separated list of brokers of a transport, where each may
// have a scheme that agrees with it.
std::string brokers_pattern(std::string_view transport);
// The whole text of a format ("topic", "template"); empty where anything is one.
std::string text_pattern(std::string_view format);

// A text with a placeholder in it.
std::string placeholder_pattern();

}  // namespace ipaas::command_line::formats
