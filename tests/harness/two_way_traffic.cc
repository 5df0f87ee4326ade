#include "harness/two_way_traffic.h"

#include <poll.h>

#include <algorithm>

#include "harness/plugin_under_test.h"

namespace ipaas::harness {
namespace {

constexpr std::size_t levels = 3;  // of QoS
constexpr std::size_t most_under_way = 500;

std::string topic_of(const traffic_options& options, const char* direction, std::size_t qos) {
  return options.name + "/" + direction + "/" + std::to_string(qos);
}

std::string settings_of(const traffic_options& options) {
  json_object result = connection_settings(options.url, options.name);
  result.boolean("cleanSession", false)
      .boolean("autoReconnect", true)
      .text("maxReconnectInterval", "100ms")
      .boolean("connectRetry", true)
      .text("connectRetryInterval", "100ms")
      .number("maxInFlight", static_cast<std::int64_t>(1 + options.seed % 50))
      .text("mqttVersion", options.version == 5 ? "5" : "3.1.1");
  if (options.version == 5) result.text("sessionExpiry", "1h");
  return result.str();
}

std::string request_of(const traffic_options& options) {
  std::string topics = "[";
  for (std::size_t qos = 0; qos < levels; ++qos) {
    const std::string entry = json_object()
                                  .text("topic", topic_of(options, "down", qos))
                                  .number("qos", static_cast<std::int64_t>(qos))
                                  .str();
    topics += (qos > 0 ? "," : "") + entry;
  }
  return operation_request(
      "consumer", json_object().json("topics", topics + "]").text("redeliveryDelay", "5ms"));
}

std::size_t level_of(std::string_view topic) {
  return static_cast<std::size_t>(topic.back() - '0');
}

}  // namespace

two_way_traffic::two_way_traffic(const traffic_options& options)
    : options_(options),
      random_(options.seed),
      witness_(options.broker_port),
      sender_(options.broker_port),
      connection_(plugin_under_test().open_connection(settings_of(options))) {
  witness_.subscribe(options.name + "/up/#", 2);
  consumer_.emplace(connection_, request_of(options));
  for (std::size_t qos = 0; qos < levels; ++qos) {
    producers_.emplace_back(connection_,
                            producer_request(topic_of(options, "up", qos), static_cast<int>(qos)));
  }
  consumer_->wait_until_up();
}

void two_way_traffic::send(std::size_t count, const deadline& end) {
  for (const std::size_t goal = sent_ + count; sent_ < goal;) {
    for (std::size_t burst = 1 + random_() % 4; burst > 0 && sent_ < goal; --burst) {
      send_one_of_each();
    }
    do turn(milliseconds(1 + random_() % 3), end);
    while (under_way() > most_under_way);
  }
}

void two_way_traffic::finish(const deadline& end) {
  while (!has_all()) turn(milliseconds(20), end);
  // One more of each: whatever was doubled has come before it.
  send_one_of_each();
  while (!has_all()) turn(milliseconds(20), end);
}

void two_way_traffic::send_one_of_each() {
  const std::string payload = std::to_string(sent_);
  for (std::size_t qos = 0; qos < levels; ++qos) {
    sender_.publish(topic_of(options_, "down", qos), payload, static_cast<int>(qos));
    producers_[qos].publish(sent_, payload);
  }
  ++sent_;
}

void two_way_traffic::turn(milliseconds wait, const deadline& end) {
  if (end.is_over()) throw timed_out("not everything has come: " + summary());
  std::array<pollfd, levels + 1> entries{};
  for (std::size_t i = 0; i < levels; ++i) entries[i] = {producers_[i].operation().fd(), POLLIN, 0};
  entries[levels] = {consumer_->operation().fd(), POLLIN, 0};
  poll(entries.data(), entries.size(), static_cast<int>(wait.count()));
  consumer_->take();
  while (!consumer_->messages().empty()) receive(consumer_->next_message());
  for (; !consumer_->events().empty(); consumer_->events().pop_front()) {
    if (consumer_->events().front().code == IPAAS_EVENT_UP) ++reconnects_;
  }
  settle_some();
  take_outcomes();
  witness_.turn_once();
  for (; witness_.waiting_messages() > 0;) {
    const received_message message = witness_.next_message();
    produced_.at(level_of(message.topic)).note(message.payload);
  }
}

void two_way_traffic::receive(const flow_message& message) {
  held_.push_back(message);
  if (retried_.erase(message.token) > 0) return;
  consumed_.at(level_of(message.topic())).note(message.payload);
}

void two_way_traffic::settle_some() {
  const std::size_t keep = std::min(held_.size() / 2, random_() % (options_.most_held + 1));
  host::batch records;
  while (held_.size() > keep) {
    std::swap(held_.front(), held_[random_() % held_.size()]);
    const flow_message& message = held_.front();
    const bool again = message.deliveries < 3 && random_() % 100 < options_.percent_retried;
    if (again) retried_.insert(message.token);
    records.settle(message.token, again ? IPAAS_RETRY : IPAAS_ACCEPT);
    held_.pop_front();
  }
  if (!records.empty()) consumer_->submit(records);
}

void two_way_traffic::take_outcomes() {
  for (flow& producer : producers_) {
    producer.take();
    producer.events().clear();
    for (; !producer.outcomes().empty(); producer.outcomes().pop_front(), ++answered_) {
      const flow_outcome& outcome = producer.outcomes().front();
      if (outcome.code != IPAAS_SUCCEEDED) {
        failures_ += std::to_string(outcome.token) + " " + outcome.error + "\n";
      }
    }
  }
}

bool two_way_traffic::has_all() const {
  return answered_ == sent_ * levels && lost(1) == 0 && lost(2) == 0;
}

std::size_t two_way_traffic::under_way() const {
  return sent_ - std::min({answered_ / levels, consumed(1).different(), consumed(2).different()});
}

std::size_t two_way_traffic::lost(std::size_t qos) const {
  return consumed(qos).lost_of(sent_) + produced(qos).lost_of(sent_);
}

std::size_t two_way_traffic::doubled(std::size_t qos) const {
  return consumed(qos).doubled() + produced(qos).doubled();
}

std::string two_way_traffic::summary() const {
  std::string result = "sent " + std::to_string(sent_) + " of each kind, answered " +
                       std::to_string(answered_) + ", reconnected " + std::to_string(reconnects_);
  for (std::size_t qos = 0; qos < levels; ++qos) {
    const auto one = [this](const char* what, const tally& counted) {
      return std::string("; ") + what + " lost " + std::to_string(counted.lost_of(sent_)) +
             " doubled " + std::to_string(counted.doubled());
    };
    result += "\n  QoS " + std::to_string(qos) + one("consumed", consumed(qos)) +
              one("produced", produced(qos));
  }
  return result + "\n" + failures_;
}

}  // namespace ipaas::harness
