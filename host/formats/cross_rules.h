// What the connector refuses because of two or more settings together, as JSON schemas of a form's
// data: the same as config/connection_checks and config/consumer_checks say.
#pragma once

#include <vector>

#include "catalogue.h"
#include "node.h"

namespace ipaas::command_line::formats {

std::vector<node> cross_rules(const form& form);

// A value that is there, and no empty text.
node something();

}  // namespace ipaas::command_line::formats
