// What was wrong with a document: errors with their code and field, and warnings. Each is a
// sentence of schema/problems.json, and what it found.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "message/error.h"
#include "message/problem_text.h"

namespace ipaas::mqtt::config {

// A document can hold any number of mistakes; a person reads the first few.
inline constexpr std::size_t most_problems = 100;

struct problems {
  error_code code = error_code::core_config;  // of the errors
  std::vector<error> errors{};
  std::vector<error> warnings{};

  // An error at `pointer`: fail("/topics", problem::missing, "topics"), with a value for each place
  // of the sentence. What goes to {found}, {allowed} and {nearest} is told to machines, too.
  template <std::size_t places, typename... Values>
  requires(sizeof...(Values) == places) void fail(std::string_view pointer,
                                                  const sentence<places>& what,
                                                  const Values&... values) {
    add_error(pointer, what.text, values_of(values...));
  }
  // The same with what somebody else has said, a sentence without its full stop.
  void fail(std::string_view pointer, phrase what);

  // Whether there is an error at this very place: what depends on it is then not worth a word.
  bool blames(std::string_view pointer) const;

  // A warning's description is the sentence alone: nothing needs a remedy.
  template <std::size_t places, typename... Values>
  requires(sizeof...(Values) == places) void warn(std::string_view pointer,
                                                  const sentence<places>& what,
                                                  const Values&... values) {
    warn(pointer, say(what, values...));
  }
  void warn(std::string_view pointer, phrase what);

 private:
  void add_error(std::string_view pointer, const sentence_text& what,
                 std::span<const phrase_value> values);
};

}  // namespace ipaas::mqtt::config
