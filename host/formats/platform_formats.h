// The forms of other platforms. What a platform has no place for stands in the help of the field.
#pragma once

#include <string>
#include <vector>

#include "catalogue.h"
#include "node.h"

namespace ipaas::command_line::formats {

// Rows of a Kafka Connect ConfigDef, as GET /connector-plugins/{name}/config answers.
node kafka_connect_definitions(const catalogue& all, const form& form, language language);
// The same, one by one in the order of the form.
std::vector<node> kafka_connect_rows(const catalogue& all, const form& form, language language);

// A ConnectorSpecification of the Airbyte protocol. Without oneOf, so that the keys stay those of
// the connector; fields that depend on another are all there.
node airbyte_specification(const catalogue& all, const form& form, language language);

// A credential type (connection) or the properties of a node of n8n. A field that waits for another
// one to be filled in is hidden while that is empty. n8n has no tabs and no groups.
node n8n_properties(const catalogue& all, const form& form, language language);

// The defaults and credentials of a Node-RED node, its checks as data; and its locale file.
node node_red_defaults(const catalogue& all, const form& form);
node node_red_locale(const catalogue& all, language language);

// A description of an eKuiper source or sink, with both languages in it. It knows no conditions.
node ekuiper_properties(const catalogue& all, const form& form);

// A Camunda element template of an operation, together with the connection it runs on.
node camunda_template(const catalogue& all, const form& form, language language);

// The page of the documentation, as Markdown.
std::string settings_page(const catalogue& all, language language);

}  // namespace ipaas::command_line::formats
