// What a client shows the broker in CONNECT: as the settings give it, or made for this connect.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "config/connection_settings.h"
#include "message/secret_text.h"

namespace ipaas::mqtt::session {

struct credentials {
  std::optional<std::string> username{};
  std::optional<secret_text> password{};
};

// What libmosquitto is given for a password: it would leave copies of the real one behind. The link
// puts that in its place (see link::set_password), which is why the two are of one size.
inline std::string stand_in_for(const secret_text& password) {
  return std::string(password.view().size(), '*');
}

// With a shared access key: a token that expires settings.sas.lifetime after `now`, and where no
// user name is given, the one that goes with it.
credentials credentials_for(const config::connection_settings& settings,
                            const config::broker_address& broker,
                            std::chrono::system_clock::time_point now);

}  // namespace ipaas::mqtt::session
