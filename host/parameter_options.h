// An operation and its parameters as the command line gives them: --operation NAME,
// --parameters FILE.json, and --param key=value over it.
#pragma once

#include <rapidjson/document.h>

#include <string>
#include <vector>

#include "command_line.h"
#include "connection_options.h"
#include "setting_types.h"

namespace ipaas::command_line {

class parameter_options {
 public:
  // `operation` is the default of --operation; empty: it has none.
  explicit parameter_options(std::string operation) : operation_(std::move(operation)) {}

  option_table declare();
  // Without --operation, for a command that has more than one.
  option_table declare_parameters(const std::string& hint);

  bool given() const { return !file_.empty() || !assignments_.empty(); }
  const std::string& operation() const { return operation_; }

  // The file with the assignments over it. Throws bad_configuration.
  rapidjson::Document merged(const setting_types& types) const;
  // The same; without a file of its own, over the connection's, where that is a document of another
  // system that holds the operation too.
  rapidjson::Document merged(const setting_types& types,
                             const connection_options& connection) const;

  const std::string& file() const { return file_; }
  const std::vector<std::string>& assignments() const { return assignments_; }

 private:
  rapidjson::Document laid_over(rapidjson::Document document, const setting_types& types) const;

  std::string operation_;
  std::string file_;
  std::vector<std::string> assignments_;
};

// The value of a parameter whose type is `type`, see to_typed_value. Where no type is known,
// "topics" is a list.
rapidjson::Value parameter_value(const std::string& key, const std::string& text,
                                 std::string_view type, rapidjson::Document::AllocatorType& memory);

// The request of ipaas_operation_open; `variable` may be null.
std::string operation_request(const std::string& operation, const rapidjson::Value& parameters,
                              const rapidjson::Value& variable = rapidjson::Value());

}  // namespace ipaas::command_line
