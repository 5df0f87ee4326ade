// Addresses of brokers and proxies, and the names in them.
#include "config/broker_url.h"
#include "config/host_port.h"
#include "fuzzing.h"
#include "transport/name/host_name.h"

namespace {

using namespace ipaas::fuzzing;
using namespace ipaas::mqtt;
using config::broker_address;
using config::transport_kind;

void check_list(std::string_view text, transport_kind protocol) {
  const auto list = config::parse_broker_list(text, protocol);
  for (const auto& mistake : list.mistakes) {
    claim(!mistake.en.empty() && !mistake.zh.empty(), "a mistake has its texts", text);
  }
  if (!list.mistakes.empty()) return;
  claim(!list.brokers.empty(), "a list without mistakes has a broker", text);
  for (const broker_address& each : list.brokers) {
    claim(!each.host.empty(), "a broker has a host", text);
    claim(each.port != 0, "a broker has a port", text);
    claim(each.path.empty() || each.path.front() == '/', "a path begins with a slash", text);
    const auto again = config::parse_broker_list(each.text() + each.path, protocol);
    claim(again.mistakes.empty() && again.brokers.size() == 1, "an address reads back",
          each.text());
    const broker_address& same = again.brokers.front();
    claim(same.host == each.host && same.port == each.port && same.path == each.path,
          "an address reads back as itself", each.text());
  }
}

// People put passwords before an @.
void check_secret(std::string_view text, transport_kind protocol) {
  if (holds(text, canary) || holds(text, ",")) return;
  for (const char* before : {"mqtt://anna:", "anna:", ""}) {
    const std::string secret = before + std::string(canary) + "@" + std::string(text);
    for (const auto& mistake : config::parse_broker_list(secret, protocol).mistakes) {
      claim(!holds(mistake.en + mistake.zh, canary), "no mistake repeats a password", mistake.en);
    }
  }
}

void check_host_port(std::string_view text, std::uint16_t default_port) {
  broker_address read;
  if (config::read_host_port(text, default_port, read)) return;
  claim(!read.host.empty() && read.port != 0, "a host and a port", text);
  broker_address again;
  claim(!config::read_host_port(read.text(), 0, again), "it reads back", read.text());
  claim(again.host == read.host && again.port == read.port, "it reads back as itself", text);
}

void check_name(std::string_view text) {
  const std::string name(text);
  transport::is_address_literal(name);
  if (!transport::fault_in_name(name).empty()) return;
  claim(name.size() <= 254, "a name is not too long", name);
  claim(!holds(name, ".."), "a name has no empty part", name);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  input from(data, size);
  const unsigned what = from.number();
  const std::string_view text = from.rest();
  const auto protocol = static_cast<transport_kind>(what % 4);
  check_list(text, protocol);
  check_secret(text, protocol);
  check_host_port(text, what % 8 < 4 ? 1883 : 0);
  check_name(text);
  return 0;
}
