// What may be written to a descriptor besides plain lines.
#pragma once

namespace ipaas::command_line {

// A person looks at it, and it understands control sequences.
bool is_terminal(int descriptor);

// is_terminal, and NO_COLOR is not set (https://no-color.org).
bool has_colours(int descriptor);

}  // namespace ipaas::command_line
