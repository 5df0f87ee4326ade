// A program of its own, started with fork and exec, whose standard output the test reads by lines.
// It dies with the thread that started it, and the destructor kills it; only its own pid is ever
// signalled.
#pragma once

#include <sys/types.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/deadline.h"
#include "harness/file_descriptor.h"
#include "harness/server_log.h"

namespace ipaas::harness {

class child_process {
 public:
  // Where the program's standard error goes: to that of this process, or into a server_log.
  // Standard output is always the pipe of read_line.
  enum class error_output { shared, kept };

  explicit child_process(const std::vector<std::string>& command,
                         error_output errors = error_output::shared);
  ~child_process();
  child_process(child_process&& other) noexcept;
  child_process& operator=(child_process&& other) noexcept;

  pid_t pid() const { return pid_; }
  // The next line without its end; nothing at the end of the output. Throws timed_out.
  std::optional<std::string> read_line(const deadline& end = deadline());

  void terminate();  // SIGTERM
  void kill();       // SIGKILL, and waits
  // Waits for the end: the exit status, or minus the signal's number. Throws timed_out.
  int wait(const deadline& end = deadline());
  bool has_ended();

 private:
  void reap(int options);

  pid_t pid_ = -1;
  std::optional<int> status_;
  file_descriptor end_watch_;  // readable when the process has ended
  file_descriptor output_;
  std::string buffer_;
  std::unique_ptr<server_log> log_;  // null: standard error is shared
};

}  // namespace ipaas::harness
