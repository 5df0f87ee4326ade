#include "session/link.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "message/problem_text.h"
#include "protocol/framing.h"
#include "protocol/properties.h"
#include "protocol/validate.h"
#include "session/no_broker.h"

namespace ipaas::mqtt::session {

using protocol::bytes;
using protocol::packet_type;

namespace {

// A connection that has little to read takes little memory: blocks grow when one was filled.
constexpr std::size_t first_read = std::size_t{4} << 10;
constexpr std::size_t busy_read = std::size_t{64} << 10;
constexpr std::byte connack_first_byte{0x20};
constexpr std::size_t largest_read = std::size_t{512} << 10;

std::uint16_t read_identifier(bytes packet, std::size_t at) {
  return static_cast<std::uint16_t>(std::to_integer<unsigned>(packet[at]) << 8 |
                                    std::to_integer<unsigned>(packet[at + 1]));
}

void write_identifier(std::byte* at, std::uint16_t identifier) {
  at[0] = static_cast<std::byte>(identifier >> 8);
  at[1] = static_cast<std::byte>(identifier & 0xFF);
}

}  // namespace

link::link(const config::connection_settings& settings, delivery::engine& engine, listener& owner)
    : version_(settings.mqtt_version),
      transport_(settings.transport),
      clean_session_(settings.clean_session),
      max_packet_size_(settings.max_packet_size),
      engine_(engine),
      owner_(owner),
      read_size_(first_read) {}

// --- from the network ---

std::span<std::byte> link::room() {
  const std::size_t unread = end_ - begin_;
  const bool fits = block_ && begin_ + std::max(needed_, unread + 1) <= block_->capacity();
  if (block_ && unread == 0 && block_->unique()) {
    begin_ = end_ = 0;
  } else if (!fits) {
    // The packet goes on in a new block, where all of it has room; messages may still point into
    // the old one.
    chunk_ref next = chunk::allocate(wanted_capacity(), engine_.read_blocks());
    if (unread > 0) std::memcpy(next->data(), block_->data() + begin_, unread);
    block_ = std::move(next);
    begin_ = 0;
    end_ = unread;
  }
  return {block_->data() + end_, block_->capacity() - end_};
}

std::size_t link::wanted_capacity() const {
  return std::max({read_size_, needed_, end_ - begin_ + first_read / 4});
}

void link::received(std::size_t size) {
  end_ += size;
  if (end_ == block_->capacity())
    read_size_ = std::max(read_size_, std::min(read_size_ * 4, busy_read));
}

link::status link::process() {
  while (begin_ < end_) {
    const bytes unread(block_->data() + begin_, end_ - begin_);
    if (!connected_ && unread[0] != connack_first_byte) return fail_no_broker(unread);
    const auto [framing, header] = protocol::read_fixed_header(unread);
    if (framing == protocol::frame_status::need_more) return status::need_more;
    if (framing == protocol::frame_status::malformed) {
      return fail(error_code::protocol_error, say(problem::header_invalid));
    }
    if (header.packet_size() > max_packet_size_) {
      return fail(error_code::packet_too_large,
                  say(problem::packet_announced_large, header.packet_size(), max_packet_size_));
    }
    needed_ = header.packet_size();
    if (unread.size() < needed_) return status::need_more;
    if (engine_.is_backlogged()) return status::no_room;
    if (const status result = process_packet(header); result != status::need_more) return result;
    begin_ += needed_;
    needed_ = 0;
  }
  // Nothing is left over: an idle connection keeps no buffer. Messages may keep it.
  block_.reset();
  begin_ = end_ = 0;
  return status::need_more;
}

link::status link::process_packet(const protocol::fixed_header& header) {
  const bytes packet(block_->data() + begin_, header.packet_size());
  const bytes body = packet.subspan(header.size);
  if (!connected_) return on_connack(header, packet, body);
  if (delivery::engine::is_of_publish_family(header.type())) return deliver(header.first, body);
  return forward(header, packet, body);
}

link::status link::deliver(std::uint8_t first, bytes body) {
  // Blocks are sized by what comes, so that few messages lie across the end of one.
  read_size_ = std::min(std::max(read_size_, body.size() * 8), largest_read);
  const bool owed_an_answer = awaits_answer() || engine_.sender().awaits_answer();
  const auto policy =
      owed_an_answer ? delivery::engine::when_full::park : delivery::engine::when_full::wait;
  const auto reception = engine_.on_packet(first, body, block_, policy);
  using result = delivery::engine::reception::status;
  if (reception.result == result::failed) {
    return fail(error_code::protocol_error, reception.problem.text());
  }
  if (reception.result == result::no_room) return status::no_room;
  if (static_cast<packet_type>(first >> 4) != packet_type::publish) acknowledged_ = true;
  return status::need_more;
}

link::status link::on_connack(const protocol::fixed_header& header, bytes packet, bytes body) {
  protocol::connack answer;
  if (const auto problem = protocol::parse_connack(version_, header.first, body, answer)) {
    return fail(error_code::protocol_error, problem.text());
  }
  if (clean_session_ && answer.session_present) {
    // MQTT-3.2.2-4: MQTT 5 has the client close the connection; before it, nobody says.
    if (version_ == protocol::version::v5) {
      return fail(error_code::protocol_error, say(problem::connack_unwanted_session));
    }
    answer.session_present = false;
  }
  connected_ = true;
  if (answer.reason == 0) engine_.on_connected(answer);
  owner_.on_connack(answer);
  owner_.to_session(packet);
  return status::need_more;
}

link::status link::forward(const protocol::fixed_header& header, bytes packet, bytes body) {
  if (const auto problem = protocol::validate_from_server(version_, header.first, body)) {
    return fail(error_code::protocol_error, problem.text());
  }
  switch (header.type()) {
    case packet_type::connack:
      return fail(error_code::protocol_error, say(problem::connack_second));
    case packet_type::pingresp:
      // libmosquitto has had its answer from answer_ping().
      owner_.on_ping_answered();
      return status::need_more;
    case packet_type::suback:
    case packet_type::unsuback:
      return give_back_identifier(packet, header.size);
    case packet_type::disconnect:
      // Not for libmosquitto: it would unlock a mutex that it has not locked.
      note_server_disconnect(body);
      return status::need_more;
    default:
      owner_.to_session(packet);
      return status::need_more;
  }
}

link::status link::give_back_identifier(bytes packet, std::size_t header_size) {
  const std::uint16_t identifier = read_identifier(packet, header_size);
  const auto found = std::ranges::find(exchanges_, identifier, &exchange::network);
  if (found == exchanges_.end()) {
    return fail(error_code::protocol_error, say(problem::suback_identifier));
  }
  std::vector<std::byte> renamed(packet.begin(), packet.end());
  write_identifier(renamed.data() + header_size, found->session);
  engine_.identifiers().release(identifier);
  exchanges_.erase(found);
  owner_.to_session(renamed);
  return status::need_more;
}

void link::note_server_disconnect(bytes body) {
  const std::uint8_t reason =
      body.empty() ? std::uint8_t{0} : std::to_integer<std::uint8_t>(body[0]);
  server_words words;
  bytes properties;
  bytes rest;
  if (body.size() > 1 && !protocol::split_properties(body.subspan(1), properties, rest)) {
    protocol::property_reader reader(properties);
    while (const auto property = reader.next()) {
      using protocol::property_id;
      if (property->id == property_id::reason_string) words.reason_string = property->text;
      if (property->id == property_id::server_reference) words.server_reference = property->text;
    }
  }
  owner_.on_server_disconnect(reason, words);
}

// Judged by its first byte: what follows need not look like a packet at all.
link::status link::fail_no_broker(bytes unread) {
  return fail(describe(error_code::protocol_error, no_connack_text(unread, transport_)));
}

link::status link::fail(error_code code, phrase detail) {
  return fail(describe(code, std::move(detail)));
}

link::status link::fail(error failure) {
  failure_ = std::move(failure);
  return status::failed;
}

// --- from libmosquitto ---

void link::from_session(bytes piece) {
  session_bytes_.insert(session_bytes_.end(), piece.begin(), piece.end());
  std::size_t done = 0;
  std::size_t pings = 0;
  while (done < session_bytes_.size()) {
    const auto rest = std::span(session_bytes_).subspan(done);
    const auto [framing, header] = protocol::read_fixed_header(rest);
    if (framing != protocol::frame_status::complete || rest.size() < header.packet_size()) break;
    send_from_session(header, rest.first(header.packet_size()));
    if (header.type() == packet_type::pingreq) ++pings;
    done += header.packet_size();
  }
  session_bytes_.erase(session_bytes_.begin(),
                       session_bytes_.begin() + static_cast<std::ptrdiff_t>(done));
  if (session_bytes_.empty()) session_bytes_.shrink_to_fit();
  // Last: who is answered may send more from within.
  for (; pings > 0; --pings) answer_ping();
}

void link::send_from_session(const protocol::fixed_header& header, std::span<std::byte> packet) {
  if (header.type() == packet_type::connect) return send_connect(packet);
  const bool has_identifier =
      header.type() == packet_type::subscribe || header.type() == packet_type::unsubscribe;
  if (has_identifier) take_identifier(packet, header.size);
  engine_.queue().append_copy(packet);
}

// In a block of its own, which is overwritten when it is gone.
void link::send_connect(bytes packet) {
  const chunk_ref block = chunk::allocate_secret(packet.size());
  const secret_text password = std::exchange(password_, {});
  const std::size_t before = packet.size() - std::min(packet.size(), password.view().size());
  std::memcpy(block->data(), packet.data(), before);
  std::memcpy(block->data() + before, password.view().data(), password.view().size());
  engine_.queue().append_reference(block, {block->data(), packet.size()});
}

// libmosquitto counts its own identifiers, delivery takes others at the same time: on the network
// every one comes from the pool.
void link::take_identifier(std::span<std::byte> packet, std::size_t header_size) {
  const std::uint16_t session = read_identifier(packet, header_size);
  const std::uint16_t network = engine_.identifiers().acquire();
  exchanges_.push_back({network, session});
  write_identifier(packet.data() + header_size, network);
}

// Otherwise libmosquitto would give up a healthy connection whose answer waits behind a full
// window.
void link::answer_ping() {
  static constexpr std::byte pingresp[] = {std::byte{0xD0}, std::byte{0}};
  owner_.on_ping_sent();
  owner_.to_session(pingresp);
}

void link::reset() {
  for (const exchange& open : exchanges_) engine_.identifiers().release(open.network);
  exchanges_.clear();
  session_bytes_.clear();
  password_ = {};
  block_.reset();
  begin_ = end_ = needed_ = 0;
  connected_ = false;
  acknowledged_ = false;
  failure_.reset();
}

}  // namespace ipaas::mqtt::session
