// The same work as the plugin's roles, done by a plain libmosquitto program.
#include <cstdio>
#include <memory>
#include <vector>

#include "idle_report.h"
#include "library_client.h"
#include "round_trip.h"
#include "sequence.h"
#include "usage.h"

namespace ipaas::bench {
namespace {

std::string_view payload_of(const mosquitto_message& message) {
  return {static_cast<const char*>(message.payload), static_cast<std::size_t>(message.payloadlen)};
}

}  // namespace

int consume_with_library(const role_options& options) {
  span_of_work work(options.warm_up, options.messages);
  sequence_check numbers;
  library_client client(options, "bench");
  client.on_message = [&](const mosquitto_message& message) {
    numbers.see(payload_of(message));
    work.done(numbers.seen());
  };
  client.subscribe(options.qos);
  while (!work.is_over()) client.turn();
  while (client.has_unsent()) client.turn();
  std::puts(work.report().c_str());
  return 0;
}

int produce_with_library(const role_options& options) {
  span_of_work work(options.warm_up, options.messages);
  std::uint64_t done = 0;
  library_client client(options, "bench");
  client.on_published = [&] { work.done(++done); };
  std::string payload(options.size, 'x');
  for (std::uint64_t sent = 0; !work.is_over();) {
    if (sent < options.messages && sent - done < 1000 && !client.has_unsent()) {
      put_number(payload.data(), sent++);
      client.publish(payload, options.qos);
    } else {
      client.turn();
    }
  }
  std::puts(work.report().c_str());
  return 0;
}

int idle_with_library(const role_options& options) {
  raise_descriptor_limit();
  std::vector<std::unique_ptr<library_client>> clients;
  idle_report report(options);
  while (clients.size() < report.connections_in_all()) {
    report.opened(clients.size());
    const std::string id = "idle" + std::to_string(clients.size());
    clients.push_back(std::make_unique<library_client>(options, id));
    clients.back()->subscribe(0);
  }
  std::puts(report.watch().c_str());
  return 0;
}

int round_trip_with_library(const role_options& options) {
  round_trip times(options);
  std::uint64_t received = 0;
  library_client client(options, "bench");
  client.on_message = [&](const mosquitto_message&) { ++received; };
  client.subscribe(1);
  std::string payload(options.size, 'x');
  for (std::uint64_t sent = 0; times.more();) {
    put_number(payload.data(), sent++);
    times.begin();
    client.publish(payload, 1);
    while (received < sent) client.turn();
    times.end();
  }
  std::puts(times.report().c_str());
  return 0;
}

}  // namespace ipaas::bench
