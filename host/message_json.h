// A message object as one line of JSON:
//   {"payload": "...", "encoding": "utf8", "error": null, "attribute": {...}, "variable": {...}}
#pragma once

#include <string>
#include <string_view>

namespace ipaas::command_line {

// The four parts as they stand in a record: bytes, and three JSON texts of which an empty one is
// "nothing".
struct message_parts {
  std::string_view payload;
  std::string_view error;
  std::string_view attribute;
  std::string_view variable;
};

// Appends the line with its newline. The payload is written as text when it is UTF-8, else as
// base64. A part that is no JSON (a defect of the plugin) becomes a JSON string, so that the line
// stays JSON whatever comes.
void append_message_line(std::string& out, const message_parts& message);

bool is_utf8(std::string_view bytes);

}  // namespace ipaas::command_line
