// The mock host: a flow runtime's side of one operation. It keeps what it takes as owned structs,
// so that a test can look at messages, outcomes and events in the order it likes.
//
// Waiting calls throw timed_out, with everything seen until then. One thread at a time.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "harness/deadline.h"
#include "harness/json.h"
#include "ipaas/host.hpp"

namespace ipaas::harness {

struct flow_message {
  std::uint64_t token = 0;
  std::uint32_t deliveries = 0;
  std::string payload{};
  std::string error{};
  std::string attribute{};
  std::string variable{};

  std::string topic() const { return text_at(attribute, "/topic").value_or(""); }
  std::int64_t qos() const { return number_at(attribute, "/QoS").value_or(-1); }
  std::int64_t id() const { return number_at(attribute, "/messageID").value_or(-1); }
  bool retain() const { return boolean_at(attribute, "/retain").value_or(false); }
  bool duplicate() const { return boolean_at(attribute, "/duplicate").value_or(false); }
};

struct flow_outcome {
  std::uint64_t token = 0;
  std::uint32_t code = 0;   // IPAAS_SUCCEEDED ...
  std::uint32_t flags = 0;  // IPAAS_INHERITED_...
  std::string error{};
  std::string error_code() const { return text_at(error, "/Code").value_or(""); }
};

struct flow_event {
  std::uint32_t code = 0;  // IPAAS_EVENT_...
  std::uint64_t token = 0;
  std::string error{};
  std::string attribute{};
  std::string error_code() const { return text_at(error, "/Code").value_or(""); }
};

// {"brokerUrl": url, "clientId": client_id}, to be continued; and what to trust, for the URL of a
// server with TLS.
json_object connection_settings(std::string_view url, std::string_view client_id);
// The same for a session that the broker keeps.
json_object kept_session(std::string_view url, std::string_view client_id);
json_object with_client_certificate(json_object settings);
// {"operation": name, "parameters": {...}}
std::string operation_request(std::string_view name, const json_object& parameters);
// {"topics": [...], "qos": n}, to be continued.
json_object consumer_parameters(const std::vector<std::string>& filters, int qos);
std::string consumer_request(std::string_view filter, int qos);
std::string producer_request(std::string_view topic, int qos);

class flow {
 public:
  flow(const host::connection& connection, std::string_view request)
      : operation_(connection.open_operation(request)) {}

  // The next event of this code; those before it are dropped.
  flow_event wait_for_event(std::uint32_t code, const deadline& end = deadline());
  void wait_until_up() { wait_for_event(IPAAS_EVENT_UP); }
  // DOWN or FAILED, whichever comes first.
  flow_event wait_for_failure(const deadline& end = deadline());
  flow_message next_message(const deadline& end = deadline());
  std::vector<flow_message> next_messages(std::size_t count, const deadline& end = deadline());
  flow_outcome next_outcome(const deadline& end = deadline());

  void settle(const flow_message& message, std::uint32_t verdict, std::string_view error = {});
  void accept(const flow_message& message) { settle(message, IPAAS_ACCEPT); }
  void publish(std::uint64_t token, std::string_view payload, std::string_view attribute = {});
  // Hands over the whole batch, taking records while the plugin's queue is full.
  void submit(host::batch& records);
  // Publishes and waits for the outcome.
  flow_outcome publish_and_wait(std::string_view payload, std::string_view attribute = {});
  // Stops in order: waits for STOPPED.
  void stop(milliseconds timeout = milliseconds(2000));

  // Takes what waits now; returns how many records that were.
  std::size_t take();
  std::deque<flow_message>& messages() { return messages_; }
  std::deque<flow_outcome>& outcomes() { return outcomes_; }
  std::deque<flow_event>& events() { return events_; }
  host::operation& operation() { return operation_; }
  // What waits to be asked for, and every event so far: for a failure's text.
  std::string summary() const;

 private:
  void pump(const deadline& end, const char* awaited);
  void keep(const host::record& taken);

  host::operation operation_;
  std::deque<flow_message> messages_;
  std::deque<flow_outcome> outcomes_;
  std::deque<flow_event> events_;
  std::string event_log_;  // every event, for summary()
  std::uint64_t next_token_ = 1'000'000;
};

}  // namespace ipaas::harness
