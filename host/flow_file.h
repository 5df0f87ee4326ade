// A flow as a document:
//
//   {
//     "name": "...",                    for people
//     "connection": {...},              one connection for both operations; or
//     "source": {...}, "target": {...}, one for each
//     "consumer": {...},                parameters of the Consumer
//     "producer": {...},                parameters of the Producer
//     "variable": {...}                 comes with every message, as ${variable.name}
//   }
#pragma once

#include <rapidjson/document.h>

#include <optional>
#include <string>

#include "connection_options.h"
#include "parameter_options.h"

namespace ipaas::command_line {

// The texts for the plugin.
struct flow {
  std::string source;
  std::optional<std::string> target;  // none: the Producer uses the source's connection
  std::string consumer_request;
  std::string producer_request;
};

// Reads a flow and puts the options over it:
//   --connection FILE, --set key=value         for each of its connections
//   --set source.key=value, target.key=value   for one of two connections
//   --parameters FILE                          {"consumer": {...}, "producer": {...}}
//   --param consumer.key=value, producer.key=value
// Throws bad_configuration.
flow read_flow(const std::string& path, const connection_options& connection,
               const parameter_options& parameters, const setting_types& types);

}  // namespace ipaas::command_line
