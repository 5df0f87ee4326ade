// The program under test as a child process.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/child_process.h"
#include "harness/temporary_folder.h"

namespace ipaas::host_program {

using arguments = std::vector<std::string>;
using lines = std::vector<std::string>;

class host_process {
 public:
  // Starts `ipaas-host <options>` with `input` as its standard input.
  explicit host_process(const arguments& options, std::string_view input = {});

  // Lines of standard output; nothing at its end.
  std::optional<std::string> read_line() { return child_.read_line(); }
  void terminate() { child_.terminate(); }
  void kill() { child_.kill(); }
  // The rest of its standard output, after which it has ended.
  lines read_rest();
  int wait() { return child_.wait(); }
  // What it has written to standard error until now.
  lines errors() const;
  pid_t pid() const { return child_.pid(); }

 private:
  harness::temporary_folder folder_;
  harness::child_process child_;
};

// A run from its start to its end.
struct run_result {
  int status = 0;
  lines output;
  lines errors;
  std::string summary() const { return errors.empty() ? "" : errors.back(); }
  std::string error_text() const;
};
run_result run_host(const arguments& options, std::string_view input = {});

// --set options for a broker, and what comes behind them.
arguments with_broker(std::string_view command, const std::string& url, const arguments& rest = {});

}  // namespace ipaas::host_program
