// Idle connections and round trips through the plugin.
#include <array>
#include <cstdio>
#include <vector>

#include "idle_report.h"
#include "plugin_host.h"
#include "round_trip.h"
#include "sequence.h"
#include "usage.h"

namespace ipaas::bench {
namespace {

// The bare functions: an operation of host.hpp brings a buffer of its own, which would be counted
// as the plugin's memory. All operations here share one.
class bare_consumer {
 public:
  explicit bare_consumer(const host::detail::functions& api) : api_(api) {}

  void open(const role_options& options, std::size_t number) {
    const std::string settings =
        connection_settings(options, "idle" + std::to_string(number)).str();
    check(api_.connection_open(settings.data(), settings.size(), &connection_, nullptr));
    const std::string request = harness::consumer_request(bench_topic, 0);
    check(api_.operation_open(connection_, request.data(), request.size(), &operation_, nullptr));
    check(api_.operation_fd(operation_, &descriptor_, nullptr));
  }

  void wait_until_up() {
    bool up = false;
    while (!up) {
      wait_readable(descriptor_);
      up = take_events();
    }
  }

  void close() { check(api_.connection_close(connection_, 1000, nullptr)); }

 private:
  static void check(std::int32_t status) {
    if (status != IPAAS_OK) throw std::runtime_error("status " + std::to_string(status));
  }

  bool take_events() {
    static std::array<std::uint64_t, 4096> buffer;
    std::size_t length = 0;
    check(api_.operation_take(operation_, buffer.data(), sizeof buffer, &length, nullptr));
    bool up = false;
    auto rest = std::as_bytes(std::span(buffer)).first(length);
    for (host::record record; !rest.empty();) {
      rest = host::read_record(rest, record);
      check_event(record);
      up = up || record.code == IPAAS_EVENT_UP;
    }
    return up;
  }

  const host::detail::functions& api_;
  std::uint64_t connection_ = 0;
  std::uint64_t operation_ = 0;
  std::int32_t descriptor_ = -1;
};

void take_all(host::operation& operation, std::uint64_t& received, host::batch& verdicts) {
  operation.take([&](const host::record& record) {
    if (record.kind == IPAAS_KIND_EVENT) return check_event(record);
    if (record.kind != IPAAS_KIND_MESSAGE) return;
    verdicts.settle(record.token, IPAAS_ACCEPT);
    ++received;
  });
}

}  // namespace

int idle_with_plugin(const role_options& options) {
  raise_descriptor_limit();
  const host::detail::functions& api = harness::plugin_under_test().functions();
  idle_report report(options);
  std::vector<bare_consumer> consumers;
  consumers.reserve(report.connections_in_all());
  while (consumers.size() < report.connections_in_all()) {
    report.opened(consumers.size());
    consumers.emplace_back(api).open(options, consumers.size());
    consumers.back().wait_until_up();
  }
  std::puts(report.watch().c_str());
  for (bare_consumer& consumer : consumers) consumer.close();
  return 0;
}

int round_trip_with_plugin(const role_options& options) {
  const host::connection connection =
      harness::plugin_under_test().open_connection(connection_settings(options, "bench").str());
  host::operation consumer = connection.open_operation(harness::consumer_request(bench_topic, 1));
  host::operation producer = connection.open_operation(harness::producer_request(bench_topic, 1));
  wait_until_up(consumer);
  wait_until_up(producer);
  const int descriptor = consumer.fd();
  round_trip times(options);
  std::uint64_t received = 0;
  std::uint64_t outcomes = 0;
  host::batch message;
  host::batch verdicts;
  std::string payload(options.size, 'x');
  for (std::uint64_t sent = 0; times.more();) {
    put_number(payload.data(), sent++);
    times.begin();
    message.publish(sent, payload);
    producer.submit(message);
    while (received < sent) {
      wait_readable(descriptor);
      take_all(consumer, received, verdicts);
    }
    times.end();
    consumer.submit(verdicts);
    take_all(producer, outcomes, verdicts);
  }
  std::puts(times.report().c_str());
  return 0;
}

}  // namespace ipaas::bench
