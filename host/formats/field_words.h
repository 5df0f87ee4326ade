// Sentences about a field that formats without a place for the fact itself put into its help.
#pragma once

#include <string>

#include "catalogue.h"

namespace ipaas::command_line::formats {

// "Applies when protocol is TLS or WSS."; empty where it always applies.
words applies_sentence(const field& field);

// The help, and behind it when the field applies and what its value looks like.
words help_with_conditions(const field& field);

// What a choice allows, as an array; empty for other fields.
node choice_values(const field& field);

// The default; where there is none, an empty value of the field's type.
node default_or_empty(const field& field);

// The default as text; empty where there is none.
std::string default_text(const field& field);

// The fields of a form that apply only when `key` has a certain value.
std::vector<std::string> dependents_of(const form& form, std::string_view key);

// The groups of a form, in the order in which their first fields stand.
std::vector<const section*> groups_in(const catalogue& all, const form& form);

bool is_pem(const field& field);

}  // namespace ipaas::command_line::formats
