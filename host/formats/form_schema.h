// The three documents from which JSON Forms renders a form.
#pragma once

#include "catalogue.h"
#include "node.h"
#include "text_pattern.h"

namespace ipaas::command_line::formats {

// What the form's data is. Strict where people fill it in: a choice in its own spelling, a client
// ID that is there; validation_schema.h is what the connector accepts.
node form_schema(const form& form);

// Tabs, groups, the order of fields, and when each shows.
node form_uischema(const catalogue& all, const form& form);

// The words of all forms in one language, by the keys that JSON Forms asks with.
node form_texts(const catalogue& all, language language);

}  // namespace ipaas::command_line::formats
