// The outbox: submitting, outcomes and time. Sending is in outbound_exchange.cc.
#include "delivery/outbound.h"

#include <algorithm>

#include "delivery/outbox_lookup.h"
#include "message/problem_text.h"

namespace ipaas::mqtt::delivery {

using protocol::qos;

outbound::outbound(settings given, protocol::identifier_pool& identifiers, journal* notes)
    : settings_(given),
      identifiers_(identifiers),
      journal_(notes),
      lookup_(std::make_unique<outbox_lookup>()) {}
outbound::~outbound() = default;

// --- the outbox ---

void outbound::submit(submission message, time_point now, std::vector<outcome>& out) {
  if (closed_) {
    if (message.sequence != 0) journal_->note_done(message.sequence);
    ++counters_.failures[static_cast<std::size_t>(closed_->code)];
    return tell(message, std::make_shared<const error>(*closed_), out);
  }
  ++lookup_->pending[message.operation];
  const std::uint32_t index = allocate(std::move(message), now);
  if (cursor_ == none) cursor_ = index;
  if (earliest_ == none) earliest_ = index;
  if (entries_[index].message.was == submission::before::released) continue_exchange(index);
}

// An earlier process had its PUBREC: only PUBREL may follow, under the same identifier.
void outbound::continue_exchange(std::uint32_t index) {
  entry& item = entries_[index];
  take_identifier(index);
  item.status = state::released;
  item.message.block.reset();
}

std::uint32_t outbound::allocate(submission message, time_point now) {
  std::uint32_t index = 0;
  if (free_.empty()) {
    index = static_cast<std::uint32_t>(entries_.size());
    entries_.emplace_back();
  } else {
    index = free_.back();
    free_.pop_back();
  }
  entry& item = entries_[index];
  item = entry{};
  item.message = std::move(message);
  item.accepted = now - item.message.age;
  item.previous = last_;
  (last_ == none ? first_ : entries_[last_].next) = index;
  last_ = index;
  return index;
}

void outbound::remove(std::uint32_t index) {
  entry& item = entries_[index];
  (item.previous == none ? first_ : entries_[item.previous].next) = item.next;
  (item.next == none ? last_ : entries_[item.next].previous) = item.previous;
  if (cursor_ == index) cursor_ = item.next;
  if (earliest_ == index) earliest_ = item.next;
  if (item.identifier != 0) {
    lookup_->by_identifier.erase(item.identifier);
    identifiers_.release(item.identifier);
  }
  if (item.on_the_way) {
    --in_flight_;
    if (item.message.qos == qos::exactly_once) --exactly_once_;
  }
  item.message.block.reset();
  free_.push_back(index);
}

// For good: it is not to be found again on the disk either.
void outbound::remove_and_forget(std::uint32_t index) {
  if (const auto sequence = entries_[index].message.sequence; sequence != 0) {
    journal_->note_done(sequence);
  }
  remove(index);
}

void outbound::report(entry& item, const std::shared_ptr<const error>& failure,
                      std::vector<outcome>& out) {
  if (item.reported) return;
  item.reported = true;
  count(item, failure.get());
  const operation_id operation = item.message.operation;
  if (--lookup_->pending[operation] == 0) lookup_->pending.erase(operation);
  tell(item.message, failure, out);
}

void outbound::tell(const submission& of, const std::shared_ptr<const error>& failure,
                    std::vector<outcome>& out) {
  (of.dead_letter ? finished_letters_ : out).push_back({of.operation, of.token, of.size, failure});
}

void outbound::count(const entry& item, const error* failure) {
  if (failure != nullptr) {
    ++counters_.failures[static_cast<std::size_t>(failure->code)];
  } else if (item.message.qos != qos::at_most_once) {
    counters_.acknowledged.add(now_ - item.accepted);
  }
}

void outbound::finish(std::uint32_t index, const std::shared_ptr<const error>& failure,
                      std::vector<outcome>& out) {
  report(entries_[index], failure, out);
  remove_and_forget(index);
}

// A message fails before its exchange is over. One that was sent keeps its identifier until the
// broker has answered: a new message under it would be taken for a repetition.
void outbound::give_up(std::uint32_t index, const std::shared_ptr<const error>& failure,
                       std::vector<outcome>& out) {
  if (!has_begun(entries_[index])) {
    finish(index, failure, out);
  } else {
    report(entries_[index], failure, out);
  }
}

// The operation is told that the message is kept; what becomes of it is not its affair any more.
void outbound::hand_down(entry& item, const std::shared_ptr<const error>& why,
                         std::vector<outcome>& out) {
  if (item.reported) return;
  report(item, why, out);
  out.back().kept = true;
  item.reported = false;
  item.message.operation = taken_up_operation;
  ++lookup_->pending[taken_up_operation];
}

bool outbound::has_begun(const entry& item) {
  return item.status != state::queued || item.message.was == submission::before::sent;
}

void outbound::fail_all(const error& reason, std::vector<outcome>& out) {
  closed_ = reason;
  writing_.clear();
  releasing_.clear();
  const auto failure = std::make_shared<const error>(reason);
  while (first_ != none) {
    if (entries_[first_].message.sequence == 0) {
      finish(first_, failure, out);
    } else {
      hand_down(entries_[first_], failure, out);
      if (--lookup_->pending[taken_up_operation] == 0) lookup_->pending.erase(taken_up_operation);
      remove(first_);
    }
  }
}

void outbound::fail_operation(operation_id operation, const error& reason,
                              std::vector<outcome>& out) {
  const auto failure = std::make_shared<const error>(reason);
  for (std::uint32_t index = first_; index != none;) {
    const std::uint32_t next = entries_[index].next;
    if (entries_[index].message.operation == operation) {
      if (entries_[index].message.sequence != 0) {
        hand_down(entries_[index], failure, out);
      } else {
        give_up(index, failure, out);
      }
    }
    index = next;
  }
}

std::size_t outbound::pending_of(operation_id operation) const {
  const auto found = lookup_->pending.find(operation);
  return found == lookup_->pending.end() ? 0 : found->second;
}

// --- time ---

std::optional<time_point> outbound::next_deadline() const {
  std::optional<time_point> next;
  if (settings_.write_timeout > milliseconds::zero() && earliest_ != none) {
    next = entries_[earliest_].accepted + settings_.write_timeout;
  }
  if (const std::uint32_t oldest = oldest_waiting(); oldest != none) {
    const time_point too_old = entries_[oldest].accepted + settings_.max_age;
    next = next ? std::min(*next, too_old) : too_old;
  }
  return next;
}

// The oldest message that age can end; none where age ends nothing.
std::uint32_t outbound::oldest_waiting() const {
  if (settings_.max_age == milliseconds::zero()) return none;
  std::uint32_t index = cursor_;
  while (index != none && (has_begun(entries_[index]) || entries_[index].reported)) {
    index = entries_[index].next;
  }
  return index;
}

void outbound::on_time(time_point now, std::vector<outcome>& out) {
  end_unanswered(now, out);
  for (std::uint32_t oldest = oldest_waiting();
       oldest != none && entries_[oldest].accepted + settings_.max_age <= now;
       oldest = oldest_waiting()) {
    finish(oldest,
           make_error(error_code::outbox_expired,
                      say(problem::not_sent_in_time, settings_.max_age.count())),
           out);
  }
}

void outbound::end_unanswered(time_point now, std::vector<outcome>& out) {
  if (settings_.write_timeout == milliseconds::zero()) return;
  while (earliest_ != none && entries_[earliest_].accepted + settings_.write_timeout <= now) {
    const std::uint32_t index = earliest_;
    const entry& item = entries_[index];
    const std::uint32_t next = item.next;
    // Nobody waits for those that an earlier process or operation has left.
    if (!item.reported && item.message.operation != taken_up_operation) {
      give_up(index,
              make_error(error_code::write_timeout, say(item.message.qos == qos::at_most_once
                                                            ? problem::not_written_in_time
                                                            : problem::not_acknowledged_in_time,
                                                        settings_.write_timeout.count())),
              out);
    }
    if (earliest_ == index) earliest_ = next;
  }
}

}  // namespace ipaas::mqtt::delivery
