// Answers that are given but not written. If the connection ends first, the message is answered
// when it comes again; that it is the same one is seen by its content, which is therefore kept
// until the answer has left. That is the end of the turn as a rule: no fingerprint has to be taken.
#include <algorithm>

#include "delivery/fingerprint.h"
#include "delivery/inbound.h"
#include "delivery/known_identifiers.h"

namespace ipaas::mqtt::delivery {

void inbound::leave(std::uint32_t index) {
  slots_[index].status = slot::state::leaving;
  leaving_.push({answers_given_, index, slots_[index].message.identifier, 0});
}

void inbound::on_answers_left(std::uint64_t number) {
  while (!leaving_.empty() && leaving_.front().number <= number) {
    const leaving gone = leaving_.pop();
    if (gone.slot != no_slot) free_slot(gone.slot);
  }
}

void inbound::on_answers_held_up(std::uint64_t number) {
  if (remembered_ >= number) return;
  auto at =
      std::ranges::upper_bound(leaving_.begin(), leaving_.end(), remembered_, {}, &leaving::number);
  for (; at != leaving_.end() && at->number <= number; ++at) {
    if (at->slot == no_slot) continue;
    at->fingerprint = fingerprint_of(slots_[at->slot].message);
    free_slot(std::exchange(at->slot, no_slot));
  }
  remembered_ = number;
}

// Those of `unsent` that end their exchange; of the others the peer keeps the identifier.
void inbound::keep_unsent(std::span<const protocol::acknowledgement> unsent) {
  on_answers_held_up(answers_given_);
  for (const protocol::acknowledgement& answer : unsent) {
    if (answer.type != protocol::packet_type::pubcomp) {
      known_->answered[answer.identifier] = {answer, false, {}};
    }
  }
  for (const leaving& each : leaving_) {
    const auto known = known_->answered.find(each.identifier);
    if (known != known_->answered.end()) known->second.fingerprint = each.fingerprint;
  }
  leaving_.clear();
}

}  // namespace ipaas::mqtt::delivery
