// What a connection tells one of its operations. Called on the I/O thread; must not call back into
// the connection, must not wait, must not throw.
#pragma once

#include "delivery/handover.h"
#include "session/event.h"

namespace ipaas::mqtt::session {

class operation_port {
 public:
  virtual ~operation_port() = default;

  // What these give is kept aside until commit() shows it to the host, all at once.
  virtual void on_message(const delivery::handover& message) = 0;
  virtual void on_outcome(const delivery::outcome& result) = 0;
  virtual void on_event(const event& what) = 0;
  virtual void commit() = 0;

  // The last ticket that the host has taken.
  virtual std::uint64_t taken() const = 0;
  // Forgets the messages or outcomes that the host has not taken, and returns the last ticket that
  // it has.
  virtual std::uint64_t withdraw_untaken() = 0;
};

}  // namespace ipaas::mqtt::session
