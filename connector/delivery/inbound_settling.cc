// Handing over and settling; receiving is in inbound.cc.
#include <algorithm>

#include "delivery/inbound.h"

namespace ipaas::mqtt::delivery {

namespace {

// A retry waits redelivery_delay, then twice that, and so on up to this.
constexpr milliseconds longest_redelivery_delay{std::chrono::minutes(10)};

milliseconds delay_before(std::uint32_t deliveries, milliseconds first) {
  const std::uint32_t doublings = std::min<std::uint32_t>(deliveries - 1, 20);
  return std::min(first * (1U << doublings), std::max(first, longest_redelivery_delay));
}

}  // namespace

// --- operations ---

void inbound::add_consumer(operation_id operation, std::vector<std::string> filters,
                           consumer_rules rules, inbound_outputs& out) {
  routes_.add(operation, std::move(filters));
  consumers_[operation].rules = rules;
  for (const std::uint64_t token : std::exchange(waiting_, {})) {
    slot* entry = find(token);
    if (entry == nullptr || entry->status != slot::state::waiting) continue;
    const auto& operations = routes_.match(entry->message);
    if (operations.empty()) {
      waiting_.push_back(token);
    } else {
      assign(static_cast<std::uint32_t>(entry - slots_.data()), operations, out);
    }
  }
}

std::size_t inbound::stop_consumer(operation_id operation, std::uint64_t taken) {
  consumer& stopping = consumers_.at(operation);
  stopping.stopped = true;
  stopping.queue.clear();
  for (slot& entry : slots_) {
    holding* part = entry.status == slot::state::open ? part_of(entry, operation) : nullptr;
    if (part == nullptr || part->status == holding::state::done) continue;
    const bool reached_host = part->status == holding::state::handed && part->ticket <= taken;
    if (reached_host) continue;
    if (part->status == holding::state::handed) --stopping.handed;
    part->status = holding::state::queued;
  }
  return stopping.handed;
}

void inbound::remove_consumer(operation_id operation, inbound_outputs& out) {
  routes_.remove(operation);
  for (std::uint32_t index = 0; index < slots_.size(); ++index) {
    if (slots_[index].status == slot::state::open) withdraw(index, operation, out);
  }
  // Answers of others may have waited behind those that will not come now.
  release_in_order(out);
  consumers_.erase(operation);
}

// Takes an operation out of a message that it has not settled: the message can then not be
// acknowledged, and the peer keeps it for a resumed session.
void inbound::withdraw(std::uint32_t index, operation_id operation, inbound_outputs& out) {
  slot& entry = slots_[index];
  holding* part = part_of(entry, operation);
  if (part == nullptr || part->status == holding::state::done) return;
  part->status = holding::state::done;
  if (entry.message.identifier != 0) held_.erase(entry.message.identifier);
  entry.message.identifier = 0;
  entry.order = 0;
  if (--entry.undone == 0) settled_whole(index, out);
}

std::size_t inbound::held_by(operation_id operation) const {
  const auto found = consumers_.find(operation);
  return found == consumers_.end() ? 0 : found->second.handed;
}

// --- hand-over ---

void inbound::assign(std::uint32_t index, const std::vector<operation_id>& operations,
                     inbound_outputs& out) {
  slot& entry = slots_[index];
  entry.status = slot::state::open;
  entry.undone = static_cast<std::uint32_t>(operations.size());
  entry.holdings.resize(operations.size());
  for (std::size_t i = 0; i < operations.size(); ++i) {
    entry.holdings[i] = {operations[i], holding::state::queued, 0, 0};
    offer(consumers_.at(operations[i]), index, entry.holdings[i], out);
  }
}

void inbound::offer(consumer& to, std::uint32_t index, holding& part, inbound_outputs& out) {
  if (to.stopped) return;
  if (to.rules.one_at_a_time && to.busy) {
    to.queue.push(token_of(index));
  } else {
    hand(to, index, part, out);
  }
}

void inbound::hand(consumer& to, std::uint32_t index, holding& part, inbound_outputs& out) {
  to.busy = true;
  ++to.handed;
  part.status = holding::state::handed;
  part.ticket = ++to.tickets;
  if (++part.deliveries > 1) ++counters_.redelivered;
  part.handed_at = now_;
  out.handovers.push_back(
      {part.operation, part.deliveries, token_of(index), part.ticket, slots_[index].message});
}

void inbound::hand_next(consumer& to, operation_id operation, inbound_outputs& out) {
  to.busy = false;
  while (!to.busy && !to.queue.empty()) {
    const std::uint64_t token = to.queue.pop();
    slot* entry = find(token);
    if (entry == nullptr) continue;
    holding* part = part_of(*entry, operation);
    hand(to, static_cast<std::uint32_t>(entry - slots_.data()), *part, out);
  }
}

inbound::holding* inbound::part_of(slot& entry, operation_id operation) {
  const auto found = std::ranges::find(entry.holdings, operation, &holding::operation);
  return found == entry.holdings.end() ? nullptr : &*found;
}

// --- settling ---

inbound::settled inbound::settle(operation_id operation, const settlement& given,
                                 std::uint64_t taken, time_point now, inbound_outputs& out) {
  slot* entry = find(given.token);
  if (entry == nullptr || entry->status != slot::state::open) return settled::not_held;
  holding* part = part_of(*entry, operation);
  if (part == nullptr || part->status != holding::state::handed || part->ticket > taken) {
    return settled::not_held;
  }
  consumer& by = consumers_.at(operation);
  --by.handed;
  counters_.settled.add(now - part->handed_at);
  if (given.verdict == verdict::retry) {
    retry_later(*part, by, given.token, now);
    return settled::done;
  }
  if (given.verdict == verdict::reject) entry->rejected = true;
  part->status = holding::state::done;
  const auto index = static_cast<std::uint32_t>(entry - slots_.data());
  if (--entry->undone == 0) settled_whole(index, out);
  if (by.rules.one_at_a_time && !by.stopped) hand_next(by, operation, out);
  return settled::done;
}

void inbound::retry_later(holding& part, const consumer& by, std::uint64_t token, time_point now) {
  if (by.stopped) {
    part.status = holding::state::queued;
    return;
  }
  part.status = holding::state::delayed;
  alarms_.push_back(
      {now + delay_before(part.deliveries, by.rules.redelivery_delay), token, part.operation});
  std::ranges::push_heap(alarms_, std::greater{}, &alarm::when);
}

void inbound::ring(const alarm& due, inbound_outputs& out) {
  slot* entry = find(due.token);
  holding* part = entry == nullptr ? nullptr : part_of(*entry, due.operation);
  if (part == nullptr || part->status != holding::state::delayed) return;
  hand(consumers_.at(due.operation), static_cast<std::uint32_t>(entry - slots_.data()), *part, out);
}

void inbound::settled_whole(std::uint32_t index, inbound_outputs& out) {
  slot& entry = slots_[index];
  --unsettled_;
  unsettled_bytes_ -=
      entry.message.topic.size() + entry.message.payload.size() + entry.message.properties.size();
  if (entry.message.identifier == 0) {
    free_slot(index);
  } else {
    entry.status = slot::state::settled;
    // The answer may have to wait for others; the content need not.
    keep_answer_only(index);
    release_in_order(out);
  }
  unpark(out);
}

// On a lost connection there is no order to keep: the answer waits for the message to come again.
void inbound::keep_answer_only(std::uint32_t index) {
  slot& entry = slots_[index];
  entry.block.reset();
  if (entry.order != 0) return;
  answered_[entry.message.identifier] = {answer_for(entry), false};
  held_.erase(entry.message.identifier);
  free_slot(index);
}

protocol::acknowledgement inbound::answer_for(const slot& entry) const {
  using protocol::packet_type;
  constexpr std::uint8_t unspecified_error = 0x80;
  const bool negative = entry.rejected && limits_.version == protocol::version::v5;
  return {
      entry.message.qos == protocol::qos::at_least_once ? packet_type::puback : packet_type::pubrec,
      entry.message.identifier,
      negative ? unspecified_error : std::uint8_t{0},
      {}};
}

void inbound::release_in_order(inbound_outputs& out) {
  while (!order_.empty()) {
    const place& first = order_.front();
    if (first.slot == no_slot) {
      answer_again(order_.pop().identifier, out);
      continue;
    }
    slot& entry = slots_[first.slot];
    if (entry.order == first.order) {
      if (entry.status != slot::state::settled) return;
      held_.erase(entry.message.identifier);
      release(answer_for(entry), out);
      free_slot(first.slot);
    }
    order_.pop();
  }
}

// The answer is gone when PUBREL has overtaken it, or another message has taken its identifier.
void inbound::answer_again(std::uint16_t identifier, inbound_outputs& out) {
  const auto found = answered_.find(identifier);
  if (found == answered_.end()) return;
  auto& [answer, in_order] = found->second;
  out.acknowledgements.push_back(answer);
  in_order = false;
  if (is_final(answer)) answered_.erase(found);
}

// Whether it ends the exchange; otherwise the message may come again until PUBREL.
bool inbound::is_final(const protocol::acknowledgement& answer) {
  return answer.type == protocol::packet_type::puback || answer.reason >= 0x80;
}

void inbound::release(const protocol::acknowledgement& answer, inbound_outputs& out) {
  // QoS 2: until PUBREL the message may come again, and must not be handed over again.
  if (!is_final(answer)) answered_[answer.identifier] = {answer, false};
  out.acknowledgements.push_back(answer);
}

}  // namespace ipaas::mqtt::delivery
