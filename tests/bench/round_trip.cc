#include "round_trip.h"

#include <fmt/format.h>

#include <algorithm>

namespace ipaas::bench {
namespace {

constexpr std::chrono::seconds longest{10};

}  // namespace

bool round_trip::more() const {
  return times_.size() < options_.messages && clock::now() - first_ < longest;
}

std::string round_trip::report() const {
  const auto skipped = std::min<std::size_t>(options_.warm_up, times_.size() / 10);
  std::vector<clock::duration> sorted(times_.begin() + static_cast<std::ptrdiff_t>(skipped),
                                      times_.end());
  std::sort(sorted.begin(), sorted.end());
  const auto at = [&](std::size_t percent) {
    return std::chrono::nanoseconds(sorted.at((sorted.size() - 1) * percent / 100)).count();
  };
  return fmt::format(R"({{"count":{},"p50_ns":{},"p99_ns":{}}})", sorted.size(), at(50), at(99));
}

}  // namespace ipaas::bench
