// What a connection tells its operations of itself.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "message/json_text.h"
#include "message/problem_text.h"
#include "protocol/version_name.h"
#include "session/connection.h"
#include "session/no_broker.h"

namespace ipaas::mqtt::session {

namespace {

using std::chrono::system_clock;

std::uint64_t whole_seconds(transport::clock::duration time) {
  return static_cast<std::uint64_t>(std::chrono::floor<std::chrono::seconds>(time).count());
}

event_member told_delay(std::string_view name, milliseconds delay) {
  return told(name, std::to_string(delay.count()),
              fmt::format("{:.1f} s", static_cast<double>(delay.count()) / 1000));
}

std::string granted_json(const subscriptions::grants& granted) {
  std::string json = "[";
  for (const auto& [filter, qos] : granted) {
    json += json.size() > 1 ? ",{" : "{";
    append_json_member(json, "filter", std::string_view(filter));
    append_json_member(json, "qos", std::int64_t{qos});
    json += '}';
  }
  return json + ']';
}

}  // namespace

// --- attempts ---

event connection::connecting_event() const {
  return {event_name::connecting,
          {told("broker", endpoint()), told("attempt", fsm_.attempt()),
           told_delay("waitedMs", waited_)}};
}

event connection::down_event() const {
  const auto retry_in = std::chrono::ceil<milliseconds>(retry_at_ - transport::clock::now());
  const milliseconds left = std::max(retry_in, milliseconds(0));
  return {event_name::down,
          {told("broker", last_failure_->endpoint), told_word("endedBy", ended_by_),
           told_delay("retryInMs", left), told("retryAt", iso_time(system_clock::now() + left))},
          last_failure_};
}

event connection::failed_event() const {
  return {event_name::failed,
          {told("broker", last_failure_->endpoint), told_word("endedBy", ended_by_)},
          last_failure_};
}

// What an operation has missed that was opened after it happened.
void connection::tell_state(operation_entry& entry) {
  for (const event& each : remarks_) tell(entry, each);
  switch (fsm_.current()) {
    case session_fsm::state::failed:
      return tell(entry, failed_event());
    case session_fsm::state::waiting:
      return tell(entry, down_event());
    case session_fsm::state::connecting:
      return tell(entry, connecting_event());
    default:
      return;
  }
}

void connection::report_up(operation_id operation, operation_entry& entry) {
  entry.up_reported = true;
  event up{
      event_name::up,
      {told("broker", endpoint()), told("version", name_of(settings_.mqtt_version)),
       told("clientId", settings_.client_id), told_word("session", resumed_ ? "resumed" : "new"),
       told("receiveMaximum", limits_.receive_maximum),
       told("maximumPacketSize", limits_.packet_size),
       told("maximumQos", static_cast<std::uint64_t>(limits_.maximum_qos)),
       told("keepAlive", static_cast<std::uint64_t>(keep_alive_.count()))}};
  if (entry.consumes) {
    const auto& granted = subscriptions_.granted(operation);
    up.name = event_name::up_subscribed;
    up.members.push_back(
        told("granted", granted_json(granted), subscriptions_.granted_text(operation)));
  }
  tell(entry, up);
}

void connection::note_limits(const protocol::connack& answer) {
  limits_.receive_maximum = std::min(settings_.max_in_flight, answer.receive_maximum);
  limits_.packet_size = settings_.max_packet_size;
  if (answer.maximum_packet_size != 0) {
    limits_.packet_size = std::min<std::size_t>(limits_.packet_size, answer.maximum_packet_size);
  }
  limits_.maximum_qos = answer.maximum_qos;
}

// --- the end ---

void connection::lose_input(const transport::io_result& got) {
  const bool answered = fsm_.current() != session_fsm::state::connecting;
  if (got.status == transport::io_status::end_of_stream && answered) {
    return lose(describe(error_code::connection_lost, say(problem::broker_closed)), by_broker);
  }
  lose_broken(got);
}

void connection::lose_broken(const transport::io_result& got) {
  const bool ended = got.status == transport::io_status::end_of_stream;
  const bool unanswered = fsm_.current() == session_fsm::state::connecting;
  phrase text = unanswered && got.code == error_code::connection_lost
                    ? no_answer_text(got.reason, settings_.transport)
                    : say(problem::connection_broke, got.reason);
  lose(describe(got.code, std::move(text)), ended ? by_broker : by_network);
}

// --- the window ---

void connection::watch_window(time_point at) {
  const delivery::inbound& window = engine_.receiver();
  if (window.has_room()) {
    if (const auto was_full = window_watch_.on_room(at)) {
      tell_all({event_name::window_free, {told("seconds", whole_seconds(*was_full))}});
    }
    return;
  }
  const auto full = window_watch_.on_full(at);
  if (!full) return;
  const auto since = system_clock::now() - std::chrono::duration_cast<milliseconds>(*full);
  tell_all({event_name::window_full,
            {told("since", iso_time(since)), told("seconds", whole_seconds(*full)),
             told("messages", window.unsettled()), told("bytes", window.unsettled_bytes())}});
}

// --- telling ---

void connection::announce(const event& what) {
  tell_all(what);
  commit();
}

void connection::warn(operation_id operation, std::span<const error> warnings) {
  const auto found = operations_.find(operation);
  if (found == operations_.end()) return;
  for (const error& each : warnings) tell(found->second, {event_name::remark, {}, each});
  commit();
}

void connection::tell(operation_entry& entry, const event& what) {
  if (entry.stopped) return;
  entry.port->on_event(what);
  entry.touched = true;
}

// For everybody, and for operations that are opened later on the same connection.
void connection::remark(event what) {
  tell_all(what);
  remarks_.push_back(std::move(what));
}

void connection::tell_all(const event& what) {
  for (auto& [operation, entry] : operations_) {
    if (!entry.failed) tell(entry, what);
  }
}

}  // namespace ipaas::mqtt::session
