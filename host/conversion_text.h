// What ipaas_convert says, for people: with secrets masked, and its notes as lines.
#pragma once

#include <rapidjson/document.h>

#include <string>
#include <string_view>
#include <vector>

namespace ipaas::command_line {

// Puts "*****" for every setting that the result calls a secret.
void mask_secrets(rapidjson::Document& result);

// "/mqtt/qos (qos): what is to be known", one for each note. `language`: "en" or "zh".
std::vector<std::string> note_lines(const rapidjson::Value& result, const char* language);

// "CODE at /field: description", one for each error.
std::vector<std::string> mistake_lines(const rapidjson::Value& result);

// Dialect, settings, notes and errors, each under its name.
std::string conversion_text(const rapidjson::Value& result, const char* language);

}  // namespace ipaas::command_line
