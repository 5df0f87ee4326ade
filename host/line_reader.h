// Lines of a descriptor, byte by byte as they are: any byte but the newline belongs to a line.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ipaas::command_line {

class line_reader {
 public:
  // A longer line is an error: nothing could carry it.
  static constexpr std::size_t longest_line = std::size_t{256} << 20;

  // Does not own the descriptor.
  explicit line_reader(int descriptor) : descriptor_(descriptor) {}

  // Reads once, at most 64 KiB; waits only when nothing is there. Throws std::runtime_error.
  void read();

  // The next line without its newline, if a whole one (or the last, unfinished one) is there. The
  // view lives until the next call of read.
  std::optional<std::string_view> next();

  // Nothing more will be read; next() may still have lines.
  bool at_end() const { return at_end_; }

 private:
  int descriptor_;
  std::string buffer_;
  std::size_t begin_ = 0;    // of the next line
  std::size_t scanned_ = 0;  // no newline before it, from begin_ on
  bool at_end_ = false;
};

}  // namespace ipaas::command_line
