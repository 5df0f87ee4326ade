// What this program reads of the plugin's JSON: errors, reports and the attributes of events.
// RapidJSON is its own choice.
#pragma once

#include <rapidjson/document.h>

#include <iostream>
#include <string>
#include <string_view>

inline rapidjson::Document parsed(std::string_view text) {
  rapidjson::Document document;
  document.Parse(text.data(), text.size());
  if (document.HasParseError() || !document.IsObject()) document.SetObject();
  return document;
}

inline std::string text_of(const rapidjson::Value& object, const char* member) {
  const auto found = object.FindMember(member);
  return found != object.MemberEnd() && found->value.IsString() ? found->value.GetString() : "-";
}

inline void print_problem(const rapidjson::Value& problem) {
  std::cout << "problem " << text_of(problem, "Code") << ' ' << text_of(problem, "Field") << ": "
            << text_of(problem, "Description") << '\n';
}

inline void print_problems(const rapidjson::Value& problems) {
  for (const auto& each : problems.GetArray()) print_problem(each);
}

// An error is one problem, or holds several.
inline void print_error(const rapidjson::Value& error) {
  const auto several = error.FindMember("Errors");
  several == error.MemberEnd() ? print_problem(error) : print_problems(several->value);
}
