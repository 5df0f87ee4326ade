#include "harness/entrance.h"

#include <cstdlib>
#include <stdexcept>

namespace ipaas::harness {
namespace {

std::string_view scheme_of(entrance way) {
  switch (way) {
    case entrance::tcp:
      return "";
    case entrance::tls:
    case entrance::mutual_tls:
      return "tls://";
    case entrance::ws:
      return "ws://";
    case entrance::wss:
      return "wss://";
  }
  return "";
}

entrance entrance_named(std::string_view name) {
  for (const entrance way : all_entrances) {
    if (name_of(way) == name) return way;
  }
  throw std::runtime_error("IPAAS_TEST_ENTRANCE names no entrance: " + std::string(name));
}

}  // namespace

std::string_view name_of(entrance way) {
  switch (way) {
    case entrance::tcp:
      return "tcp";
    case entrance::tls:
      return "tls";
    case entrance::mutual_tls:
      return "mutual_tls";
    case entrance::ws:
      return "ws";
    case entrance::wss:
      return "wss";
  }
  return "";
}

std::string url_of(entrance way, std::uint16_t port) {
  return std::string(scheme_of(way)) + "127.0.0.1:" + std::to_string(port) +
         (uses_websocket(way) ? "/mqtt" : "");
}

entrance chosen_entrance() {
  static const entrance chosen = [] {
    const char* name = std::getenv("IPAAS_TEST_ENTRANCE");
    return name == nullptr ? entrance::tcp : entrance_named(name);
  }();
  return chosen;
}

}  // namespace ipaas::harness
