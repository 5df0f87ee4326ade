// The processes of a measure. ipaas-bench starts itself again with --role NAME, so that the CPU
// time of each is its own; a role prints one JSON line on standard output and ends.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace ipaas::bench {

struct role_options {
  std::string name;
  std::uint16_t port = 0;      // of the counterpart; a counterpart prints its own
  std::uint64_t messages = 0;  // in all, warm-up included
  std::uint64_t warm_up = 0;   // messages before the measuring begins
  std::size_t size = 64;       // of a payload
  int qos = 0;
  std::size_t window = 1000;  // unacknowledged messages; 0: acknowledgements are not awaited
  std::size_t connections = 1;
  std::string transport = "tcp";  // or tls, ws, wss
  unsigned seconds = 10;          // how long idle connections are watched
};

inline constexpr const char* bench_topic = "bench/measure";

// Plays the role; returns the exit status. Throws what went wrong.
int play(const role_options& options);

// The roles. Counterparts:
int send_messages(const role_options& options);      // "sender"
int sink_messages(const role_options& options);      // "sink": acknowledges in bulk
int echo_messages(const role_options& options);      // "echo": sends every message back
int pass_through_gate(const role_options& options);  // "gate": before another one
// Under test:
int consume_with_plugin(const role_options& options);
int consume_with_library(const role_options& options);
int read_plainly(const role_options& options);
int produce_with_plugin(const role_options& options);
int produce_kept_with_plugin(const role_options& options);  // with a state directory
int produce_with_library(const role_options& options);
int write_plainly(const role_options& options);
int connect_with_plugin(const role_options& options);
int connect_with_openssl(const role_options& options);
int idle_with_plugin(const role_options& options);
int idle_with_library(const role_options& options);
int round_trip_with_plugin(const role_options& options);
int round_trip_with_library(const role_options& options);
// Without a counterpart:
int validate_connection(const role_options& options);
int parse_connection(const role_options& options);
int render_template(const role_options& options);
int parse_payload(const role_options& options);
int ask_manifest(const role_options& options);
int copy_manifest(const role_options& options);

}  // namespace ipaas::bench
