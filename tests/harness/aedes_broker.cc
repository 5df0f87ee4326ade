#include "harness/aedes_broker.h"

#include <algorithm>
#include <iterator>
#include <stdexcept>

#include "harness/paths.h"

namespace ipaas::harness {
namespace {

constexpr entrance entrances[] = {entrance::tcp, entrance::tls, entrance::ws, entrance::wss};

std::string npm_folder() { return source_path("build/npm"); }

void check_packages() {
  if (!std::filesystem::exists(npm_folder() + "/installed-lock.json")) {
    throw std::runtime_error("run scripts/install_npm.sh: aedes is not in " + npm_folder());
  }
}

}  // namespace

aedes_broker::aedes_broker()
    : process_(
          [&](const std::vector<std::uint16_t>& ports) {
            check_packages();
            std::vector<std::string> command{
                "node", source_path("tests/npm/aedes_broker.mjs"), npm_folder(),
                folder_.write("server.pem", identities().server.chain_pem()).string(),
                folder_.write("server.key", identities().server.key_pem()).string()};
            for (const std::uint16_t port : ports) command.push_back(std::to_string(port));
            return command;
          },
          std::size(entrances)) {}

std::uint16_t aedes_broker::port(entrance way) const {
  const auto* found = std::ranges::find(entrances, way);
  return process_.port(static_cast<std::size_t>(found - std::begin(entrances)));
}

}  // namespace ipaas::harness
