// Every format that `describe` prints: its name, what it is, and the function that makes it.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "catalogue.h"

namespace ipaas::command_line::formats {

// What is asked for. Formats that are the same for all forms or languages ignore that part.
struct request {
  std::string_view form = "connection";
  language words = language::en;
};

struct format {
  std::string_view name;
  std::string_view about;  // one line
  std::string (*make)(const catalogue& all, const form& form, language language);
  bool by_form = true;
  bool by_language = false;
  bool of_connection = true;  // whether the connection alone has one
};

std::span<const format> all_formats();

// Throws bad_configuration with the nearest name where there is no such format or form.
const format& find_format(std::string_view name);
std::string make_document(const format& format, const catalogue& all, const request& wanted);

}  // namespace ipaas::command_line::formats
