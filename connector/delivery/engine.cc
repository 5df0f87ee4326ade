#include "delivery/engine.h"

#include <algorithm>

#include "message/problem_text.h"

namespace ipaas::mqtt::delivery {

using protocol::packet_type;

engine::engine(inbound::limits inbound_limits, outbound::settings outbound_settings, journal* notes)
    : version_(inbound_limits.version),
      journal_(notes),
      read_blocks_(std::make_shared<chunk_account>()),
      inbound_(inbound_limits, read_blocks_),
      outbound_(outbound_settings, identifiers_, notes) {}

bool engine::is_of_publish_family(packet_type type) {
  return type >= packet_type::publish && type <= packet_type::pubcomp;
}

engine::reception engine::on_packet(std::uint8_t first, protocol::bytes body,
                                    const chunk_ref& block, when_full policy) {
  if (static_cast<packet_type>(first >> 4) == packet_type::publish) {
    const reception result = on_publish(first, body, block, policy);
    if (result.result == reception::status::taken) count(first, body.size());
    return result;
  }
  protocol::acknowledgement packet;
  protocol::malformed problem = protocol::parse_acknowledgement(version_, first, body, packet);
  if (!problem) {
    problem = packet.type == packet_type::pubrel
                  ? inbound_.on_pubrel(packet, received_)
                  : outbound_.on_acknowledgement(packet, queue_, outcomes_);
  }
  return {problem ? reception::status::failed : reception::status::taken, problem};
}

void engine::count(std::uint8_t first, std::size_t body) {
  const auto level = static_cast<protocol::qos>(first >> 1 & 3);
  counted_.add(level, body + protocol::fixed_header_size(static_cast<std::uint32_t>(body)));
}

engine::reception engine::on_publish(std::uint8_t first, protocol::bytes body,
                                     const chunk_ref& block, when_full policy) {
  protocol::publish message;
  if (const auto problem = protocol::parse_publish(version_, first, body, message)) {
    return {reception::status::failed, problem};
  }
  if (message.topic_alias != 0) return on_aliased(message, block, policy);
  return admit(message, block, policy);
}

engine::reception engine::on_aliased(protocol::publish& message, chunk_ref block,
                                     when_full policy) {
  if (const auto problem = aliases_.resolve(message, block)) {
    return {reception::status::failed, problem};
  }
  return admit(message, block, policy);
}

engine::reception engine::admit(const protocol::publish& message, const chunk_ref& block,
                                when_full policy) {
  if (inbound_.on_publish(message, block, received_) == inbound::admission::taken) return {};
  if (policy == when_full::wait) return {reception::status::no_room, {}};
  inbound_.park(message, block);
  return {};
}

void engine::on_connected(const protocol::connack& granted) {
  if (journal_ != nullptr && !granted.session_present) journal_->note_new_session();
  inbound_.on_connected(granted.session_present ? inbound::session::resumed
                                                : inbound::session::fresh);
  outbound_.on_connected(granted, outcomes_);
}

void engine::on_disconnected() {
  queue_acknowledgements();
  std::vector<protocol::acknowledgement> lost;
  std::ranges::transform(unsent_, std::back_inserter(lost), &unsent::answer);
  unsent_.clear();
  while (!noted_.empty()) lost.push_back(noted_.pop().answer);
  queue_.reset();
  aliases_.reset();
  inbound_.on_disconnected(lost);
  answers_left_ = answers_queued_;
  outbound_.on_disconnected();
}

void engine::fill_queue() {
  // What was put there before and is there still could not be written.
  if (answers_left_ < answers_queued_) inbound_.on_answers_held_up(answers_queued_);
  queue_acknowledgements();
  outbound_.fill(queue_, outcomes_);
}

void engine::queue_acknowledgements() {
  for (const protocol::acknowledgement& answer : received_.acknowledgements) {
    if (const std::uint64_t number = note(answer); number != 0) {
      noted_.push({number, answer});
    } else {
      queue(answer);
    }
  }
  answers_queued_ += received_.acknowledgements.size();
  received_.acknowledgements.clear();
}

void engine::queue(const protocol::acknowledgement& answer) {
  std::byte packet[protocol::max_encoded_acknowledgement];
  queue_.append_copy({packet, protocol::encode_acknowledgement(version_, answer, packet)});
  unsent_.push({queue_.appended(), answer});
}

// The number of the note that has to stand before the answer may leave; 0: it may leave now. After
// PUBREC a message must not be handed over again, by a later process either. After PUBCOMP the
// identifier must be known to nobody.
std::uint64_t engine::note(const protocol::acknowledgement& answer) {
  if (journal_ == nullptr) return 0;
  if (answer.type == packet_type::pubcomp) return journal_->note_completed(answer.identifier);
  const bool goes_on = answer.type == packet_type::pubrec && answer.reason < 0x80;
  return goes_on ? journal_->note_received(answer.identifier) : 0;
}

void engine::on_durable(const durable_point& point) {
  outbound_.on_durable(point, queue_);
  while (!noted_.empty() && noted_.front().note <= point.note) queue(noted_.pop().answer);
}

void engine::on_written(std::size_t size) {
  queue_.consume(size);
  if (queue_.empty()) {
    unsent_.clear();
  } else {
    while (!unsent_.empty() && unsent_.front().position <= queue_.written()) unsent_.pop();
  }
  answers_left_ = answers_queued_ - unsent_.size() - noted_.size();
  inbound_.on_answers_left(answers_left_);
  outbound_.on_written(queue_.written(), outcomes_);
}

void engine::on_time(time_point now) {
  inbound_.on_time(now, received_);
  outbound_.on_time(now, outcomes_);
  publish_dead_letters(now);
  conclude_dead_letters(now);
}

void engine::publish_dead_letters(time_point now) {
  for (const letter_reference& wanted : std::exchange(received_.dead_letters, {})) {
    if (const auto letter = inbound_.dead_letter_of(wanted)) publish(wanted, *letter, now);
  }
}

void engine::publish(const letter_reference& wanted, const dead_letter& letter, time_point now) {
  submission message = encode_dead_letter(version_, letter);
  message.operation = wanted.operation;
  message.token = wanted.token;
  if (room_ == nullptr || room_->reserve(message.size)) {
    return outbound_.submit(std::move(message), now, outcomes_);
  }
  const auto full = std::make_shared<const error>(
      describe(error_code::outbox_full, say(problem::letter_without_room)));
  inbound_.on_dead_letter(wanted, full, now, received_);
}

void engine::conclude_dead_letters(time_point now) {
  for (const outcome& each : std::exchange(outbound_.finished_letters(), {})) {
    if (room_ != nullptr) room_->release(each.size);
    inbound_.on_dead_letter({each.operation, each.token}, each.failure, now, received_);
  }
}

std::optional<time_point> engine::next_deadline() const {
  if (awaits_time()) return time_point::min();
  const auto a = inbound_.next_deadline();
  const auto b = outbound_.next_deadline();
  return a && b ? std::min(a, b) : (a ? a : b);
}

}  // namespace ipaas::mqtt::delivery
