#include "harness/flow.h"

#include "harness/entrance.h"
#include "harness/test_identities.h"

namespace ipaas::harness {
namespace {

template <typename Item>
Item take_first(std::deque<Item>& items) {
  Item first = std::move(items.front());
  items.pop_front();
  return first;
}

}  // namespace

json_object connection_settings(std::string_view url, std::string_view client_id) {
  json_object result = json_object().text("brokerUrl", url).text("clientId", client_id);
  if (!url.starts_with("tls:") && !url.starts_with("wss:")) return result;
  result.text("serverCertificate", identities().authority.certificate_pem());
  return chosen_entrance() == entrance::mutual_tls ? with_client_certificate(result) : result;
}

json_object kept_session(std::string_view url, std::string_view client_id) {
  return connection_settings(url, client_id).boolean("cleanSession", false);
}

json_object with_client_certificate(json_object settings) {
  return settings.text("clientCertificate", identities().client.chain_pem())
      .text("clientKey", identities().client.key_pem());
}

std::string operation_request(std::string_view name, const json_object& parameters) {
  return json_object().text("operation", name).json("parameters", parameters.str()).str();
}

json_object consumer_parameters(const std::vector<std::string>& filters, int qos) {
  return json_object().json("topics", quoted_list(filters)).number("qos", qos);
}

std::string consumer_request(std::string_view filter, int qos) {
  return operation_request("consumer", consumer_parameters({std::string(filter)}, qos));
}

std::string producer_request(std::string_view topic, int qos) {
  return operation_request("producer", json_object().text("topic", topic).number("qos", qos));
}

flow_event flow::wait_for_event(std::uint32_t code, const deadline& end) {
  for (;;) {
    while (!events_.empty()) {
      flow_event next = take_first(events_);
      if (next.code == code) return next;
    }
    pump(end, ("event " + std::to_string(code)).c_str());
  }
}

flow_event flow::wait_for_failure(const deadline& end) {
  for (;;) {
    while (!events_.empty()) {
      flow_event next = take_first(events_);
      if (next.code == IPAAS_EVENT_DOWN || next.code == IPAAS_EVENT_FAILED) return next;
    }
    pump(end, "failure");
  }
}

flow_message flow::next_message(const deadline& end) {
  while (messages_.empty()) pump(end, "message");
  return take_first(messages_);
}

std::vector<flow_message> flow::next_messages(std::size_t count, const deadline& end) {
  std::vector<flow_message> result;
  while (result.size() < count) result.push_back(next_message(end));
  return result;
}

flow_outcome flow::next_outcome(const deadline& end) {
  while (outcomes_.empty()) pump(end, "outcome");
  return take_first(outcomes_);
}

void flow::settle(const flow_message& message, std::uint32_t verdict, std::string_view error) {
  host::batch records;
  records.settle(message.token, verdict, error);
  submit(records);
}

void flow::publish(std::uint64_t token, std::string_view payload, std::string_view attribute) {
  host::batch records;
  records.publish(token, payload, attribute);
  submit(records);
}

void flow::submit(host::batch& records) {
  const deadline end;
  while (!operation_.submit(records)) {
    if (end.is_over()) throw timed_out("no room in the queue" + summary());
    // Settlements are not answered, so room may come without a record.
    if (operation_.wait(milliseconds(1))) take();
  }
}

flow_outcome flow::publish_and_wait(std::string_view payload, std::string_view attribute) {
  publish(next_token_++, payload, attribute);
  return next_outcome();
}

void flow::stop(milliseconds timeout) {
  operation_.stop(timeout);
  wait_for_event(IPAAS_EVENT_STOPPED);
}

std::size_t flow::take() {
  return operation_.take([this](const host::record& taken) { keep(taken); });
}

void flow::pump(const deadline& end, const char* awaited) {
  if (!operation_.wait(end.left())) throw timed_out(std::string("no ") + awaited + summary());
  take();
}

void flow::keep(const host::record& taken) {
  if (taken.kind == IPAAS_KIND_MESSAGE) {
    messages_.push_back({taken.token, taken.deliveries, std::string(taken.payload),
                         std::string(taken.error), std::string(taken.attribute),
                         std::string(taken.variable)});
  } else if (taken.kind == IPAAS_KIND_OUTCOME) {
    outcomes_.push_back({taken.token, taken.code, taken.flags, std::string(taken.error)});
  } else {
    events_.push_back(
        {taken.code, taken.token, std::string(taken.error), std::string(taken.attribute)});
    event_log_ += "\n  " + events_.back().attribute + " " + events_.back().error;
  }
}

std::string flow::summary() const {
  return "; waiting: " + std::to_string(messages_.size()) + " messages, " +
         std::to_string(outcomes_.size()) + " outcomes; events:" + event_log_;
}

}  // namespace ipaas::harness
