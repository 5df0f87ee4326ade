// A plain libmosquitto program with a loop of its own: what the plugin is compared with.
#pragma once

#include <mosquitto.h>

#include <functional>
#include <memory>
#include <string>

#include "role.h"

namespace ipaas::bench {

class library_client {
 public:
  // Connects and waits for CONNACK. Throws std::runtime_error with libmosquitto's words.
  library_client(const role_options& options, const std::string& client_id);

  std::function<void(const mosquitto_message&)> on_message;
  std::function<void()> on_published;

  void subscribe(int qos);  // to bench_topic; waits for SUBACK
  void publish(const std::string& payload, int qos);
  void turn();  // mosquitto_loop
  bool has_unsent() const { return mosquitto_want_write(client_.get()); }

 private:
  void turn_with_poll();

  struct callbacks;
  struct freed {
    void operator()(mosquitto* client) const {
      mosquitto_disconnect(client);
      mosquitto_destroy(client);
    }
  };
  std::unique_ptr<mosquitto, freed> client_;
  bool connected_ = false;
  bool subscribed_ = false;
};

}  // namespace ipaas::bench
