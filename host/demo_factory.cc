#include "demo_factory.h"

#include <fmt/format.h>

#include <algorithm>

#include "assignment.h"
#include "demo_reading.h"
#include "json.h"
#include "opening.h"
#include "parameter_options.h"

namespace ipaas::command_line {
namespace {

constexpr double readings_per_second = 100;

host::connection connect(const host::plugin& library, const demo_place& place,
                         const std::string& party) {
  rapidjson::Document settings(rapidjson::kObjectType);
  auto& memory = settings.GetAllocator();
  const auto set = [&](const char* key, rapidjson::Value value) {
    set_member(settings, key, std::move(value), memory);
  };
  const auto client =
      fmt::format("ipaas-demo-{:x}-{}", clock::now().time_since_epoch().count(), party);
  set("brokerUrl", rapidjson::Value(place.broker_url.c_str(), memory));
  set("clientId", rapidjson::Value(client.c_str(), memory));
  set("cleanSession", rapidjson::Value(!place.sessions_are_kept));
  set("autoReconnect", rapidjson::Value(place.sessions_are_kept));
  set("maxReconnectInterval", rapidjson::Value("1s"));
  return open_connection(library, to_text(settings));
}

channel open_channel(const host::connection& connection, event_log& log, const std::string& party,
                     const std::string& operation, const std::string& key, const std::string& topic,
                     int qos) {
  rapidjson::Document parameters(rapidjson::kObjectType);
  auto& memory = parameters.GetAllocator();
  set_member(parameters, key, parameter_value(key, topic, {}, memory), memory);
  set_member(parameters, "qos", rapidjson::Value(qos), memory);
  return {open_operation(connection, operation_request(operation, parameters)), log, party};
}

channel open_producer(const host::connection& connection, event_log& log, const std::string& party,
                      const std::string& topic, int qos) {
  return open_channel(connection, log, party, "producer", "topic", topic, qos);
}

channel open_consumer(const host::connection& connection, event_log& log, const std::string& party,
                      const std::string& topic) {
  return open_channel(connection, log, party, "consumer", "topics", topic, 2);
}

// Looks like measurements and is the same in every run; about every fifth is an alert.
double temperature_of(std::uint64_t sequence) {
  return 60.0 + static_cast<double>(sequence * 37 % 40);
}

}  // namespace

demo_machine::demo_machine(std::string name, channel producer, demo_ledger& ledger)
    : name_(std::move(name)),
      producer_(std::move(producer)),
      ledger_(ledger),
      pace_(readings_per_second, clock::now()) {}

void demo_machine::work(time_point now) {
  if (!resting_ && now >= pace_.next() && !producer_.backlog()) {
    const double temperature = temperature_of(ledger_.published());
    const auto sequence = ledger_.publish(temperature);
    producer_.outgoing().publish(sequence, to_json({name_, sequence, temperature, now}));
    ++unacknowledged_;
    pace_.count(now);
  }
  producer_.flush();
}

void demo_machine::take_outcomes() {
  producer_.take([this](const host::record& outcome) {
    if (outcome.kind != IPAAS_KIND_OUTCOME) return;
    --unacknowledged_;
    if (outcome.code == IPAAS_SUCCEEDED) ledger_.acknowledge();
  });
}

time_point demo_machine::next() const {
  return std::min(producer_.next_try(), resting_ ? never : pace_.next());
}

demo_factory::demo_factory(const host::plugin& library, const demo_place& place,
                           demo_ledger& ledger, event_log& log)
    : ledger_(ledger),
      machines_(connect(library, place, "machines")),
      flow_(connect(library, place, "flow")),
      control_room_(connect(library, place, "control-room")),
      press_("press",
             open_producer(machines_, log, "press",
                           place.topic_root + "machines/${payload.machine}/temperature", 1),
             ledger),
      oven_("oven",
            open_producer(machines_, log, "oven",
                          place.topic_root + "machines/${payload.machine}/temperature", 2),
            ledger),
      flow_target_(open_producer(flow_, log, "flow, alerts",
                                 place.topic_root + "alerts/${payload.machine}", 2)),
      flow_source_(open_consumer(flow_, log, "flow, readings", place.topic_root + "machines/#")),
      alerts_(open_consumer(control_room_, log, "control room", place.topic_root + "alerts/#")),
      flow_relay_(
          flow_source_, flow_target_, flow_counts_,
          [this](const host::record& message) { return decide(message); },
          [](const host::record&) {}) {}

void demo_factory::show_in(statistics_log& shown, const host::plugin& library) const {
  shown.watch(library, machines_, "machines");
  shown.watch(library, flow_, "flow");
  shown.watch(library, control_room_, "control room");
}

void demo_factory::turn() {
  for (auto* machine : {&press_, &oven_}) {
    machine->take_outcomes();
    machine->work(clock::now());
  }
  flow_relay_.turn();
  take_alerts();
}

relay::step demo_factory::decide(const host::record& message) {
  const auto reading = parse_reading(message.payload);
  if (!reading) return relay::step::accept;
  // A reading that the flow itself has asked to have again is not a second one.
  if (message.deliveries <= 1) ledger_.consume(reading->sequence);
  return reading->temperature > alert_temperature ? relay::step::publish : relay::step::accept;
}

void demo_factory::take_alerts() {
  alerts_.take([this](const host::record& message) {
    if (message.kind != IPAAS_KIND_MESSAGE) return;
    if (const auto reading = parse_reading(message.payload)) {
      ledger_.alert(reading->sequence);
      note_latency(reading->sent);
    }
    alerts_.outgoing().settle(message.token, IPAAS_ACCEPT);
  });
  alerts_.flush();
}

void demo_factory::note_latency(time_point sent) {
  const auto now = clock::now();
  const bool usual = now < disturbed_from_ || sent > disturbed_until_;
  usual ? ledger_.usual_latency(now - sent) : ledger_.restart_latency(now - sent);
}

bool demo_factory::up() const {
  const auto all = channels();
  return std::all_of(all.begin(), all.end(), [](const channel* each) { return each->up(); });
}

std::string demo_factory::failure() const {
  for (const auto* each : channels()) {
    if (each->failed()) return each->failure();
  }
  return {};
}

std::vector<int> demo_factory::descriptors() const {
  std::vector<int> result;
  for (const auto* each : channels()) result.push_back(each->fd());
  return result;
}

time_point demo_factory::next_event() const {
  return std::min({press_.next(), oven_.next(), flow_source_.next_try(), flow_target_.next_try(),
                   alerts_.next_try()});
}

std::vector<const channel*> demo_factory::channels() const {
  return {&press_.line(), &oven_.line(), &flow_source_, &flow_target_, &alerts_};
}

}  // namespace ipaas::command_line
