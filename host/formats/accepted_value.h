// Every value of a field that the connector reads, as a JSON schema: numbers as text, flags as
// text, each spelling of a choice, lists as text.
#pragma once

#include "catalogue.h"
#include "node.h"

namespace ipaas::command_line::formats {

node accepted_value(const form& form, const field& field);

// One of these spellings, or of these numbers, of a choice or a flag.
node spelled(const field& field, const std::vector<std::string>& values);

}  // namespace ipaas::command_line::formats
