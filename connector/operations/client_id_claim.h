// Two connections of one process with the same broker and client ID would throw each other out for
// ever: the second is refused.
#pragma once

#include <string>
#include <vector>

#include "config/connection_settings.h"
#include "message/error.h"

namespace ipaas::mqtt::operations {

// Thrown when another connection of the process has the client ID.
struct client_id_taken {
  error reason;
};

// Holds a client ID at every broker of a configuration for as long as it lives. Any thread.
class client_id_claim {
 public:
  explicit client_id_claim(const config::connection_settings& settings);
  ~client_id_claim();
  client_id_claim(const client_id_claim&) = delete;
  client_id_claim& operator=(const client_id_claim&) = delete;

 private:
  std::vector<std::string> keys_;
};

}  // namespace ipaas::mqtt::operations
