#include "measure.h"

namespace ipaas::bench {
namespace {

constexpr std::size_t large = std::size_t{64} << 10;

role_options work_of(int qos, std::size_t size, std::uint64_t messages, std::uint64_t usual) {
  role_options options;
  options.qos = qos;
  options.size = size;
  options.messages = messages > 0 ? messages : usual;
  options.warm_up = options.messages / 10;
  return options;
}

std::uint64_t usual_count(int qos, std::size_t size) {
  if (size == large) return 30'000;
  return qos == 0 ? 2'000'000 : 500'000;
}

struct wanted {
  double at_most;
  double times_less;
};

measure small(const char* side, int qos, std::uint64_t messages, wanted figures) {
  const std::string name = side;
  return {.name = name + "-qos" + std::to_string(qos),
          .counterpart = name == "consume" ? "sender" : "sink",
          .subject = name + "-plugin",
          .reference = name + "-library",
          .options = work_of(qos, 64, messages, usual_count(qos, 64)),
          .at_most = figures.at_most,
          .times_less = figures.times_less};
}

measure big(const char* side, int qos, std::uint64_t messages) {
  const std::string name = side;
  const bool consumes = name == "consume";
  return {.name = name + "-64k-qos" + std::to_string(qos),
          .counterpart = consumes ? "sender" : "sink",
          .subject = name + "-plugin",
          .reference = consumes ? "read" : "write",
          .options = work_of(qos, large, messages, usual_count(qos, large)),
          .reference_window = 0,
          .times_of_reference = 2};
}

// What it costs to keep messages on disk.
measure kept(std::uint64_t messages) {
  return {.name = "produce-kept-qos1",
          .counterpart = "sink",
          .subject = "produce-kept-plugin",
          .reference = "produce-plugin",
          .options = work_of(1, 64, messages, usual_count(1, 64)),
          .times_of_reference = 3};
}

measure idle() {
  role_options options;
  options.connections = 1000;
  return {.name = "idle",
          .what = measured::idle,
          .counterpart = "sink",
          .subject = "idle-plugin",
          .reference = "idle-library",
          .options = options,
          .at_most = 16};
}

// The same over another transport.
measure carried(const char* side, const char* transport, const char* reference, double at_most,
                std::uint64_t messages) {
  const std::string name = side;
  measure plan{.name = name + "-1k-" + transport,
               .counterpart = name == "consume" ? "sender" : "sink",
               .subject = name + "-plugin",
               .reference = name + "-plugin",
               .options = work_of(1, 1024, messages, 200'000),
               .through_gate = true,
               .reference_transport = reference,
               .times_of_reference = at_most};
  plan.options.transport = transport;
  return plan;
}

measure idle_over_tls() {
  measure plan = idle();
  plan.name = "idle-tls";
  plan.reference = "idle-plugin";
  plan.through_gate = true;
  plan.options.transport = "tls";
  plan.at_most = 64;
  return plan;
}

// A handshake is what a connect over TLS costs more than one over TCP.
measure connects(const char* transport, std::uint64_t messages) {
  measure plan{.name = std::string("connect-") + transport,
               .what = measured::connects,
               .counterpart = "sink",
               .subject = "connect-plugin",
               .reference = "connect-openssl",
               .options = work_of(0, 64, messages, 2000),
               .through_gate = true,
               .reference_transport = "tls"};
  plan.options.transport = transport;
  return plan;
}

measure round_trips(std::uint64_t messages) {
  return {.name = "round-trip-qos1",
          .what = measured::latency,
          .counterpart = "echo",
          .subject = "round-trip-plugin",
          .reference = "round-trip-library",
          .options = work_of(1, 64, messages, 20'000)};
}

// A call that no broker takes part in, beside the least that it has to do.
measure calls(const char* name, const char* subject, const char* reference, double at_most,
              std::uint64_t messages) {
  return {.name = name,
          .what = measured::calls,
          .subject = subject,
          .reference = reference,
          .options = work_of(0, 0, messages, 20'000),
          .at_most = at_most};
}

}  // namespace

std::vector<measure> all_measures(std::uint64_t messages) {
  return {small("consume", 0, messages, {0.3, 8}),
          small("consume", 1, messages, {0.5, 8}),
          small("produce", 0, messages, {0.4, 2}),
          small("produce", 1, messages, {0.6, 6}),
          big("consume", 0, messages),
          big("consume", 1, messages),
          big("produce", 0, messages),
          big("produce", 1, messages),
          kept(messages),
          carried("consume", "tls", "tcp", 1.5, messages),
          carried("consume", "wss", "tls", 1.3, messages),
          carried("produce", "tls", "tcp", 1.5, messages),
          carried("produce", "wss", "tls", 1.3, messages),
          connects("tcp", messages),
          connects("tls", messages),
          idle(),
          idle_over_tls(),
          round_trips(messages),
          calls("validate-connection", "validate-connection", "parse-connection", 100, messages),
          calls("topic-template", "render-template", "parse-payload", 3, messages),
          calls("manifest", "ask-manifest", "copy-manifest", 100, messages)};
}

}  // namespace ipaas::bench
