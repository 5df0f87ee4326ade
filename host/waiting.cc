#include "waiting.h"

#include <poll.h>

#include <algorithm>
#include <vector>

namespace ipaas::command_line {
namespace {

// Rounded up: waking a little early would spin until the moment is there.
int poll_timeout(time_point until) {
  if (until == never) return -1;
  const auto rest = std::chrono::ceil<milliseconds>(until - clock::now());
  return static_cast<int>(std::clamp<milliseconds::rep>(rest.count(), 0, 3'600'000));
}

}  // namespace

void wait_readable(std::span<const int> descriptors, time_point until) {
  std::vector<pollfd> entries;
  for (const int descriptor : descriptors) entries.push_back({descriptor, POLLIN, 0});
  poll(entries.data(), entries.size(), poll_timeout(until));
}

}  // namespace ipaas::command_line
