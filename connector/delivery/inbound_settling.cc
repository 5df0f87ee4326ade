// Handing over and settling; receiving is in inbound.cc.
#include <algorithm>

#include "delivery/fingerprint.h"
#include "delivery/inbound.h"
#include "delivery/known_identifiers.h"

namespace ipaas::mqtt::delivery {

namespace {

// A retry waits redelivery_delay, then twice that, and so on up to this.
constexpr milliseconds longest_redelivery_delay{std::chrono::minutes(10)};

}  // namespace

milliseconds inbound::delay_before(std::uint32_t attempts, milliseconds first) {
  const std::uint32_t doublings = std::min<std::uint32_t>(attempts - 1, 20);
  return std::min(first * (1U << doublings), std::max(first, longest_redelivery_delay));
}

// --- operations ---

void inbound::add_consumer(operation_id operation, std::vector<std::string> filters,
                           consumer_rules rules, inbound_outputs& out) {
  routes_.add(operation, std::move(filters));
  if (rules.answer_at_once) ++hasty_consumers_;
  consumers_[operation].rules = std::move(rules);
  for (const std::uint64_t token : std::exchange(waiting_, {})) {
    slot* entry = find(token);
    if (entry == nullptr || entry->status != slot::state::waiting) continue;
    const std::vector<operation_id> operations = newcomers_for(*entry);
    if (operations.empty()) {
      waiting_.push_back(token);
    } else {
      if (wants_answer_at_once(operations)) leave_order(*entry);
      assign(index_of(*entry), operations, out);
    }
  }
  unpark(out);
}

std::size_t inbound::stop_consumer(operation_id operation, std::uint64_t taken) {
  consumer& stopping = consumers_.at(operation);
  stopping.stopped = true;
  stopping.queue.clear();
  for (slot& entry : slots_) {
    holding* part = entry.status == slot::state::open ? part_of(entry, operation) : nullptr;
    if (part == nullptr || part->status == holding::state::done ||
        part->status == holding::state::letter) {
      continue;
    }
    const bool reached_host = part->status == holding::state::handed && part->ticket <= taken;
    if (reached_host) continue;
    if (part->status == holding::state::handed) --stopping.handed;
    part->status = holding::state::queued;
  }
  return stopping.handed;
}

void inbound::remove_consumer(operation_id operation, inbound_outputs& out) {
  routes_.remove(operation);
  std::vector<std::uint32_t> held;
  for (std::uint32_t index = 0; index < slots_.size(); ++index) {
    slot& entry = slots_[index];
    if (entry.status == slot::state::open && part_of(entry, operation)) held.push_back(index);
  }
  // The next one gets them as they came.
  std::ranges::sort(held, {},
                    [this](std::uint32_t index) { return std::pair(slots_[index].order, index); });
  for (const std::uint32_t index : held) withdraw(index, operation, out);
  // Answers of others may have waited behind those that will not come now.
  release_in_order(out);
  if (consumers_.at(operation).rules.answer_at_once) --hasty_consumers_;
  consumers_.erase(operation);
}

// Those that a waiting message is for, but for those that have settled it before.
std::vector<operation_id> inbound::newcomers_for(slot& entry) {
  std::vector<operation_id> operations = routes_.match(entry.message);
  std::erase_if(operations, [&](operation_id each) { return part_of(entry, each) != nullptr; });
  return operations;
}

// Takes an operation out of a message that it has not settled.
void inbound::withdraw(std::uint32_t index, operation_id operation, inbound_outputs& out) {
  slot& entry = slots_[index];
  holding* part = part_of(entry, operation);
  if (part == nullptr || part->status == holding::state::done) return;
  letters_.erase({token_of(index), operation});
  entry.holdings.erase(entry.holdings.begin() + (part - entry.holdings.data()));
  // Nobody else's answer is to wait for somebody who may never come.
  leave_order(entry);
  entry.unclaimed = entry.message.qos != protocol::qos::at_most_once;
  if (--entry.undone == 0) all_done(index, out);
}

void inbound::all_done(std::uint32_t index, inbound_outputs& out) {
  if (slots_[index].unclaimed) return wait_for_consumer(index);
  settled_whole(index, out);
}

void inbound::wait_for_consumer(std::uint32_t index) {
  slot& entry = slots_[index];
  entry.unclaimed = false;
  entry.status = slot::state::waiting;
  waiting_.push_back(token_of(index));
}

std::size_t inbound::held_by(operation_id operation) const {
  const auto found = consumers_.find(operation);
  return found == consumers_.end() ? 0 : found->second.handed + found->second.letters;
}

// --- hand-over ---

void inbound::assign(std::uint32_t index, const std::vector<operation_id>& operations,
                     inbound_outputs& out) {
  slot& entry = slots_[index];
  entry.status = slot::state::open;
  entry.undone = static_cast<std::uint32_t>(operations.size());
  const std::size_t before = entry.holdings.size();  // of those that are done with it
  entry.holdings.resize(before + operations.size());
  for (std::size_t i = 0; i < operations.size(); ++i) {
    holding& part = entry.holdings[before + i];
    part = {.operation = operations[i], .generation = entry.generation};
    consumer& to = consumers_.at(operations[i]);
    if (entry.message.retain && to.rules.skips_retained) {
      part.status = holding::state::done;
      --entry.undone;
    } else {
      offer(to, index, part, out);
    }
  }
  if (entry.undone == 0) finish(index, out);
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
  const std::uint64_t token = (std::uint64_t{part.generation} << slot_bits) | index;
  out.handovers.push_back(
      {part.operation, part.deliveries, token, part.ticket, slots_[index].message});
  if (to.rules.settle_timeout != milliseconds::zero()) watch_over(to, index, part);
}

void inbound::hand_next(consumer& to, operation_id operation, inbound_outputs& out) {
  to.busy = false;
  while (!to.busy && !to.queue.empty()) {
    const std::uint64_t token = to.queue.pop();
    slot* entry = find(token);
    if (entry == nullptr) continue;
    holding* part = part_of(*entry, operation);
    hand(to, index_of(*entry), *part, out);
  }
}

inbound::holding* inbound::part_of(slot& entry, operation_id operation) {
  const auto found = std::ranges::find(entry.holdings, operation, &holding::operation);
  return found == entry.holdings.end() ? nullptr : &*found;
}

// --- settling ---

inbound::settled inbound::settle(operation_id operation, const settlement& given,
                                 std::uint64_t taken, time_point now, inbound_outputs& out) {
  slot* entry = slot_of(given.token);
  if (entry == nullptr || entry->status != slot::state::open) return settled::not_held;
  holding* part = part_of(*entry, operation);
  if (part == nullptr || part->generation != given.token >> slot_bits ||
      part->status != holding::state::handed || part->ticket > taken) {
    return settled::not_held;
  }
  consumer& by = consumers_.at(operation);
  --by.handed;
  counters_.settled.add(now - part->handed_at);
  switch (given.verdict) {
    case verdict::accept:
      finish_part(*entry, *part, by, out);
      break;
    case verdict::retry:
      retry_or_give_up(*entry, *part, by, given.error, now, out);
      break;
    case verdict::reject:
      reject(*entry, *part, by, given.error, out);
      break;
  }
  return settled::done;
}

void inbound::retry_or_give_up(slot& entry, holding& part, consumer& by, const error_text& error,
                               time_point now, inbound_outputs& out) {
  const std::uint32_t most = by.rules.max_deliveries;
  if (most == 0 || part.deliveries < most) {
    return retry_later(part, by, token_of(index_of(entry)), now);
  }
  if (by.rules.dead_letters.topic.empty()) note(notice::kind::given_up, entry, part, out);
  reject(entry, part, by, error, out);
}

void inbound::reject(slot& entry, holding& part, consumer& by, const error_text& error,
                     inbound_outputs& out) {
  if (!by.rules.dead_letters.topic.empty()) return send_letter(entry, part, by, error, out);
  entry.rejected = true;
  finish_part(entry, part, by, out);
}

// The operation is done with the message, and free for its next one.
void inbound::finish_part(slot& entry, holding& part, consumer& by, inbound_outputs& out) {
  const operation_id operation = part.operation;
  part.status = holding::state::done;
  if (--entry.undone == 0) all_done(index_of(entry), out);
  if (by.rules.one_at_a_time && !by.stopped) hand_next(by, operation, out);
}

void inbound::note(notice::kind what, const slot& entry, const holding& part,
                   inbound_outputs& out) const {
  out.notices.push_back({what,
                         part.operation,
                         token_of(index_of(entry)),
                         std::string(entry.message.topic),
                         entry.message.identifier,
                         part.deliveries,
                         {},
                         {},
                         {}});
}

void inbound::retry_later(holding& part, const consumer& by, std::uint64_t token, time_point now) {
  if (by.stopped) {
    part.status = holding::state::queued;
    return;
  }
  part.status = holding::state::delayed;
  set_alarm(
      {now + delay_before(part.deliveries, by.rules.redelivery_delay), token, part.operation});
}

void inbound::set_alarm(const alarm& next) {
  alarms_.push_back(next);
  std::ranges::push_heap(alarms_, std::greater{}, &alarm::when);
}

void inbound::ring(const alarm& due, time_point now, inbound_outputs& out) {
  if (due.what == alarm::kind::overdue) {
    return remind(due, now, out);
  }
  if (due.what == alarm::kind::letter) {
    return out.dead_letters.push_back({due.operation, due.token});
  }
  slot* entry = find(due.token);
  holding* part = entry == nullptr ? nullptr : part_of(*entry, due.operation);
  if (part == nullptr || part->status != holding::state::delayed) return;
  hand(consumers_.at(due.operation), index_of(*entry), *part, out);
}

void inbound::settled_whole(std::uint32_t index, inbound_outputs& out) {
  finish(index, out);
  unpark(out);
}

void inbound::finish(std::uint32_t index, inbound_outputs& out) {
  slot& entry = slots_[index];
  --unsettled_;
  unsettled_bytes_ -=
      entry.message.topic.size() + entry.message.payload.size() + entry.message.properties.size();
  if (entry.message.identifier == 0) {
    free_slot(index);
  } else {
    entry.status = slot::state::settled;
    if (!entry.in_order && entry.order != 0) {
      release_slot(index, out);
      return unpark(out);
    }
    release_in_order(out);
    // The answer may have to wait for others; the content need not.
    if (entry.status == slot::state::settled) keep_answer_only(index);
  }
}

// On a lost connection there is no order to keep: the answer waits for the message to come again.
void inbound::keep_answer_only(std::uint32_t index) {
  slot& entry = slots_[index];
  entry.fingerprint = fingerprint_of(entry.message);
  entry.block.reset();
  if (entry.order != 0) return;
  known_->answered[entry.message.identifier] = {answer_for(entry), false, entry.fingerprint};
  known_->held.erase(entry.message.identifier);
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
      release_slot(first.slot, out);
    }
    order_.pop();
  }
}

void inbound::release_slot(std::uint32_t index, inbound_outputs& out) {
  const protocol::acknowledgement answer = answer_for(slots_[index]);
  known_->held.erase(answer.identifier);
  release(answer, out);
  // Settled out of its turn, it has nothing left but the fingerprint.
  if (is_final(answer) && slots_[index].block) return leave(index);
  if (is_final(answer)) {
    leaving_.push({answers_given_, no_slot, answer.identifier, slots_[index].fingerprint});
  }
  free_slot(index);
}

// The answer is gone when PUBREL has overtaken it, or another message has taken its identifier.
void inbound::answer_again(std::uint16_t identifier, inbound_outputs& out) {
  const auto found = known_->answered.find(identifier);
  if (found == known_->answered.end()) return;
  auto& [answer, in_order, fingerprint] = found->second;
  give(answer, out);
  in_order = false;
  if (is_final(answer)) known_->answered.erase(found);
}

// Whether it ends the exchange; otherwise the message may come again until PUBREL.
bool inbound::is_final(const protocol::acknowledgement& answer) {
  return answer.type == protocol::packet_type::puback || answer.reason >= 0x80;
}

void inbound::release(const protocol::acknowledgement& answer, inbound_outputs& out) {
  // QoS 2: until PUBREL the message may come again, and must not be handed over again.
  if (!is_final(answer)) known_->answered[answer.identifier] = {answer, false, {}};
  give(answer, out);
}

void inbound::give(const protocol::acknowledgement& answer, inbound_outputs& out) {
  ++answers_given_;
  out.acknowledgements.push_back(answer);
}

}  // namespace ipaas::mqtt::delivery
