#include "state/batch_index.h"

#include <algorithm>
#include <utility>

namespace ipaas::mqtt::state {

void batch_index::add(std::uint64_t first, std::size_t count, std::vector<progress> states) {
  batch added{std::move(states), 0};
  added.states.resize(count, progress::kept);
  added.undone = count - static_cast<std::size_t>(std::ranges::count(added.states, progress::done));
  next_ = std::max<std::uint64_t>(next_, first + count);
  if (added.undone == 0) {
    finished_.push_back(first);
  } else {
    batches_.emplace_hint(batches_.end(), first, std::move(added));
  }
}

void batch_index::continue_after(std::uint64_t last) { next_ = std::max(next_, last + 1); }

void batch_index::take_back(std::uint64_t first) noexcept {
  batches_.erase(batches_.lower_bound(first), batches_.end());
  next_ = std::min(next_, first);
}

void batch_index::advance(std::uint64_t sequence, progress step) {
  auto found = batches_.upper_bound(sequence);
  if (found == batches_.begin()) return;
  --found;
  auto& [first, owner] = *found;
  const auto at = static_cast<std::size_t>(sequence - first);
  if (at >= owner.states.size() || owner.states[at] >= step) return;
  owner.states[at] = step;
  if (step == progress::done && --owner.undone == 0) {
    finished_.push_back(first);
    changed_.erase(first);
    batches_.erase(found);
  } else {
    changed_.insert(changed_.end(), first);
  }
}

const std::vector<progress>& batch_index::states_of(std::uint64_t first) const {
  return batches_.at(first).states;
}

void batch_index::forget_changes() {
  finished_.clear();
  changed_.clear();
}

}  // namespace ipaas::mqtt::state
