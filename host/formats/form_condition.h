// When a field shows, as a JSON schema of the form's data.
#pragma once

#include "catalogue.h"
#include "node.h"

namespace ipaas::command_line::formats {

// Of the value of the field that decides.
node deciding_schema(const form& form, const condition& when);

// Of the whole data: an object in which the condition holds.
node data_schema(const form& form, const condition& when);

// The rule of a JSON Forms control.
node show_rule(const form& form, const condition& when);

}  // namespace ipaas::command_line::formats
