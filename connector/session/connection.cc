// Attempts, the network and time. Operations are in connection_operations.cc.
#include "session/connection.h"

#include <algorithm>
#include <random>

#include "session/connack_findings.h"
#include "session/reason_codes.h"

namespace ipaas::mqtt::session {

using protocol::bytes;
using std::chrono::system_clock;

namespace {

// Parts of the write queue that go to the system in one call.
constexpr std::size_t parts_per_write = 64;
// So often the socket is read before others have their turn.
constexpr int reads_per_turn = 8;

std::function<double()> make_jitter() {
  return [engine = std::minstd_rand(std::random_device{}())]() mutable {
    return std::uniform_real_distribution<double>(0.0, 1.0)(engine);
  };
}

delivery::inbound::limits inbound_limits(const config::connection_settings& settings) {
  return {settings.mqtt_version, settings.max_in_flight, settings.max_in_flight_bytes};
}

delivery::outbound::settings outbound_settings(const config::connection_settings& settings) {
  return {settings.mqtt_version, settings.max_in_flight, settings.write_timeout,
          settings.outbox_max_age};
}

time_point now() { return transport::clock::now(); }

}  // namespace

connection::connection(transport::io_thread& thread, config::connection_settings settings,
                       delivery::outbox_room& room, delivery::journal* notes,
                       transport::connect_trace* trace)
    : settings_(std::move(settings)),
      fsm_(settings_, make_jitter()),
      engine_(inbound_limits(settings_), outbound_settings(settings_), notes),
      link_(settings_, engine_, *this),
      journal_(notes),
      trace_(trace),
      dialer_(thread, trace),
      timer_(thread) {
  engine_.bound_outbox_by(room);
}

connection::~connection() = default;

void connection::take_up(delivery::heritage& left) {
  engine_.receiver().take_up(left.received);
  subscriptions_.remember(std::move(left.filters));
  submit(left.messages);
}

void connection::open() {
  perform(fsm_.open(now()));
  turn();
}

void connection::close(milliseconds timeout, std::function<void()> done) {
  closed_ = std::move(done);
  close_deadline_ = now() + timeout;
  if (stream_ready_ && session_ && fsm_.current() >= session_fsm::state::granting) {
    session_->disconnect();
  }
  turn();
}

// --- attempts ---

void connection::perform(const step& next) {
  using kind = step::kind;
  switch (next.what) {
    case kind::connect:
      return begin_attempt(next.broker);
    case kind::drop:
      return lose(*next.failure, by_us);
    case kind::give_up:
      return end_for_good(*next.failure);
    case kind::wait:
      last_failure_ = next.failure;
      waited_ = next.delay;
      retry_at_ = now() + next.delay;
      return tell_all(down_event());
    case kind::none:
      return;
  }
}

void connection::begin_attempt(std::size_t broker) {
  broker_ = broker;
  tell_all(connecting_event());
  waited_ = milliseconds(0);
  stream_ = dialer_.make(settings_);
  stream_->connect(settings_.brokers[broker], [this](std::optional<error> failure) {
    on_stream_connected(std::move(failure));
    turn();
  });
}

void connection::on_stream_connected(std::optional<error> failure) {
  if (failure) return lose(std::move(*failure), by_network);
  stream_ready_ = true;
  if (trace_ != nullptr) trace_->on_stage("connack");
  try {
    mosquitto_session::listener& owner = *this;
    credentials shown = credentials_for(settings_, settings_.brokers[broker_], system_clock::now());
    session_ = std::make_unique<mosquitto_session>(settings_, shown, owner);
    if (shown.password) link_.set_password(std::move(*shown.password));
    session_->connect();
    if (uses_tls(settings_.transport) && settings_.tls.skip_verify) {
      remark({event_name::unverified, {told("broker", endpoint())}});
    }
    wait_for_input();
  } catch (const session_unavailable& problem) {
    lose(problem.reason, by_us);
  }
}

// Notes that the connection is no good; turn() ends it.
void connection::lose(error why, std::string_view by) {
  if (lost_) return;
  ended_by_ = by;
  if (why.endpoint.empty()) why.endpoint = endpoint();
  lost_ = std::move(why);
}

void connection::end_connection() {
  const error why = *std::exchange(lost_, std::nullopt);
  const auto held = engine_.sender().oldest_unanswered();
  release_connection();
  for (auto& [operation, entry] : operations_) entry.up_reported = false;
  const step next = fsm_.on_lost(why, now(), held);
  count_failure(next.failure ? next.failure->code : why.code);
  if (next.what == step::kind::connect) {
    remark({event_name::next_broker, {told("broker", why.endpoint)}, why});
  } else {
    remarks_.clear();
  }
  perform(next);
}

void connection::release_connection() {
  stream_ready_ = waiting_to_read_ = waiting_to_write_ = reading_paused_ = false;
  engine_.on_disconnected();
  link_.reset();
  subscriptions_.reset();
  unwanted_due_.reset();
  renewal_.on_disconnected();
  session_.reset();
  stream_.reset();
}

void connection::end_for_good(const error& why) {
  last_failure_ = why;
  engine_.sender().fail_all(why, engine_.outcomes());
  distribute();
  tell_all(failed_event());
}

// --- the network ---

void connection::turn() {
  if (turning_) return;
  turning_ = true;
  do {
    const time_point at = now();
    engine_.at(at);
    exchange();
    distribute();
    watch_window(at);
    finish_stops(at);
    if (lost_ && !close_deadline_) end_connection();
  } while (lost_ && !close_deadline_);
  if (stream_ready_ && !close_deadline_) reconnect_if_wanted();
  note_state();
  commit();
  turning_ = false;
  if (close_deadline_) return finish_goodbye();
  arm_timer();
}

// Works off what was read and writes what comes of it, by turns where one had to wait for the
// other.
void connection::exchange() {
  bool may_go_on = false;
  do {
    if (stream_ready_ && !lost_) work_off_input();
    const bool held_up = reading_paused_ && engine_.is_backlogged();
    const bool owed = awaits_answer();
    while (engine_.awaits_time()) tell_time();
    if (!stream_ready_ || lost_) return;
    do engine_.fill_queue();
    while (!lost_ && write_pending());
    // What was sent now may have its answer behind what was left unread before.
    may_go_on = (held_up && !engine_.is_backlogged()) || (!owed && awaits_answer());
  } while (reading_paused_ && may_go_on);
}

bool connection::awaits_answer() {
  return link_.awaits_answer() || engine_.sender().awaits_answer();
}

// Goes on with what was read before and found no room, when there is some.
void connection::work_off_input() {
  if (!reading_paused_) return;
  if (!awaits_answer() && !engine_.receiver().has_room()) return;
  const link::status result = link_.process();
  if (result == link::status::failed) return lose(link_.failure(), by_us);
  if (result == link::status::no_room) return;
  reading_paused_ = false;
  fsm_.on_reading_resumed(now());
  wait_for_input();
}

void connection::read_available() {
  engine_.at(now());
  for (int i = 0; i < reads_per_turn && !lost_; ++i) {
    const transport::io_result got = stream_->read(link_.room());
    if (got.status == transport::io_status::would_block) break;
    if (got.status != transport::io_status::ok) {
      return lose_input(got);
    }
    link_.received(got.transferred);
    const link::status result = link_.process();
    if (result == link::status::failed) return lose(link_.failure(), by_us);
    if (result == link::status::no_room) {
      reading_paused_ = true;
      // Who does not read what we write has to answer a PINGREQ all the same.
      if (!engine_.is_backlogged()) fsm_.on_reading_paused();
      break;
    }
  }
  if (link_.take_acknowledged()) stream_->acknowledge_now();
}

void connection::wait_for_input() {
  if (waiting_to_read_ || reading_paused_ || !stream_ready_) return;
  waiting_to_read_ = true;
  stream_->wait_readable([this] {
    waiting_to_read_ = false;
    if (!close_deadline_) read_available();
    if (!lost_ && !close_deadline_) wait_for_input();
    turn();
  });
}

// Writes what goes. True when all of it went, and there may be more to fill in.
bool connection::write_pending() {
  delivery::write_queue& queue = engine_.queue();
  if (queue.empty() || waiting_to_write_) return false;
  while (!queue.empty()) {
    const transport::io_result sent = stream_->write(queue.parts(parts_per_write));
    if (sent.status == transport::io_status::ok) {
      engine_.on_written(sent.transferred);
      continue;
    }
    if (sent.status == transport::io_status::would_block) {
      waiting_to_write_ = true;
      stream_->wait_writable([this] {
        waiting_to_write_ = false;
        turn();
      });
    } else {
      lose_broken(sent);
    }
    return false;
  }
  return true;
}

// The end of a close: everything is written, the peer has hung up, or the time is over.
void connection::finish_goodbye() {
  const bool connected = stream_ready_ && !lost_;
  if (connected && *close_deadline_ > now()) {
    if (engine_.queue().empty() && !std::exchange(said_goodbye_, true)) {
      // What is still unread would make the system answer with a reset, which may overtake the
      // DISCONNECT: end our half, and read until the broker has ended its own.
      stream_->end_output();
    }
    if (!said_goodbye_ || !peer_has_hung_up()) return arm_timer();
  }
  timer_.cancel();
  if (session_) release_connection();
  stream_.reset();
  if (const auto done = std::exchange(closed_, nullptr)) done();
}

bool connection::peer_has_hung_up() {
  std::byte unread[4096];
  transport::io_result got;
  do got = stream_->read(unread);
  while (got.status == transport::io_status::ok);
  if (got.status != transport::io_status::would_block) return true;
  reading_paused_ = false;
  wait_for_input();
  return false;
}

// --- link::listener ---

void connection::on_connack(const protocol::connack& answer) {
  if (trace_ != nullptr) tell_connack(*trace_, settings_, answer);
  if (answer.reason != 0) {
    return lose(connack_error(settings_.mqtt_version, answer.reason,
                              {answer.reason_string, answer.server_reference}),
                by_broker);
  }
  resumed_ = answer.session_present;
  if (!resumed_) subscriptions_.remember({});
  identifiers_available_ = answer.subscription_identifier_available;
  keep_alive_ = answer.server_keep_alive ? std::chrono::seconds(*answer.server_keep_alive)
                                         : settings_.keep_alive;
  note_limits(answer);
  ++connections_;
  fsm_.on_accepted(now());
  renewal_.on_connect(settings_.sas, now());
  granting_due_ = true;
}

void connection::to_session(bytes packet) {
  last_session_traffic_ = now();
  if (session_) session_->from_network(packet);
  if (std::exchange(granting_due_, false)) grant();
}

void connection::on_ping_sent() { fsm_.on_ping_sent(now()); }

void connection::on_ping_answered() { fsm_.on_ping_answered(); }

void connection::on_server_disconnect(std::uint8_t reason, const server_words& words) {
  lose(disconnect_error(reason, words), by_broker);
}

// --- mosquitto_session::listener ---

void connection::to_network(bytes piece) {
  last_session_traffic_ = now();
  link_.from_session(piece);
}

void connection::on_session_failed(error why) {
  if (close_deadline_) return;
  lose(std::move(why), by_us);
}

}  // namespace ipaas::mqtt::session
