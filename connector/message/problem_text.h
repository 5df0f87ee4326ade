// What can be wrong, in what somebody gave and on the way to a broker, in each language: the table
// schema/problems.json, as constants with the names that it gives them. Their texts stand in
// problem_text.cc, so that a change of one compiles nothing else again.
#pragma once

#include <span>
#include <string_view>

#include "message/phrase.h"

namespace ipaas::mqtt {

namespace problem {
#include "message/problem_names.inc"
}  // namespace problem

// " (text)", to stand behind words of a sentence; nothing where there is no text.
phrase bracketed(const phrase_value& text);

struct problem_row {
  std::string_view id;
  std::size_t places;
  const sentence_text* text;
};
std::span<const problem_row> problem_rows();

}  // namespace ipaas::mqtt
