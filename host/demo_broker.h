// The demo's own mosquitto: on a free port of the loopback address, its files in a private folder,
// gone with this object.
#pragma once

#include <optional>
#include <string>

#include "loopback_port.h"
#include "process.h"
#include "temporary_folder.h"

namespace ipaas::command_line {

class demo_broker {
 public:
  // Starts it and waits until it listens. Throws std::runtime_error with its last words.
  demo_broker();

  // Ends it. It saves the sessions and their messages before it goes.
  void stop();
  // Starts it again, with what it had saved, on the same port.
  void start();

  std::string url() const;

 private:
  void write_configuration() const;
  bool wait_until_it_listens();
  std::string last_words() const;

  temporary_folder folder_;
  std::string program_;
  loopback_port port_;
  std::optional<process> process_;
};

}  // namespace ipaas::command_line
