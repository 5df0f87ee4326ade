#include "idle_report.h"

#include <fmt/format.h>

#include <chrono>
#include <thread>

#include "usage.h"

namespace ipaas::bench {

void idle_report::opened(std::size_t count) {
  if (count != not_counted) return;
  bytes_ = resident_bytes();
  descriptors_ = open_descriptors();
}

std::string idle_report::watch() const {
  const std::size_t bytes = resident_bytes() - bytes_;
  const std::size_t descriptors = open_descriptors() - descriptors_;
  const auto cpu = cpu_time();
  const auto switches = voluntary_switches();
  // The time itself is what is measured here: what happens while nothing happens.
  std::this_thread::sleep_for(std::chrono::seconds(options_.seconds));
  return fmt::format(R"({{"bytes":{},"cpu_ns":{},"switches":{},"descriptors":{},"threads":{}}})",
                     bytes / options_.connections, (cpu_time() - cpu).count() / options_.seconds,
                     (voluntary_switches() - switches) / options_.seconds,
                     (descriptors + options_.connections / 2) / options_.connections,
                     running_threads());
}

}  // namespace ipaas::bench
