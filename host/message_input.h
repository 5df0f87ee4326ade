// Where the messages of produce come from: lines, lines of JSON, or made up ones.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace ipaas::command_line {

// A message to publish, or, when `error` is not empty, what stands in the input in its place.
struct input_message {
  std::string payload;
  std::string attribute;  // JSON text, or empty
  std::string variable;   // JSON text, or empty
  std::string error;      // JSON text, or empty
};

class message_input {
 public:
  message_input() = default;
  virtual ~message_input() = default;
  message_input(const message_input&) = delete;
  message_input& operator=(const message_input&) = delete;

  // Readable when read() will not wait; -1: next() needs no reading.
  virtual int fd() const = 0;
  // Reads what is there. Throws std::runtime_error.
  virtual void read() = 0;
  // The next message, if a whole one is there.
  virtual std::optional<input_message> next() = 0;
  // Whether nothing follows any more.
  virtual bool at_end() const = 0;
};

// Each line is a payload. `path` "-" is standard input. Throws bad_configuration.
std::unique_ptr<message_input> open_lines(const std::string& path);

// Each line is {"payload": ..., "encoding": "utf8"|"base64", "attribute": {...}, "variable":
// {...}}; blank ones are skipped. A payload that is no string is taken as its JSON text. What
// consume prints is such a line.
std::unique_ptr<message_input> open_json_lines(const std::string& path);

// `count` payloads of `size` bytes, which begin with their number, from 1, as text.
std::unique_ptr<message_input> generate(std::uint64_t count, std::size_t size);

// One line of open_json_lines; `number` is told in the error.
input_message parse_json_line(std::string_view line, std::uint64_t number);

}  // namespace ipaas::command_line
