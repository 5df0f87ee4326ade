// The descriptor that a host polls: readable while records wait. A pipe, because some event loops
// refuse an eventfd.
#pragma once

namespace ipaas::mqtt::operations {

class notification_pipe {
 public:
  // Throws std::system_error when no descriptor is left.
  notification_pipe();
  ~notification_pipe();
  notification_pipe(const notification_pipe&) = delete;
  notification_pipe& operator=(const notification_pipe&) = delete;

  int read_end() const { return read_end_; }
  // Each once in turn; the caller remembers which comes next.
  void set();
  void clear();

 private:
  int read_end_ = -1;
  int write_end_ = -1;
};

}  // namespace ipaas::mqtt::operations
