#include "demo_ledger.h"

#include <algorithm>
#include <cmath>

namespace ipaas::command_line {

void sightings::see(std::uint64_t sequence) {
  if (sequence >= seen_.size()) seen_.resize(sequence + 1);
  ++(seen_[sequence] ? repeated_ : distinct_);
  seen_[sequence] = true;
}

std::uint64_t demo_ledger::publish(double temperature) {
  if (temperature > alert_temperature) ++alerts_due_;
  return published_++;
}

void demo_ledger::consume(std::uint64_t sequence) {
  if (sequence < published_) consumed_.see(sequence);
}

void demo_ledger::alert(std::uint64_t sequence) {
  if (sequence < published_) alerts_.see(sequence);
}

std::uint64_t demo_ledger::lost() const { return published_ - consumed() + alerts_due_ - alerts(); }

std::optional<clock::duration> demo_ledger::percentile(double share) const {
  if (usual_.empty()) return std::nullopt;
  auto sorted = usual_;
  const auto rank = std::ceil(share * static_cast<double>(sorted.size()));
  const auto index = static_cast<std::size_t>(std::max(rank, 1.0)) - 1;
  const auto place = sorted.begin() + static_cast<std::ptrdiff_t>(index);
  std::nth_element(sorted.begin(), place, sorted.end());
  return *place;
}

}  // namespace ipaas::command_line
