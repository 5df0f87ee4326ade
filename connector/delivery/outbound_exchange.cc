// Sending, acknowledgements and the connection; the outbox itself is in outbound.cc.
#include <algorithm>

#include "delivery/outbound.h"
#include "delivery/outbox_lookup.h"
#include "delivery/rejection.h"
#include "message/problem_text.h"
#include "protocol/publish.h"

namespace ipaas::mqtt::delivery {

namespace {

using protocol::packet_type;
using protocol::qos;

// So much may wait in the write queue before messages stay in the outbox: enough to keep the socket
// busy, little enough that acknowledgements do not queue behind it.
constexpr std::size_t enough_to_write = std::size_t{512} << 10;
// Some identifiers stay free for SUBSCRIBE and UNSUBSCRIBE.
constexpr std::size_t most_in_flight = 65'000;
// MQTT 3.x cannot say how many exchanges a broker takes at once. mosquitto 2.0 with its defaults
// ends the connection at the 21st of QoS 2; QoS 1 it answers at once.
constexpr std::size_t most_exactly_once_in_3 = 20;
constexpr std::uint8_t first_failure = 0x80;

std::shared_ptr<const error> refused_by(const protocol::acknowledgement& packet) {
  return std::make_shared<const error>(rejection(packet));
}

}  // namespace

// --- sending ---

void outbound::fill(write_queue& queue, std::vector<outcome>& out) {
  while (connected_ && cursor_ != none && queue.pending() < enough_to_write) {
    const std::uint32_t index = cursor_;
    const std::uint32_t next = entries_[index].next;
    if (!send(index, queue, out)) return;
    if (cursor_ == index) cursor_ = next;
  }
}

// False: it has to wait, and everything behind it.
bool outbound::send(std::uint32_t index, write_queue& queue, std::vector<outcome>& out) {
  entry& item = entries_[index];
  if (item.status == state::queued) {
    if (const auto refusal = refusal_of(item)) {
      finish(index, refusal, out);
      return true;
    }
  }
  if (item.message.qos == qos::at_most_once) {
    write(item, queue);
    item.status = state::writing;
    counters_.sent.add(item.message.qos, item.message.size);
    writing_.push({queue.appended(), index});
    return true;
  }
  // A resumed session may answer a message before its turn to be sent again has come.
  if (item.on_the_way) return true;
  if (!stands(item)) return false;
  if (!has_quota_for(item.message.qos)) return false;
  if (item.status == state::released) {
    send_pubrel(item, queue);
  } else if (!send_publish(index, queue)) {
    return false;
  }
  take_quota(item);
  return true;
}

void outbound::take_quota(entry& item) {
  if (item.on_the_way) return;
  item.on_the_way = true;
  ++in_flight_;
  if (item.message.qos == qos::exactly_once) ++exactly_once_;
}

bool outbound::has_quota_for(qos level) const {
  if (in_flight_ >= quota_) return false;
  return level != qos::exactly_once || settings_.version == protocol::version::v5 ||
         exactly_once_ < most_exactly_once_in_3;
}

// Whether everything is on the disk that has to be there before the message, or its PUBREL, leaves.
bool outbound::stands(const entry& item) const {
  if (item.message.sequence == 0) return true;
  return item.message.sequence <= durable_.message && connected_note_ <= durable_.note &&
         item.note <= durable_.note;
}

void outbound::on_durable(const durable_point& point, write_queue& queue) {
  durable_ = point;
  while (!releasing_.empty() && entries_[releasing_.front()].note <= point.note) {
    send_pubrel(entries_[releasing_.pop()], queue);
  }
}

// One that is kept has its identifier by its number: a later process would find the same. It may
// have to wait for the one of a message so many numbers before, or of a SUBSCRIBE.
bool outbound::take_identifier(std::uint32_t index) {
  entry& item = entries_[index];
  if (const std::uint64_t sequence = item.message.sequence; sequence != 0) {
    const auto wanted = static_cast<std::uint16_t>((sequence - 1) % last_kept_identifier + 1);
    if (!identifiers_.reserve(wanted)) return false;
    item.identifier = wanted;
  } else {
    item.identifier = identifiers_.acquire();
    if (item.identifier == 0) return false;
  }
  lookup_->by_identifier.emplace(item.identifier, index);
  return true;
}

bool outbound::send_publish(std::uint32_t index, write_queue& queue) {
  entry& item = entries_[index];
  const protocol::bytes packet(item.message.packet, item.message.size);
  // Sent before, on a connection that was lost. restart_without_session() has made those that begin
  // anew look as if they had not been.
  const bool again = item.identifier != 0 || item.message.was == submission::before::sent;
  if (item.identifier == 0) {
    if (!take_identifier(index)) return false;
    std::byte* at = item.message.packet + protocol::publish_identifier_offset(packet);
    at[0] = static_cast<std::byte>(item.identifier >> 8);
    at[1] = static_cast<std::byte>(item.identifier & 0xFF);
  }
  if (again) {
    item.message.packet[0] |= protocol::duplicate_flag;
    ++counters_.repeated;
  } else {
    counters_.sent.add(item.message.qos, item.message.size);
  }
  item.status = state::sent;
  write(item, queue);
  return true;
}

void outbound::write(const entry& item, write_queue& queue) {
  const protocol::bytes packet(item.message.packet, item.message.size);
  if (!aliases_.write(packet, queue)) queue.append_reference(item.message.block, packet);
}

void outbound::send_pubrel(entry& item, write_queue& queue) {
  std::byte* room = queue.append(4);
  protocol::encode_acknowledgement(settings_.version, {packet_type::pubrel, item.identifier, 0, {}},
                                   room);
}

// What the server has said it will not take (MQTT 5 sections 3.2.2.3.4 to 3.2.2.3.6).
std::shared_ptr<const error> outbound::refusal_of(const entry& item) const {
  const submission& message = item.message;
  if (server_packet_limit_ != 0 && message.size > server_packet_limit_) {
    return make_error(error_code::packet_too_large,
                      say(problem::packet_above_broker, message.size, server_packet_limit_));
  }
  if (message.qos > server_maximum_qos_) {
    return make_error(error_code::publish_rejected,
                      say(problem::qos_above_broker, static_cast<int>(server_maximum_qos_),
                          static_cast<int>(message.qos)));
  }
  if (message.retain && !server_retains_) {
    return make_error(error_code::publish_rejected, say(problem::retain_refused));
  }
  return nullptr;
}

void outbound::on_written(std::uint64_t position, std::vector<outcome>& out) {
  while (!writing_.empty() && writing_.front().position <= position) {
    finish(writing_.pop().index, nullptr, out);
  }
}

// From the cursor on, nothing has been sent on this connection.
std::optional<unanswered> outbound::oldest_unanswered() const {
  std::uint32_t index = first_;
  while (index != cursor_ && entries_[index].status != state::sent) index = entries_[index].next;
  if (index == cursor_) return {};
  const submission& message = entries_[index].message;
  const auto topic = protocol::publish_topic({message.packet, message.size});
  return unanswered{message.operation, message.token, std::string(topic), message.size,
                    message.qos};
}

// --- acknowledgements ---

protocol::malformed outbound::on_acknowledgement(const protocol::acknowledgement& packet,
                                                 write_queue& queue, std::vector<outcome>& out) {
  const auto found = lookup_->by_identifier.find(packet.identifier);
  if (found == lookup_->by_identifier.end()) return problem::acknowledgement_unknown;
  switch (packet.type) {
    case packet_type::puback:
      return on_puback(found->second, packet, out);
    case packet_type::pubrec:
      return on_pubrec(found->second, packet, queue, out);
    default:
      return on_pubcomp(found->second, out);
  }
}

protocol::malformed outbound::on_puback(std::uint32_t index,
                                        const protocol::acknowledgement& packet,
                                        std::vector<outcome>& out) {
  if (entries_[index].message.qos != qos::at_least_once) return problem::puback_for_qos_2;
  finish(index, packet.reason >= first_failure ? refused_by(packet) : nullptr, out);
  return {};
}

protocol::malformed outbound::on_pubrec(std::uint32_t index,
                                        const protocol::acknowledgement& packet, write_queue& queue,
                                        std::vector<outcome>& out) {
  entry& item = entries_[index];
  if (item.message.qos != qos::exactly_once) return problem::pubrec_for_qos_1;
  if (packet.reason >= first_failure) {
    finish(index, refused_by(packet), out);
    return {};
  }
  take_quota(item);
  if (item.message.sequence != 0 && item.status != state::released) {
    item.note = journal_->note_released(item.message.sequence);
    releasing_.push(index);
  } else if (stands(item)) {
    send_pubrel(item, queue);
  }
  // The payload is the broker's now; only the identifier is still needed.
  item.status = state::released;
  item.message.block.reset();
  return {};
}

// Whatever the reason code: 0x92, "packet identifier not found", says that the broker had completed
// the exchange before.
protocol::malformed outbound::on_pubcomp(std::uint32_t index, std::vector<outcome>& out) {
  const entry& item = entries_[index];
  if (item.status != state::released) return problem::pubcomp_before_pubrec;
  if (!stands(item)) return problem::pubcomp_before_pubrel;
  finish(index, nullptr, out);
  return {};
}

// --- the connection ---

void outbound::on_connected(const protocol::connack& granted, std::vector<outcome>& out) {
  connected_ = true;
  quota_ =
      std::min<std::size_t>({settings_.max_in_flight, granted.receive_maximum, most_in_flight});
  server_packet_limit_ = granted.maximum_packet_size;
  server_maximum_qos_ = granted.maximum_qos;
  server_retains_ = granted.retain_available;
  aliases_.reset(granted.topic_alias_maximum, granted.maximum_packet_size);
  if (!granted.session_present) restart_without_session(out);
  if (journal_ != nullptr) connected_note_ = journal_->note_connected();
  cursor_ = first_;
}

void outbound::restart_without_session(std::vector<outcome>& out) {
  const auto lost = make_error(error_code::connection_lost, say(problem::session_lost_midway));
  for (std::uint32_t index = first_; index != none;) {
    entry& item = entries_[index];
    const std::uint32_t next = item.next;
    if (item.status == state::released || item.reported) {
      finish(index, lost, out);
    } else if (item.identifier != 0) {
      lookup_->by_identifier.erase(item.identifier);
      identifiers_.release(item.identifier);
      item.identifier = 0;
      item.status = state::queued;
      item.message.packet[0] &= ~protocol::duplicate_flag;
    }
    item.message.was = submission::before::nothing;
    index = next;
  }
}

void outbound::on_disconnected() {
  if (std::exchange(connected_, false) && journal_ != nullptr) journal_->note_disconnected();
  in_flight_ = exactly_once_ = 0;
  writing_.clear();
  releasing_.clear();
  for (std::uint32_t index = first_; index != none;) {
    entry& item = entries_[index];
    const std::uint32_t next = item.next;
    item.on_the_way = false;
    if (item.status == state::writing) item.status = state::queued;
    // Not to be sent after its failure was told. Only exchanges that have begun have to be ended.
    if (!has_begun(item) && item.reported) remove_and_forget(index);
    index = next;
  }
  cursor_ = first_;
}

}  // namespace ipaas::mqtt::delivery
