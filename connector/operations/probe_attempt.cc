#include "operations/probe_attempt.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <utility>

#include "message/problem_text.h"
#include "operations/packet_arena.h"
#include "protocol/framing.h"

namespace ipaas::mqtt::operations {

using std::chrono::milliseconds;

namespace {

constexpr delivery::operation_id producer_id = 1;
constexpr delivery::operation_id consumer_id = 2;
constexpr milliseconds longest_goodbye{1000};

std::vector<std::string> plan_of(const config::probe_request& wanted) {
  const config::connection_settings& connection = wanted.connection;
  std::vector<std::string> plan{"name", "tcp"};
  const auto add_if = [&plan](bool applies, std::string_view name) {
    if (applies) plan.emplace_back(name);
  };
  add_if(connection.proxy.has_value(), "proxy");
  add_if(uses_tls(connection.transport), "tls");
  add_if(uses_websocket(connection.transport), "websocket");
  add_if(true, connack_step);
  add_if(wanted.subscribe, subscribe_step);
  add_if(wanted.publish, publish_step);
  add_if(wanted.subscribe && wanted.publish, receive_step);
  return plan;
}

std::string make_payload() {
  std::random_device random;
  return fmt::format("ipaas-probe {:08x}{:08x}", random(), random());
}

transport::clock::time_point now() { return transport::clock::now(); }

}  // namespace

probe_attempt::probe_attempt(transport::io_thread& thread, config::probe_request wanted)
    : thread_(thread),
      wanted_(std::move(wanted)),
      broker_(wanted_.connection.brokers.front().text()),
      payload_(make_payload()),
      steps_(plan_of(wanted_)),
      connection_(std::make_unique<session::connection>(thread, wanted_.connection, room_, nullptr,
                                                        static_cast<connect_trace*>(this))),
      deadline_(thread),
      work_(thread) {}

probe_attempt::~probe_attempt() = default;

void probe_attempt::begin(time_point deadline, std::function<void()> done) {
  begun_ = now();
  due_ = deadline;
  done_ = std::move(done);
  deadline_.set(deadline, [this] { on_deadline(); });
  connection_->add_producer(producer_id, *this);
  connection_->open();
}

// --- what the connection tells: noted here, worked off in advance() ---

void probe_attempt::on_stage(std::string_view stage) { steps_.begin(stage, now()); }

void probe_attempt::on_found(std::string_view name, std::string_view json) {
  steps_.found(name, json);
}

void probe_attempt::on_message(const delivery::handover& message) {
  last_ticket_ = message.ticket;
  unsettled_.push_back({.token = message.token});
  if (protocol::as_text(message.message.payload) == payload_) received_ = true;
}

void probe_attempt::on_outcome(const delivery::outcome& result) {
  published_ = true;
  if (result.failure && !failure_) failure_ = *result.failure;
}

void probe_attempt::on_event(const session::event& what) {
  if (what.kind() == event_kind::failed && !failure_) failure_ = what.failure;
  if (what.kind() == event_kind::warning) warn(what);
  if (what.kind() != event_kind::up) return;
  connected_ = true;
  if (what.name != event_name::up_subscribed) return;
  granted_ = true;
  const auto granted = std::ranges::find(what.members, "granted", &event_member::name);
  if (granted != what.members.end()) steps_.found("granted", granted->json);
}

// Told to the Producer and to the Consumer, where there is one: the same twice is one.
void probe_attempt::warn(const session::event& what) {
  if (entry_of(what.name).level == "info") return;
  const bool known =
      std::ranges::find(warnings_, what.name, &session::event::name) != warnings_.end();
  if (!known) warnings_.push_back(what);
}

void probe_attempt::commit() {
  if (!steps_.over()) work_.set(now(), [this] { advance(); });
}

// --- one step after the other ---

void probe_attempt::advance() {
  settle_received();
  if (failure_) return fail(*std::move(failure_));
  if (!connected_) return;
  const std::string_view step = steps_.running();
  const bool reads_back = wanted_.subscribe && wanted_.publish;
  if (wanted_.subscribe && !granted_) {
    if (step != subscribe_step) subscribe();
    return;
  }
  if (wanted_.publish && !published_) {
    if (step != publish_step) publish();
    return;
  }
  if (reads_back) steps_.begin(receive_step, now());
  if (reads_back && !received_) return;
  steps_.finish(now());
  end();
}

// On a busy topic what others publish would fill the window before the probe's own message comes.
void probe_attempt::settle_received() {
  const auto held = std::exchange(unsettled_, {});
  if (!held.empty()) connection_->settle(consumer_id, held);
}

void probe_attempt::subscribe() {
  steps_.begin(subscribe_step, now());
  config::consumer_settings settings;
  settings.subscriptions = {{wanted_.topic, wanted_.qos}};
  connection_->add_consumer(consumer_id, settings, *this);
}

void probe_attempt::publish() {
  steps_.begin(publish_step, now());
  protocol::publish message;
  message.qos = wanted_.qos;
  message.topic = wanted_.topic;
  message.payload = protocol::as_bytes(payload_);
  const protocol::version version = wanted_.connection.mqtt_version;
  const std::size_t body = protocol::publish_body_size(version, message);
  packet_arena memory;
  delivery::submission packet;
  packet.operation = producer_id;
  packet.packet =
      memory.allocate(body + protocol::fixed_header_size(static_cast<std::uint32_t>(body)));
  packet.block = memory.block();
  packet.size = protocol::encode_publish(version, message, packet.packet);
  packet.qos = wanted_.qos;
  std::vector<delivery::submission> batch;
  batch.push_back(std::move(packet));
  connection_->submit(batch);
}

// --- the end ---

void probe_attempt::on_deadline() { fail(out_of_time()); }

// In the words of the errors that a connection would give, where it gives any.
error probe_attempt::out_of_time() const {
  const auto patience = std::chrono::round<milliseconds>(due_ - begun_).count();
  const std::string_view step = steps_.running();
  if (step == subscribe_step) {
    return describe(error_code::connect_timeout, say(problem::no_suback_in_time, patience));
  }
  if (step == publish_step) {
    return describe(error_code::write_timeout, say(problem::probe_not_acknowledged, patience));
  }
  if (step == receive_step) {
    return describe(error_code::publish_rejected, say(problem::probe_not_handed_back, patience));
  }
  return describe(error_code::connect_timeout, say(problem::no_connection_in_time, patience, step));
}

void probe_attempt::fail(error why) {
  if (why.endpoint.empty()) why.endpoint = broker_;
  steps_.fail(std::move(why), now());
  end();
}

void probe_attempt::end() {
  took_ = now() - begun_;
  deadline_.cancel();
  work_.cancel();
  const auto left = std::chrono::floor<milliseconds>(due_ - now());
  const milliseconds goodbye = std::clamp(left, milliseconds(0), longest_goodbye);
  connection_->close(goodbye, [this] {
    // The connection is in the middle of its own work: end it when that is over.
    thread_.post([this] {
      connection_.reset();
      std::exchange(done_, nullptr)();
    });
  });
}

}  // namespace ipaas::mqtt::operations
