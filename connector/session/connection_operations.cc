// What a connection does for its operations.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "session/connection.h"

#include "message/problem_text.h"

namespace ipaas::mqtt::session {

namespace {

// Messages of a kept session that match no operation wait so long for one to be opened.
constexpr std::chrono::seconds patience_for_unmatched{10};

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
    note_subscribed(group.filters);
  }
  fsm_.on_asked(transport::clock::now());
}

// Already now: to unsubscribe too much later does no harm, to forget a filter does.
void connection::note_subscribed(const std::vector<std::string>& filters) {
  if (journal_ == nullptr || settings_.clean_session) return;
  for (const std::string& filter : filters) journal_->note_subscribed(filter);
}

void connection::on_subscribed(int request, std::span<const int> codes) {
  const auto answer = subscriptions_.on_subscribed(request, codes);
  if (!subscriptions_.waiting()) fsm_.on_answered();
  if (answer && !answer->fits) {
    return lose(describe(error_code::protocol_error, say(problem::suback_codes)), by_us);
  }
  if (answer && answer->refusal) refuse_operation(answer->operation, *answer->refusal);
  report_up_when_granted();
}

void connection::on_unsubscribed(int request) {
  for (const std::string& filter : subscriptions_.on_unsubscribed(request)) {
    if (journal_ != nullptr) journal_->note_unsubscribed(filter);
  }
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

bool connection::has_consumers() const {
  return std::ranges::any_of(
      operations_, [](const auto& each) { return each.second.consumes && !each.second.failed; });
}

// Messages that match no operation wait for one. In a kept session that nobody consumes from they
// wait as long as it lasts: they are for the next one, and in nobody's way.
void connection::limit_patience() {
  if (!has_consumers() && !settings_.clean_session) {
    engine_.receiver().keep_unmatched();
    unwanted_due_.reset();
  } else {
    const time_point due = transport::clock::now() + patience_for_unmatched;
    engine_.receiver().give_up_unmatched_at(due);
    if (subscriptions_.remembers()) unwanted_due_ = due;
  }
}

// What an earlier process has subscribed to, and no operation of this one wants.
void connection::drop_unwanted() {
  unwanted_due_.reset();
  const std::vector<std::string> filters = subscriptions_.take_unwanted();
  if (filters.empty() || !session_ || fsm_.current() != session_fsm::state::up) return;
  tell_all(
      {event_name::unsubscribed, {told("filters", fmt::format("{}", fmt::join(filters, ", ")))}});
  unsubscribe(filters);
}

void connection::unsubscribe(const std::vector<std::string>& filters) {
  subscriptions_.asked_to_forget(session_->unsubscribe(filters), filters);
  fsm_.on_asked(transport::clock::now());
}

// One operation may not have what it wants; the others of the connection are not to suffer for it.
void connection::refuse_operation(operation_id operation, const error& why) {
  const auto found = operations_.find(operation);
  if (found == operations_.end() || found->second.failed) return;
  error failure = why;
  failure.endpoint = endpoint();
  failure.stage = "subscribe";
  count_failure(failure.code);
  found->second.failed = true;
  static_cast<void>(subscriptions_.remove(operation));
  auto& received = engine_.received();
  std::erase_if(received.handovers,
                [&](const delivery::handover& message) { return message.operation == operation; });
  found->second.port->withdraw_untaken();
  engine_.receiver().remove_consumer(operation, received);
  give_up_dead_letters(operation);
  tell(found->second, {event_name::refused, {told("broker", endpoint())}, failure});
}

// --- messages ---

void connection::settle(operation_id operation, std::span<const delivery::settlement> settlements) {
  const auto found = operations_.find(operation);
  if (found == operations_.end()) return;
  const time_point at = transport::clock::now();
  engine_.at(at);
  const std::uint64_t taken = found->second.port->taken();
  for (const delivery::settlement& given : settlements) {
    const auto result = engine_.receiver().settle(operation, given, taken, at, engine_.received());
    if (result == delivery::inbound::settled::done) continue;
    const error failure =
        describe(error_code::core_state, say(problem::settlement_unknown, given.token));
    tell(found->second, {event_name::remark, {}, failure, given.token});
  }
  turn();
}

void connection::submit(std::vector<delivery::submission>& messages) {
  const time_point at = transport::clock::now();
  engine_.at(at);
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
  constexpr std::uint64_t patience = patience_for_unmatched.count();
  for (const std::string& topic : received.unmatched) {
    tell_all({event_name::unmatched, {told("topic", topic), told("seconds", patience)}});
  }
  received.unmatched.clear();
}

void connection::commit() {
  for (auto& [operation, entry] : operations_) {
    if (std::exchange(entry.touched, false)) entry.port->commit();
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

void connection::finish_stops(time_point at) {
  for (auto& [operation, entry] : operations_) {
    if (!entry.stop_deadline) continue;
    const bool idle = entry.consumes ? engine_.receiver().held_by(operation) == 0
                                     : engine_.sender().pending_of(operation) == 0;
    if (idle || *entry.stop_deadline <= at) report_stopped(operation, entry);
  }
}

void connection::report_stopped(operation_id operation, operation_entry& entry) {
  event last{event_name::stopped};
  if (const std::size_t held = engine_.receiver().held_by(operation); held > 0) {
    last = {event_name::stopped_unsettled, {told("messages", held)}};
  }
  const std::size_t pending = entry.consumes ? 0 : engine_.sender().pending_of(operation);
  if (pending > 0) {
    last = {settings_.state_directory.empty() ? event_name::stopped_unfinished
                                              : event_name::stopped_kept,
            {told("messages", pending)}};
    engine_.sender().fail_operation(operation,
                                    describe(error_code::stopped, say(problem::operation_stopped)),
                                    engine_.outcomes());
    distribute();
  }
  tell(entry, last);
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
      unsubscribe(unwanted);
    }
  } else {
    engine_.sender().fail_operation(operation,
                                    describe(error_code::stopped, say(problem::operation_closed)),
                                    engine_.outcomes());
    distribute();  // nobody takes them any more, but the outbox's account counts them
    found->second.port->withdraw_untaken();
  }
  operations_.erase(operation);
  if (consumes) limit_patience();
  turn();
}

}  // namespace ipaas::mqtt::session
