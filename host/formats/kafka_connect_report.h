// A configuration and what is wrong with it in the shape of Kafka Connect's
// PUT /connector-plugins/{name}/config/validate: one flat object of texts goes in, with the
// settings of the connection and of an operation side by side.
#pragma once

#include <rapidjson/document.h>

#include <string>
#include <string_view>
#include <vector>

#include "catalogue.h"
#include "node.h"

namespace ipaas::command_line::formats {

class kafka_connect_report {
 public:
  // `operation` is empty where the configuration is of a connection alone. Throws bad_configuration
  // when there is no such operation.
  kafka_connect_report(const catalogue& all, const rapidjson::Value& configuration,
                       std::string_view operation, language language);

  // The request of ipaas_validate.
  std::string request() const;
  // Of what ipaas_validate has said, and keys that no definition has.
  std::size_t error_count(const rapidjson::Value& report) const;
  // The answer, of what ipaas_validate has said.
  node answer(const rapidjson::Value& report) const;

 private:
  struct settings_part {
    const form* fields;
    std::string member;  // of the request: connection, parameters
  };

  std::vector<std::string_view> unknown_keys() const;
  const rapidjson::Value* given(const field& field) const;
  rapidjson::Value members_of(const settings_part& part,
                              rapidjson::Document::AllocatorType& memory) const;
  node value_of(const settings_part& part, const field& field,
                const rapidjson::Value& report) const;

  const catalogue& all_;
  const rapidjson::Value& configuration_;
  std::vector<settings_part> parts_;
  language language_;
};

}  // namespace ipaas::command_line::formats
