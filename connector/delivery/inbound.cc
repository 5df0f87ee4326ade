// Receiving: identifiers, the window and the order of acknowledgements. Handing over and settling
// are in inbound_settling.cc.
#include "delivery/inbound.h"

#include <algorithm>
#include <cstring>

#include "delivery/fingerprint.h"
#include "delivery/known_identifiers.h"
#include "message/problem_text.h"

namespace ipaas::mqtt::delivery {

namespace {

using protocol::packet_type;
using protocol::qos;

// Of the memory that read blocks may take, whatever max_bytes says.
constexpr std::size_t smallest_bound = std::size_t{4} << 20;

std::size_t size_of(const protocol::publish& message) {
  return message.topic.size() + message.payload.size() + message.properties.size();
}

bool same_bytes(protocol::bytes a, protocol::bytes b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size()) == 0);
}

bool same_content(const protocol::publish& a, const protocol::publish& b) {
  return a.qos == b.qos && a.topic == b.topic && same_bytes(a.payload, b.payload);
}

}  // namespace

inbound::inbound(limits given, std::shared_ptr<const chunk_account> read_blocks)
    : limits_(given),
      read_blocks_(std::move(read_blocks)),
      known_(std::make_unique<known_identifiers>()) {}
inbound::~inbound() = default;

// --- network ---

inbound::admission inbound::on_publish(const protocol::publish& message, const chunk_ref& block,
                                       inbound_outputs& out) {
  if (is_repetition(message, out)) {
    ++counters_.repeated;
    return admission::taken;
  }
  if (skipping_ && message.qos != qos::at_most_once) {
    ++counters_.skipped;
    return admission::taken;
  }
  unpark(out);
  if (!parked_.empty() || !has_room_for(size_of(message))) return admission::no_room;
  admit(message, block, out);
  return admission::taken;
}

// Whether a flow has the message already, or had it.
bool inbound::is_repetition(const protocol::publish& message, inbound_outputs& out) {
  if (message.qos == qos::at_most_once) return false;
  const bool repeated = answer_known(message) || is_held_again(message);
  // The order has one more place, or a place that nobody will settle.
  release_in_order(out);
  return repeated;
}

// Whether the message was settled before and only its answer is missing at the peer.
bool inbound::answer_known(const protocol::publish& message) {
  const auto found = known_->answered.find(message.identifier);
  if (found == known_->answered.end()) return false;
  auto& [answer, in_order, fingerprint] = found->second;
  const bool same_exchange =
      (answer.type == packet_type::puback) == (message.qos == qos::at_least_once);
  // Only a repeated message carries DUP: without it, the peer has reused the identifier. A PUBREC
  // that goes on with PUBREL leaves it no choice.
  const bool repeated = !is_final(answer) || message.duplicate;
  // A peer that has lost its last moments may repeat another message than the one it was owed for.
  const bool another = fingerprint && *fingerprint != fingerprint_of(message);
  if (!same_exchange || !repeated || another) {
    known_->answered.erase(found);
    return false;
  }
  if (!std::exchange(in_order, true)) order_.push({no_slot, 0, message.identifier});
  return true;
}

// Whether a flow still holds this very message from before.
bool inbound::is_held_again(const protocol::publish& message) {
  const auto found = known_->held.find(message.identifier);
  if (found == known_->held.end()) return false;
  slot& entry = slots_[found->second];
  // Of a settled one the content is gone, but it was not answered: the identifier is still its own.
  if (entry.status == slot::state::settled || same_content(entry.message, message)) {
    if (entry.order == 0) rejoin_order(found->second);
    return true;
  }
  // Another message under a used identifier: the one before can no longer be acknowledged.
  entry.message.identifier = 0;
  entry.order = 0;
  known_->held.erase(found);
  return false;
}

void inbound::rejoin_order(std::uint32_t index) {
  slot& entry = slots_[index];
  entry.order = next_order_++;
  if (entry.in_order) order_.push({index, entry.order, 0});
}

// Its place, if it has one, is passed over.
void inbound::leave_order(slot& entry) {
  entry.in_order = false;
  if (entry.order != 0) entry.order = next_order_++;
}

bool inbound::wants_answer_at_once(const std::vector<operation_id>& operations) const {
  if (hasty_consumers_ == 0 || operations.empty()) return false;
  return std::ranges::all_of(operations, [this](operation_id operation) {
    return consumers_.at(operation).rules.answer_at_once;
  });
}

void inbound::park(const protocol::publish& message, const chunk_ref& block) {
  // In MQTT 3.x a peer may repeat a message without a new connection.
  if (known_->parked.contains(message.identifier)) return;
  const std::size_t size = size_of(message);
  const bool fits = parked_bytes_ + size <= limits_.max_bytes;
  if (fits && parked_.size() < parked_limit) {
    parked_message entry{block, message};
    hold(entry.block, entry.message);
    parked_.push(std::move(entry));
    if (message.qos != qos::at_most_once) known_->parked.insert(message.identifier);
    parked_bytes_ += size;
    ++counters_.parked;
  } else if (message.qos == qos::at_most_once) {
    ++counters_.dropped_qos_0;
  } else {
    skipping_ = true;
    ++counters_.skipped;
  }
}

void inbound::unpark(inbound_outputs& out) {
  while (!parked_.empty() && has_room_for(size_of(parked_.front().message))) {
    const parked_message next = parked_.pop();
    parked_bytes_ -= size_of(next.message);
    known_->parked.erase(next.message.identifier);
    admit(next.message, next.block, out);
  }
}

protocol::malformed inbound::on_pubrel(const protocol::acknowledgement& packet,
                                       inbound_outputs& out) {
  protocol::acknowledgement answer{packet_type::pubcomp, packet.identifier, 0, {}};
  if (known_->answered.erase(packet.identifier) == 0) {
    if (known_->held.contains(packet.identifier)) return problem::pubrel_before_pubrec;
    constexpr std::uint8_t packet_identifier_not_found = 0x92;
    answer.reason = packet_identifier_not_found;
  }
  give(answer, out);
  return {};
}

void inbound::take_up(std::span<const std::uint16_t> received) {
  for (const std::uint16_t identifier : received) {
    known_->answered[identifier] = {{packet_type::pubrec, identifier, 0, {}}, false};
  }
}

void inbound::on_connected(session kind) {
  if (kind == session::resumed) return;
  known_->answered.clear();
  for (const auto& [identifier, index] : known_->held) slots_[index].message.identifier = 0;
  known_->held.clear();
}

void inbound::on_disconnected(std::span<const protocol::acknowledgement> unsent) {
  keep_unsent(unsent);
  for (place& at : order_) {
    if (at.slot == no_slot) {
      const auto known = known_->answered.find(at.identifier);
      if (known != known_->answered.end()) known->second.in_order = false;
      continue;
    }
    slot& entry = slots_[at.slot];
    if (entry.order != at.order) continue;
    entry.order = 0;
    if (entry.status != slot::state::settled) continue;
    known_->answered[entry.message.identifier] = {answer_for(entry), false, entry.fingerprint};
    known_->held.erase(entry.message.identifier);
    free_slot(at.slot);
  }
  order_.clear();
  for (const auto& [identifier, index] : known_->held) slots_[index].order = 0;
  // The peer sends what was parked or skipped again; QoS 0 it does not.
  parked_.remove_if([this](const parked_message& entry) {
    if (entry.message.qos == qos::at_most_once) return false;
    parked_bytes_ -= size_of(entry.message);
    return true;
  });
  known_->parked.clear();
  skipping_ = false;
}

// --- the window ---

bool inbound::has_room() const {
  return parked_.empty() && unsettled_ < limits_.max_messages &&
         unsettled_bytes_ < limits_.max_bytes;
}

// A message larger than the whole window may come when it is empty: it could never come otherwise.
bool inbound::has_room_for(std::size_t size) const {
  if (unsettled_ == 0) return true;
  return unsettled_ < limits_.max_messages && unsettled_bytes_ + size <= limits_.max_bytes;
}

void inbound::admit(const protocol::publish& message, const chunk_ref& block,
                    inbound_outputs& out) {
  const std::uint32_t index = take_slot();
  slot& entry = slots_[index];
  entry.block = block;
  entry.message = message;
  hold(entry.block, entry.message);
  entry.rejected = false;
  entry.order = 0;
  ++unsettled_;
  unsettled_bytes_ += size_of(message);
  const auto& operations = routes_.match(message);
  entry.in_order = !wants_answer_at_once(operations);
  if (message.qos != qos::at_most_once) {
    known_->held.emplace(message.identifier, index);
    rejoin_order(index);
  }
  if (operations.empty()) {
    entry.status = slot::state::waiting;
    waiting_.push_back(token_of(index));
  } else {
    assign(index, operations, out);
  }
}

// A message keeps the whole block that it came in. Where blocks take more memory than messages may,
// a small one moves to a block of its own.
void inbound::hold(chunk_ref& block, protocol::publish& message) const {
  if (read_blocks_->bytes() <= std::max(limits_.max_bytes, smallest_bound)) return;
  const std::size_t size = size_of(message);
  if (block->capacity() / 8 < size) return;
  chunk_ref own = chunk::allocate(size);
  std::byte* to = own->data();
  const auto move = [&to](protocol::bytes part) {
    std::byte* const at = to;
    if (!part.empty()) std::memcpy(at, part.data(), part.size());
    to += part.size();
    return protocol::bytes(at, part.size());
  };
  message.topic = protocol::as_text(move(protocol::as_bytes(message.topic)));
  message.properties = move(message.properties);
  message.payload = move(message.payload);
  block = std::move(own);
}

std::uint32_t inbound::take_slot() {
  if (!free_.empty()) {
    const std::uint32_t index = free_.back();
    free_.pop_back();
    return index;
  }
  slots_.emplace_back();
  return static_cast<std::uint32_t>(slots_.size() - 1);
}

void inbound::free_slot(std::uint32_t index) {
  slot& entry = slots_[index];
  entry.status = slot::state::free;
  entry.block.reset();
  entry.holdings.clear();
  entry.undone = 0;
  entry.unclaimed = false;
  entry.order = 0;
  entry.generation = ++entry.last_generation;
  free_.push_back(index);
}

// A token is the slot's index and its generation, below 2^53 so that any language can hold it.
std::uint64_t inbound::token_of(std::uint32_t index) const {
  return (std::uint64_t{slots_[index].generation} << slot_bits) | index;
}

inbound::slot* inbound::slot_of(std::uint64_t token) {
  const std::uint64_t index = token & ((std::uint64_t{1} << slot_bits) - 1);
  return index < slots_.size() ? &slots_[index] : nullptr;
}

// The message that has this token from its arrival on, whatever tokens its hand-overs have.
inbound::slot* inbound::find(std::uint64_t token) {
  slot* entry = slot_of(token);
  return entry != nullptr && entry->generation == token >> slot_bits ? entry : nullptr;
}

// --- time ---

std::optional<time_point> inbound::next_deadline() const {
  std::optional<time_point> next;
  const auto consider = [&next](time_point when) { next = next ? std::min(*next, when) : when; };
  if (!alarms_.empty()) consider(alarms_.front().when);
  if (unmatched_deadline_ && !waiting_.empty()) consider(*unmatched_deadline_);
  for (const auto& [operation, each] : consumers_) {
    if (each.watched.size() > each.unstamped) {
      consider(each.watched.front().since + each.rules.settle_timeout);
    }
  }
  return next;
}

void inbound::on_time(time_point now, inbound_outputs& out) {
  for (auto& [operation, each] : consumers_) check_watched(operation, each, now, out);
  while (!alarms_.empty() && alarms_.front().when <= now) {
    const alarm due = alarms_.front();
    std::ranges::pop_heap(alarms_, std::greater{}, &alarm::when);
    alarms_.pop_back();
    ring(due, now, out);
  }
  if (unmatched_deadline_ && *unmatched_deadline_ <= now) give_up_unmatched(out);
}

void inbound::give_up_unmatched(inbound_outputs& out) {
  for (const std::uint64_t token : std::exchange(waiting_, {})) {
    slot* entry = find(token);
    if (entry == nullptr || entry->status != slot::state::waiting) continue;
    out.unmatched.emplace_back(entry->message.topic);
    settled_whole(index_of(*entry), out);
  }
}

}  // namespace ipaas::mqtt::delivery
