// The JSON schema of what the connector accepts: its verdict is that of ipaas_validate, as far as a
// schema can say it. A form's schema cannot be both: it offers one spelling and asks people for a
// client ID, and programs may write what they like.
#pragma once

#include "catalogue.h"
#include "node.h"

namespace ipaas::command_line::formats {

node validation_schema(const form& form);

}  // namespace ipaas::command_line::formats
