// The real mosquitto on free loopback ports, with a private folder for its configuration and data.
// Its constructor and start() return when it accepts connections.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/child_process.h"
#include "harness/entrance.h"
#include "harness/reserved_port.h"
#include "harness/temporary_folder.h"
#include "harness/test_identities.h"

namespace ipaas::harness {

struct broker_options {
  bool persistence = false;  // sessions and messages survive stop() and start()
  std::vector<std::pair<std::string, std::string>> users{};  // name, password; none: anonymous
  std::string access_rules{};                                // the text of an ACL file
  std::optional<unsigned> max_inflight_messages{};           // per client; its default is 20
  // Its default is 1000, and more are dropped in silence; 0 means no limit.
  unsigned max_queued_messages = 0;
  std::vector<std::string> extra_lines{};  // of mosquitto.conf

  // Beside plain TCP and the chosen entrance.
  std::vector<entrance> entrances{};
  identity certificate = identities().server;
  std::vector<std::string> tls_lines{};  // of each listener with TLS, such as "tls_version tlsv1.2"
};

class mosquitto_broker {
 public:
  explicit mosquitto_broker(const broker_options& options = {});

  std::uint16_t port() const { return port(entrance::tcp); }
  std::uint16_t port(entrance way) const { return ports_.at(way).number(); }
  const temporary_folder& folder() const { return folder_; }
  // Of the chosen entrance: 127.0.0.1:port for plain TCP.
  std::string url() const { return url(chosen_entrance()); }
  std::string url(entrance way) const { return url_of(way, port(way)); }
  // Another certificate for the listeners with TLS, used from the next start() on.
  void replace_certificate(const identity& certificate);

  void stop();   // SIGTERM, and waits for its end
  void kill();   // SIGKILL
  void start();  // again, on the same port, with the same data

 private:
  void write_configuration(const broker_options& options);
  std::string listener_lines(entrance way, const broker_options& options) const;

  temporary_folder folder_;  // outlives the process
  std::map<entrance, reserved_port> ports_;
  std::optional<child_process> process_;
};

}  // namespace ipaas::harness
