#include "harness/mosquitto_broker.h"

#include <unistd.h>

#include <stdexcept>

#include "harness/loopback.h"
#include "harness/server_process.h"
#include "harness/wire.h"

namespace ipaas::harness {
namespace {

void add_user(const std::string& file, const std::string& name, const std::string& password) {
  child_process tool({"mosquitto_passwd", "-b", file, name, password});
  if (tool.wait() != 0) throw std::runtime_error("mosquitto_passwd failed for " + name);
}

std::string authentication_lines(const temporary_folder& folder, const broker_options& options) {
  if (options.users.empty()) return "allow_anonymous true\n";
  const std::string file = folder.write("passwords", "").string();
  for (const auto& [name, password] : options.users) add_user(file, name, password);
  return "allow_anonymous false\npassword_file " + file + "\n";
}

// Whether it answers CONNECT. Before that it may listen already and yet lose a SIGTERM: it goes
// into its main loop whatever its signal handler has noted.
bool answers(std::uint16_t port) {
  const file_descriptor socket = connect_to_loopback(port);
  if (!socket.is_open()) return false;
  const std::string clean_session_without_identifier =
      wire::from_hex("00 04 4D 51 54 54 04 02 00 0A 00 00");
  write_all(socket, wire::packet(0x10, clean_session_without_identifier));
  std::string answer;
  return read_some(socket, answer, deadline());
}

}  // namespace

mosquitto_broker::mosquitto_broker(const broker_options& options) {
  folder_.write("clients.pem", identities().authority.certificate_pem());
  replace_certificate(options.certificate);
  for (const entrance way : {entrance::tcp, chosen_entrance()}) ports_[way];
  for (const entrance way : options.entrances) ports_[way];
  write_configuration(options);
  start();
}

void mosquitto_broker::replace_certificate(const identity& certificate) {
  folder_.write("server.pem", certificate.chain_pem());
  folder_.write("server.key", certificate.key_pem());
}

std::string mosquitto_broker::listener_lines(entrance way, const broker_options& options) const {
  const auto file = [this](const char* name) { return (folder_.path() / name).string() + "\n"; };
  std::string text = "listener " + std::to_string(port(way)) + " 127.0.0.1\n";
  if (uses_websocket(way)) text += "protocol websockets\n";
  if (!uses_tls(way)) return text;
  text += "certfile " + file("server.pem") + "keyfile " + file("server.key");
  if (way == entrance::mutual_tls)
    text += "cafile " + file("clients.pem") + "require_certificate true\n";
  for (const std::string& line : options.tls_lines) text += line + "\n";
  return text;
}

void mosquitto_broker::write_configuration(const broker_options& options) {
  std::string text = listener_lines(entrance::tcp, options);
  text += authentication_lines(folder_, options);
  // As root it would become the user mosquitto, who cannot enter the private folder.
  if (geteuid() == 0) text += "user root\n";
  text +=
      "set_tcp_nodelay true\nlog_dest stderr\nlog_type error\nlog_type warning\nlog_type notice\n";
  text += "max_queued_messages " + std::to_string(options.max_queued_messages) + "\n";
  if (options.max_inflight_messages) {
    text += "max_inflight_messages " + std::to_string(*options.max_inflight_messages) + "\n";
  }
  if (options.persistence) {
    text += "persistence true\npersistence_location " + folder_.path().string() + "/\n";
  }
  if (!options.access_rules.empty()) {
    text += "acl_file " + folder_.write("access", options.access_rules).string() + "\n";
  }
  for (const std::string& line : options.extra_lines) text += line + "\n";
  for (const auto& [way, port] : ports_) {
    if (way != entrance::tcp) text += listener_lines(way, options);
  }
  folder_.write("mosquitto.conf", text);
}

void mosquitto_broker::start() {
  process_.emplace(std::vector{server_program("mosquitto"), std::string("-c"),
                               (folder_.path() / "mosquitto.conf").string()},
                   child_process::error_output::kept);
  wait_until_ready(*process_, "mosquitto", [this] { return answers(port()); });
}

void mosquitto_broker::stop() {
  process_->terminate();
  process_->wait();
}

void mosquitto_broker::kill() { process_->kill(); }

}  // namespace ipaas::harness
