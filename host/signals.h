// SIGINT, SIGTERM and SIGHUP as a descriptor, so that a command ends its loop and stops cleanly.
// SIGPIPE is ignored: a closed output is seen where it is written.
//
// Made before the plugin is loaded, so that the threads which that starts inherit the blocked
// signals, and one thread reads them: the main one.
#pragma once

namespace ipaas::command_line {

class signals {
 public:
  // Throws std::system_error.
  signals();
  ~signals();
  signals(const signals&) = delete;
  signals& operator=(const signals&) = delete;

  // Readable when a signal has come.
  int fd() const { return descriptor_; }

  // Whether one has come since the start.
  bool received();

  // From now on a signal ends the process at once: who asks a second time does not want to wait.
  void let_the_next_one_kill();

 private:
  int descriptor_;
  bool received_ = false;
};

// For a child between fork and exec: the dispositions and the mask a program expects at its start.
void restore_default_signals();

}  // namespace ipaas::command_line
