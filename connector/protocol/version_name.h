// The versions of MQTT as people write them.
#pragma once

#include <string_view>

#include "protocol/types.h"

namespace ipaas::mqtt::protocol {

constexpr std::string_view name_of(version which) {
  switch (which) {
    case version::v3_1:
      return "3.1";
    case version::v5:
      return "5";
    default:
      return "3.1.1";
  }
}

}  // namespace ipaas::mqtt::protocol
