// What a connection has done and how it stands, at one moment.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "delivery/inbound.h"
#include "delivery/outbound.h"
#include "delivery/traffic.h"
#include "session/session_fsm.h"

namespace ipaas::mqtt::session {

struct statistics {
  std::chrono::system_clock::time_point time{};
  session_fsm::state state = session_fsm::state::idle;
  std::chrono::system_clock::time_point since{};  // of the state
  std::string broker{};                           // tried last
  std::uint64_t connections = 0;                  // that brokers have accepted
  delivery::failure_counts failures{};            // of connections, operations and messages

  delivery::traffic received{};
  delivery::inbound::counters receiving{};
  delivery::outbound::counters sending{};

  std::size_t unsettled = 0;
  std::size_t unsettled_bytes = 0;
  std::optional<milliseconds> oldest_unsettled{};  // how long a flow has held it
};

}  // namespace ipaas::mqtt::session
