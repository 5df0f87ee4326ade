#include "demo_broker.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>

namespace ipaas::command_line {
namespace {

std::string required_program() {
  if (auto path = find_program("mosquitto")) return *path;
  throw std::runtime_error(
      "the broker mosquitto is not installed: install the package mosquitto, or give --broker URL");
}

}  // namespace

demo_broker::demo_broker() : program_(required_program()) {
  write_configuration();
  start();
}

void demo_broker::stop() {
  // SIGTERM, not SIGKILL: mosquitto writes its sessions to disk when it is asked to end, and only
  // every so often otherwise. What a broker acknowledged and then forgot, no client can make good.
  if (process_) process_->end(milliseconds(5000));
  process_.reset();
}

void demo_broker::start() {
  process_.emplace(std::vector<std::string>{program_, "-c", folder_.path() + "/mosquitto.conf"},
                   folder_.path() + "/mosquitto.log");
  if (!wait_until_it_listens()) {
    throw std::runtime_error("mosquitto does not start: " + last_words());
  }
}

std::string demo_broker::url() const { return fmt::format("127.0.0.1:{}", port_.number()); }

void demo_broker::write_configuration() const {
  std::ofstream file(folder_.path() + "/mosquitto.conf");
  file << fmt::format(
      "listener {} 127.0.0.1\n"
      "allow_anonymous true\n"
      "persistence true\n"
      "persistence_location {}/\n"
      "autosave_interval 1\n"
      "max_inflight_messages 200\n"
      "max_queued_messages 0\n"  // unlimited: by default it drops messages in silence
      "set_tcp_nodelay true\n",
      port_.number(), folder_.path());
  // Started by root, it would become a user who may not write into our folder.
  if (geteuid() == 0) file << "user root\n";
}

bool demo_broker::wait_until_it_listens() {
  const auto deadline = clock::now() + milliseconds(5000);
  while (clock::now() < deadline && process_->runs()) {
    if (port_.accepts_connections()) return true;
    poll(nullptr, 0, 10);
  }
  process_.reset();
  return false;
}

std::string demo_broker::last_words() const {
  std::ifstream log(folder_.path() + "/mosquitto.log");
  std::string last;
  for (std::string line; std::getline(log, line);) last = line;
  return last;
}

}  // namespace ipaas::command_line
