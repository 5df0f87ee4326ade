// The connection as the command line gives it: --connection FILE.json, and --set key=value over it.
#pragma once

#include <rapidjson/document.h>

#include <string>
#include <vector>

#include "command_line.h"
#include "setting_types.h"

namespace ipaas::command_line {

class connection_options {
 public:
  option_table declare();

  bool given() const { return !file_.empty() || !assignments_.empty(); }

  // The file with the assignments over it, nothing added. Throws bad_configuration.
  rapidjson::Document merged(const setting_types& types) const;

  // merged, and completed by complete_client_id.
  rapidjson::Document completed(const setting_types& types) const;

  const std::string& file() const { return file_; }
  const std::vector<std::string>& assignments() const { return assignments_; }

 private:
  std::string file_;
  std::vector<std::string> assignments_;
};

// Who tries something out on a command line wants no session to stay: a document in our own words
// (it has "brokerUrl") without "clientId" gets a unique one, and a clean session. One that asks for
// a kept session must name its client, and is left to the plugin to refuse.
void complete_client_id(rapidjson::Document& connection);

}  // namespace ipaas::command_line
