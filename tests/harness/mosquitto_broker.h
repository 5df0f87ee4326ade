// The real mosquitto on a free loopback port, with a private folder for its configuration and data.
// Its constructor and start() return when it accepts connections.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/child_process.h"
#include "harness/temporary_folder.h"

namespace ipaas::harness {

struct broker_options {
  bool persistence = false;  // sessions and messages survive stop() and start()
  std::vector<std::pair<std::string, std::string>> users{};  // name, password; none: anonymous
  std::string access_rules{};                                // the text of an ACL file
  std::optional<unsigned> max_inflight_messages{};           // per client; its default is 20
  // Its default is 1000, and more are dropped in silence; 0 means no limit.
  unsigned max_queued_messages = 0;
  std::vector<std::string> extra_lines{};  // of mosquitto.conf
};

class mosquitto_broker {
 public:
  explicit mosquitto_broker(const broker_options& options = {});

  std::uint16_t port() const { return port_; }
  const temporary_folder& folder() const { return folder_; }
  // 127.0.0.1:port
  std::string url() const;

  void stop();   // SIGTERM, and waits for its end
  void kill();   // SIGKILL
  void start();  // again, on the same port, with the same data

 private:
  void write_configuration(const broker_options& options);
  bool start_once();

  temporary_folder folder_;  // outlives the process
  std::uint16_t port_ = 0;
  std::optional<child_process> process_;
};

}  // namespace ipaas::harness
