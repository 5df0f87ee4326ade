// An open operation with what waits to be submitted to it, and the state that its events tell.
#pragma once

#include <string>

#include "clock.h"
#include "event_log.h"
#include "ipaas/host.hpp"

namespace ipaas::command_line {

class channel {
 public:
  // `origin` names the operation in the log, where there are several. The log outlives this.
  channel(host::operation operation, event_log& log, std::string origin = {});

  // Readable while records wait.
  int fd() const { return descriptor_; }

  // What will be submitted. It is the caller who keeps it small: while backlog() is true, the
  // plugin has no room, and nothing should be added that need not be.
  host::batch& outgoing() { return outgoing_; }
  bool backlog() const { return !outgoing_.empty(); }

  // Submits what the plugin has room for.
  void flush();

  // When flush() is worth another try although nothing was readable.
  time_point next_try() const { return backlog() ? clock::now() + milliseconds(5) : never; }

  // Takes what waits. Events are noted and logged, other records go to `each`.
  template <typename Each>
  void take(Each&& each) {
    operation_.take([&](const host::record& record) {
      record.kind == IPAAS_KIND_EVENT ? note(record) : each(record);
    });
  }

  void begin_stop(milliseconds timeout) { operation_.stop(timeout); }

  bool up() const { return up_; }
  bool stopped() const { return stopped_; }
  bool failed() const { return failed_; }
  std::uint64_t reconnects() const { return connects_ == 0 ? 0 : connects_ - 1; }

  // The plugin's error once failed() is true, as lines for a person.
  const std::string& failure() const { return failure_; }

 private:
  void note(const host::record& event);
  void note_failure(const host::record& event);

  host::operation operation_;
  event_log& log_;
  std::string origin_;
  int descriptor_;
  host::batch outgoing_;
  std::string failure_;
  std::uint64_t connects_ = 0;
  bool up_ = false;
  bool stopped_ = false;
  bool failed_ = false;
};

}  // namespace ipaas::command_line
