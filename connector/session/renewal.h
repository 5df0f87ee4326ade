// When to connect again for new credentials: at a moment when nothing is under way, and where none
// comes, before the old ones are worthless. Sans-I/O.
#pragma once

#include <chrono>
#include <optional>

#include "config/transport_settings.h"

namespace ipaas::mqtt::session {

class renewal {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  // A connect begins with credentials that are good for so long: due after four fifths of it, and
  // not put off beyond nine tenths.
  void on_connect(const config::sas_settings& sas, time_point now);
  // There are others now: due at once, and not put off for longer than half a minute.
  void on_changed(time_point now);
  // Nothing is due any more: the connection is gone, and the next one is to come.
  void on_disconnected();

  // Whether to connect again now. `quiet`: nothing is under way that a new connection would delay.
  bool is_due(time_point now, bool quiet) const;
  // When to ask again, where nobody else does.
  std::optional<time_point> next_deadline(time_point now) const;

 private:
  struct span {
    time_point wanted;
    time_point latest;
  };
  std::optional<span> due_;
};

}  // namespace ipaas::mqtt::session
