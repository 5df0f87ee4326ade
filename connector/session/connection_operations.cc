// What a connection does for its operations.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "session/connection.h"

namespace ipaas::mqtt::session {

namespace {

// Messages of a kept session that match no operation wait so long for one to be opened.
constexpr std::chrono::seconds patience_for_unmatched{10};

std::string_view version_text(protocol::version version) {
  switch (version) {
    case protocol::version::v3_1:
      return "3.1";
    case protocol::version::v5:
      return "5";
    default:
      return "3.1.1";
  }
}

}  // namespace

// --- opening ---

void connection::add_consumer(operation_id operation, const config::consumer_settings& settings,
                              operation_port& port) {
  operation_entry& entry = operations_[operation];
  entry.port = &port;
  entry.consumes = true;
  subscriptions_.add(operation, settings.subscriptions, settings.options);
  engine_.receiver().add_consumer(operation, subscriptions_.filters_of(operation),
                                  rules_of(settings), engine_.received());
  tell_state(entry);
  const auto state = fsm_.current();
  if (state == session_fsm::state::up || state == session_fsm::state::granting) {
    subscribe(operation);
  }
  turn();
}

void connection::add_producer(operation_id operation, operation_port& port) {
  operation_entry& entry = operations_[operation];
  entry.port = &port;
  tell_state(entry);
  report_up_when_granted();
  turn();
}

// What an operation has missed that was opened after it happened.
void connection::tell_state(operation_entry& entry) {
  switch (fsm_.current()) {
    case session_fsm::state::failed:
      return tell(entry, {event_kind::failed, last_failure_->description, last_failure_});
    case session_fsm::state::waiting:
      return tell(entry, {event_kind::down, last_failure_->description, last_failure_});
    case session_fsm::state::connecting:
      return tell(entry, {event_kind::connecting, fmt::format("Connecting to {} (attempt {})",
                                                              endpoint(), fsm_.attempt())});
    default:
      return;
  }
}

// --- subscribing ---

void connection::grant() {
  for (const operation_id operation : subscriptions_.operations()) subscribe(operation);
  report_up_when_granted();
}

void connection::subscribe(operation_id operation) {
  const bool with_identifier =
      settings_.mqtt_version == protocol::version::v5 && identifiers_available_;
  const std::uint32_t identifier =
      with_identifier ? delivery::subscription_identifier_of(subscriptions_.filters_of(operation))
                      : 0;
  for (const auto& group : subscriptions_.groups_of(operation)) {
    const int request = session_->subscribe(group, identifier);
    subscriptions_.asked(request, operation, group);
  }
  fsm_.on_asked(transport::clock::now());
}

void connection::on_subscribed(int request, std::span<const int> codes) {
  const auto answer = subscriptions_.on_subscribed(request, codes);
  if (!subscriptions_.waiting()) fsm_.on_answered();
  if (answer && !answer->fits) {
    return lose(
        describe(error_code::protocol_error, "SUBACK with another number of codes than filters"));
  }
  if (answer && answer->refusal) refuse_operation(answer->operation, *answer->refusal);
  report_up_when_granted();
}

void connection::on_unsubscribed(int request) {
  subscriptions_.on_unsubscribed(request);
  if (!subscriptions_.waiting()) fsm_.on_answered();
}

// Connected means subscribed: an operation is up when all it asked for is granted, and the
// connection when every operation is.
void connection::report_up_when_granted() {
  const auto state = fsm_.current();
  if (state != session_fsm::state::granting && state != session_fsm::state::up) return;
  if (!subscriptions_.waiting()) {
    fsm_.on_up();
    limit_patience();
  }
  for (auto& [operation, entry] : operations_) {
    const bool granted = entry.consumes ? subscriptions_.is_granted(operation)
                                        : fsm_.current() == session_fsm::state::up;
    if (granted && !entry.up_reported && !entry.failed) report_up(operation, entry);
  }
}

// Messages that match no operation wait for one. In a kept session that nobody consumes from they
// wait as long as it lasts: they are for the next one, and in nobody's way.
void connection::limit_patience() {
  const bool nobody = std::ranges::none_of(
      operations_, [](const auto& each) { return each.second.consumes && !each.second.failed; });
  if (nobody && !settings_.clean_session) {
    engine_.receiver().keep_unmatched();
  } else {
    engine_.receiver().give_up_unmatched_at(transport::clock::now() + patience_for_unmatched);
  }
}

void connection::report_up(operation_id operation, operation_entry& entry) {
  entry.up_reported = true;
  std::string text = fmt::format("Connected to {} with MQTT {} as {}, session {}", endpoint(),
                                 version_text(settings_.mqtt_version), settings_.client_id,
                                 resumed_ ? "resumed" : "new");
  const std::string granted = subscriptions_.granted_text(operation);
  if (!granted.empty()) text += fmt::format("; subscribed to {}", granted);
  tell(entry, {event_kind::up, text});
}

// One operation may not have what it wants; the others of the connection are not to suffer for it.
void connection::refuse_operation(operation_id operation, const error& why) {
  const auto found = operations_.find(operation);
  if (found == operations_.end() || found->second.failed) return;
  error failure = why;
  failure.endpoint = endpoint();
  failure.stage = "subscribe";
  found->second.failed = true;
  static_cast<void>(subscriptions_.remove(operation));
  auto& received = engine_.received();
  std::erase_if(received.handovers,
                [&](const delivery::handover& message) { return message.operation == operation; });
  found->second.port->withdraw_untaken();
  engine_.receiver().remove_consumer(operation, received);
  give_up_dead_letters(operation);
  tell(found->second, {event_kind::failed, failure.description, failure});
}

// --- messages ---

void connection::settle(operation_id operation, std::span<const delivery::settlement> settlements) {
  const auto found = operations_.find(operation);
  if (found == operations_.end()) return;
  const time_point at = transport::clock::now();
  const std::uint64_t taken = found->second.port->taken();
  for (const delivery::settlement& given : settlements) {
    const auto result = engine_.receiver().settle(operation, given, taken, at, engine_.received());
    if (result == delivery::inbound::settled::done) continue;
    const error failure = describe(
        error_code::core_state,
        fmt::format("Settlement of token {}, which this operation does not hold", given.token));
    tell(found->second, {event_kind::warning, failure.description, failure, given.token});
  }
  turn();
}

void connection::submit(std::vector<delivery::submission>& messages) {
  const time_point at = transport::clock::now();
  for (delivery::submission& message : messages) {
    engine_.sender().submit(std::move(message), at, engine_.outcomes());
  }
  messages.clear();
  turn();
}

void connection::on_durable(const delivery::durable_point& point) {
  engine_.on_durable(point);
  turn();
}

void connection::warn(std::string_view text, const std::optional<error>& why) {
  tell_all({event_kind::warning, std::string(text), why});
  turn();
}

// Passes on what delivery has produced; the hosts see it at the end of the turn.
void connection::distribute() {
  auto& received = engine_.received();
  for (const delivery::handover& message : received.handovers) {
    operation_entry& entry = operations_.at(message.operation);
    entry.port->on_message(message);
    entry.touched = true;
  }
  received.handovers.clear();
  for (const delivery::outcome& result : engine_.outcomes()) {
    const auto found = operations_.find(result.operation);
    if (found == operations_.end()) continue;
    found->second.port->on_outcome(result);
    found->second.touched = true;
  }
  engine_.outcomes().clear();
  report_notices();
  for (const std::string& topic : received.unmatched) {
    tell_all({event_kind::warning,
              fmt::format("A message on \"{}\" matched no open operation within {} s; it was "
                          "acknowledged and dropped",
                          topic, patience_for_unmatched.count())});
  }
  received.unmatched.clear();
}

void connection::commit() {
  for (auto& [operation, entry] : operations_) {
    if (std::exchange(entry.touched, false)) entry.port->commit();
  }
}

void connection::tell(operation_entry& entry, const event& what) {
  if (entry.stopped) return;
  entry.port->on_event(what);
  entry.touched = true;
}

void connection::tell_all(const event& what) {
  for (auto& [operation, entry] : operations_) {
    if (!entry.failed) tell(entry, what);
  }
}

// --- stopping ---

void connection::stop_operation(operation_id operation, milliseconds timeout) {
  const auto found = operations_.find(operation);
  if (found == operations_.end() || found->second.stop_deadline || found->second.stopped) return;
  operation_entry& entry = found->second;
  entry.stop_deadline = transport::clock::now() + timeout;
  if (entry.consumes && !entry.failed) {
    distribute();  // what is on its way to the queue counts as not taken
    engine_.receiver().stop_consumer(operation, entry.port->withdraw_untaken());
  }
  turn();
}

void connection::finish_stops() {
  const time_point at = transport::clock::now();
  for (auto& [operation, entry] : operations_) {
    if (!entry.stop_deadline) continue;
    const bool idle = entry.consumes ? engine_.receiver().held_by(operation) == 0
                                     : engine_.sender().pending_of(operation) == 0;
    if (idle || *entry.stop_deadline <= at) report_stopped(operation, entry);
  }
}

void connection::report_stopped(operation_id operation, operation_entry& entry) {
  std::string text = "Stopped";
  if (const std::size_t held = engine_.receiver().held_by(operation); held > 0) {
    text = fmt::format("Stopped with {} messages unsettled; they stay unacknowledged", held);
  }
  const std::size_t pending = entry.consumes ? 0 : engine_.sender().pending_of(operation);
  if (pending > 0) {
    text =
        fmt::format("Stopped with {} messages unfinished; they failed with MQTT:STOPPED", pending);
    engine_.sender().fail_operation(
        operation, describe(error_code::stopped, "The operation was stopped"), engine_.outcomes());
    distribute();
  }
  tell(entry, {event_kind::stopped, text});
  entry.stop_deadline.reset();
  entry.stopped = true;
}

void connection::remove_operation(operation_id operation) {
  const auto found = operations_.find(operation);
  if (found == operations_.end()) return;
  const bool consumes = found->second.consumes && !found->second.failed;
  if (consumes) {
    found->second.port->withdraw_untaken();
    const std::vector<std::string> unwanted = subscriptions_.remove(operation);
    engine_.receiver().remove_consumer(operation, engine_.received());
    give_up_dead_letters(operation);
    if (!unwanted.empty() && session_ && fsm_.current() != session_fsm::state::connecting) {
      subscriptions_.asked_to_forget(session_->unsubscribe(unwanted));
      fsm_.on_asked(transport::clock::now());
    }
  } else {
    engine_.sender().fail_operation(
        operation, describe(error_code::stopped, "The operation was closed"), engine_.outcomes());
    distribute();  // nobody takes them any more, but the outbox's account counts them
    found->second.port->withdraw_untaken();
  }
  operations_.erase(operation);
  if (consumes) limit_patience();
  turn();
}

}  // namespace ipaas::mqtt::session
