// Whatever other parties say, by the code of the error table that it leads to: read out of the maps
// of the connector, so that a page made of it cannot say anything else.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "message/error.h"

namespace ipaas::error_pages {

struct words {
  std::string en;
  std::string zh;
};

struct code_source {
  words title;  // "Reason code of CONNACK ..."
  struct sign {
    std::string label;  // "0x87 Not authorized", "ETIMEDOUT"
    mqtt::error_code code;
  };
  std::vector<sign> signs;
  // Where what is not among the signs leads to, if anything else can come.
  std::optional<mqtt::error_code> rest{};
};

std::vector<code_source> all_sources();

}  // namespace ipaas::error_pages
