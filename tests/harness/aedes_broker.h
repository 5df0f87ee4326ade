// aedes, a broker that shares no code with mosquitto (MQTT 3.1 and 3.1.1). Needs what
// scripts/install_npm.sh installs.
#pragma once

#include <string>

#include "harness/entrance.h"
#include "harness/server_process.h"
#include "harness/temporary_folder.h"
#include "harness/test_identities.h"

namespace ipaas::harness {

class aedes_broker {
 public:
  aedes_broker();

  // tcp, tls, ws or wss.
  std::uint16_t port(entrance way) const;
  std::string url(entrance way) const { return url_of(way, port(way)); }

 private:
  temporary_folder folder_;
  server_process process_;
};

}  // namespace ipaas::harness
