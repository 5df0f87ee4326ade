#include "delivery/outbound.h"

#include <fmt/format.h>

#include <algorithm>

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

std::shared_ptr<const error> make_error(error_code code, std::string_view detail) {
  return std::make_shared<const error>(describe(code, detail));
}

std::shared_ptr<const error> rejection(const protocol::acknowledgement& packet) {
  constexpr std::uint8_t not_authorized = 0x87;
  const auto code =
      packet.reason == not_authorized ? error_code::not_authorized : error_code::publish_rejected;
  std::string detail =
      fmt::format("The broker refused the message with reason code 0x{:02X}", packet.reason);
  if (!packet.reason_string.empty()) detail += fmt::format(" ({})", packet.reason_string);
  error failure = describe(code, detail);
  failure.reason_code = packet.reason;
  return std::make_shared<const error>(std::move(failure));
}

}  // namespace

// --- the outbox ---

void outbound::submit(submission message, time_point now, std::vector<outcome>& out) {
  if (closed_) {
    out.push_back(
        {message.operation, message.token, message.size, std::make_shared<const error>(*closed_)});
    ++counters_.failures[static_cast<std::size_t>(closed_->code)];
    return;
  }
  ++pending_[message.operation];
  const std::uint32_t index = allocate(std::move(message), now);
  if (cursor_ == none) cursor_ = index;
  if (earliest_ == none) earliest_ = index;
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
  item.accepted = now;
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
    by_identifier_.erase(item.identifier);
    identifiers_.release(item.identifier);
  }
  if (item.on_the_way) {
    --in_flight_;
    if (item.message.qos == qos::exactly_once) --exactly_once_;
  }
  item.message.block.reset();
  free_.push_back(index);
}

void outbound::report(entry& item, const std::shared_ptr<const error>& failure,
                      std::vector<outcome>& out) {
  if (item.reported) return;
  item.reported = true;
  count(item, failure.get());
  if (--pending_[item.message.operation] == 0) pending_.erase(item.message.operation);
  out.push_back({item.message.operation, item.message.token, item.message.size, failure});
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
  remove(index);
}

// A message fails before its exchange is over. One that was sent keeps its identifier until the
// broker has answered: a new message under it would be taken for a repetition.
void outbound::give_up(std::uint32_t index, const std::shared_ptr<const error>& failure,
                       std::vector<outcome>& out) {
  if (entries_[index].status == state::queued) {
    finish(index, failure, out);
  } else {
    report(entries_[index], failure, out);
  }
}

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
    queue.append_reference(item.message.block, {item.message.packet, item.message.size});
    item.status = state::writing;
    counters_.sent.add(item.message.qos, item.message.size);
    writing_.push({queue.appended(), index});
    return true;
  }
  // A resumed session may answer a message before its turn to be sent again has come.
  if (item.on_the_way) return true;
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

bool outbound::send_publish(std::uint32_t index, write_queue& queue) {
  entry& item = entries_[index];
  const protocol::bytes packet(item.message.packet, item.message.size);
  if (item.identifier == 0) {
    item.identifier = identifiers_.acquire();
    if (item.identifier == 0) return false;
    by_identifier_.emplace(item.identifier, index);
    std::byte* at = item.message.packet + protocol::publish_identifier_offset(packet);
    at[0] = static_cast<std::byte>(item.identifier >> 8);
    at[1] = static_cast<std::byte>(item.identifier & 0xFF);
    counters_.sent.add(item.message.qos, item.message.size);
  } else {
    // Sent before on a connection that was lost. restart_without_session() has made those that
    // begin anew look as if they had not been.
    item.message.packet[0] |= protocol::duplicate_flag;
    ++counters_.repeated;
  }
  item.status = state::sent;
  queue.append_reference(item.message.block, packet);
  return true;
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
                      fmt::format("The packet has {} bytes, the broker takes at most {}",
                                  message.size, server_packet_limit_));
  }
  if (message.qos > server_maximum_qos_) {
    return make_error(
        error_code::publish_rejected,
        fmt::format("The broker takes messages up to QoS {}, this one has QoS {}",
                    static_cast<int>(server_maximum_qos_), static_cast<int>(message.qos)));
  }
  if (message.retain && !server_retains_) {
    return make_error(error_code::publish_rejected, "The broker does not keep retained messages");
  }
  return nullptr;
}

void outbound::on_written(std::uint64_t position, std::vector<outcome>& out) {
  while (!writing_.empty() && writing_.front().position <= position) {
    finish(writing_.pop().index, nullptr, out);
  }
}

// --- acknowledgements ---

protocol::malformed outbound::on_acknowledgement(const protocol::acknowledgement& packet,
                                                 write_queue& queue, std::vector<outcome>& out) {
  const auto found = by_identifier_.find(packet.identifier);
  if (found == by_identifier_.end())
    return {"an acknowledgement for a packet identifier that is not in use"};
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
  if (entries_[index].message.qos != qos::at_least_once) return {"PUBACK for a message of QoS 2"};
  finish(index, packet.reason >= first_failure ? rejection(packet) : nullptr, out);
  return {};
}

protocol::malformed outbound::on_pubrec(std::uint32_t index,
                                        const protocol::acknowledgement& packet, write_queue& queue,
                                        std::vector<outcome>& out) {
  entry& item = entries_[index];
  if (item.message.qos != qos::exactly_once) return {"PUBREC for a message of QoS 1"};
  if (packet.reason >= first_failure) {
    finish(index, rejection(packet), out);
    return {};
  }
  // The payload is the broker's now; only the identifier is still needed.
  item.status = state::released;
  item.message.block.reset();
  send_pubrel(item, queue);
  take_quota(item);
  return {};
}

// Whatever the reason code: 0x92, "packet identifier not found", says that the broker had completed
// the exchange before.
protocol::malformed outbound::on_pubcomp(std::uint32_t index, std::vector<outcome>& out) {
  if (entries_[index].status != state::released) return {"PUBCOMP before PUBREC"};
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
  if (!granted.session_present) restart_without_session(out);
  cursor_ = first_;
}

void outbound::restart_without_session(std::vector<outcome>& out) {
  const auto lost = make_error(error_code::connection_lost,
                               "The broker had received the message, and lost the session before "
                               "it confirmed that it passed it on");
  for (std::uint32_t index = first_; index != none;) {
    entry& item = entries_[index];
    const std::uint32_t next = item.next;
    if (item.status == state::released || item.reported) {
      finish(index, lost, out);
    } else if (item.identifier != 0) {
      by_identifier_.erase(item.identifier);
      identifiers_.release(item.identifier);
      item.identifier = 0;
      item.status = state::queued;
      item.message.packet[0] &= ~protocol::duplicate_flag;
    }
    index = next;
  }
}

void outbound::on_disconnected() {
  connected_ = false;
  in_flight_ = exactly_once_ = 0;
  writing_.clear();
  for (std::uint32_t index = first_; index != none;) {
    entry& item = entries_[index];
    const std::uint32_t next = item.next;
    item.on_the_way = false;
    if (item.status == state::writing) item.status = state::queued;
    // Not to be sent after its failure was told. Only exchanges that have begun have to be ended.
    if (item.status == state::queued && item.reported) remove(index);
    index = next;
  }
  cursor_ = first_;
}

void outbound::fail_all(const error& reason, std::vector<outcome>& out) {
  closed_ = reason;
  writing_.clear();
  const auto failure = std::make_shared<const error>(reason);
  while (first_ != none) finish(first_, failure, out);
}

void outbound::fail_operation(operation_id operation, const error& reason,
                              std::vector<outcome>& out) {
  const auto failure = std::make_shared<const error>(reason);
  for (std::uint32_t index = first_; index != none;) {
    const std::uint32_t next = entries_[index].next;
    if (entries_[index].message.operation == operation) give_up(index, failure, out);
    index = next;
  }
}

std::size_t outbound::pending_of(operation_id operation) const {
  const auto found = pending_.find(operation);
  return found == pending_.end() ? 0 : found->second;
}

// --- time ---

std::optional<time_point> outbound::next_deadline() const {
  if (settings_.write_timeout == milliseconds::zero() || earliest_ == none) return {};
  return entries_[earliest_].accepted + settings_.write_timeout;
}

void outbound::on_time(time_point now, std::vector<outcome>& out) {
  if (settings_.write_timeout == milliseconds::zero()) return;
  while (earliest_ != none && entries_[earliest_].accepted + settings_.write_timeout <= now) {
    const std::uint32_t index = earliest_;
    const std::uint32_t next = entries_[index].next;
    if (!entries_[index].reported) {
      give_up(index,
              make_error(error_code::write_timeout,
                         fmt::format("Not {} within {} ms",
                                     entries_[index].message.qos == qos::at_most_once
                                         ? "written"
                                         : "acknowledged by the broker",
                                     settings_.write_timeout.count())),
              out);
    }
    if (earliest_ == index) earliest_ = next;
  }
}

}  // namespace ipaas::mqtt::delivery
