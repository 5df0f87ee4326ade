// The plugin's events, and the program's own remarks, as lines on standard error. Coloured on a
// terminal; nothing at all when quiet.
#pragma once

#include <spdlog/logger.h>

#include <string_view>

#include "ipaas/host.hpp"
#include "live_counter.h"

namespace ipaas::command_line {

class event_log {
 public:
  // Keeps a reference to the counter, whose line it clears before each of its own.
  event_log(verbosity wanted, live_counter& counter);

  // An event of the operation that people know as `origin` (may be empty).
  void event(const host::record& record, std::string_view origin);

  void info(std::string_view text) { write(spdlog::level::info, text); }
  void warning(std::string_view text) { write(spdlog::level::warn, text); }

 private:
  void write(spdlog::level::level_enum level, std::string_view text);

  spdlog::logger log_;
  live_counter& counter_;
};

}  // namespace ipaas::command_line
