#include "environment.h"

#include <unistd.h>

#include <cstdio>

#include "output.h"
#include "summary.h"
#include "terminal.h"

namespace ipaas::command_line {

bool environment::print(std::string_view lines) {
  if (lines.empty()) return true;
  counter.erase();
  const auto result = write_all(STDOUT_FILENO, lines, signal.fd());
  output_closed_ = output_closed_ || result == write_result::closed;
  return result == write_result::written;
}

void environment::complain(std::string_view lines) {
  counter.erase();
  print_problem(lines);
}

void environment::print_summary() {
  counter.erase();
  const auto line = summary_line(total, clock::now() - started_);
  std::fputs(line.c_str(), stderr);
}

void print_problem(std::string_view lines) {
  const bool coloured = has_colours(STDERR_FILENO);
  for (;;) {
    const auto end = lines.find('\n');
    const auto line = lines.substr(0, end);
    std::fprintf(stderr, "%sipaas-host: %.*s%s\n", coloured ? "\x1b[31m" : "",
                 static_cast<int>(line.size()), line.data(), coloured ? "\x1b[0m" : "");
    if (end == std::string_view::npos) return;
    lines.remove_prefix(end + 1);
  }
}

}  // namespace ipaas::command_line
