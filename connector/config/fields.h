// The settings of a connection and of each operation, read from a JSON object by their tables.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "config/field.h"
#include "config/json_value.h"
#include "config/object_fields.h"
#include "config/parse.h"
#include "config/problems.h"
#include "config/settings.h"

namespace ipaas::mqtt::config {

// Each reports what is wrong to `found`, with fields below `pointer`.
connection_settings read_connection(const json_value& object, std::string_view pointer,
                                    problems& found);
// And by `check`, which may be null.
connection_settings read_checked_connection(const json_value& object, std::string_view pointer,
                                            connection_check check, problems& found);
// The check alone: only where nothing is wrong with a field that names a file.
void check_files(const connection_settings& settings, std::string_view pointer,
                 connection_check check, problems& found);
consumer_settings read_consumer(const json_value& object, std::string_view pointer,
                                problems& found);
producer_settings read_producer(const json_value& object, std::string_view pointer,
                                problems& found);

// The connection's fields, with the protocol that the scheme of brokerUrl says.
object_fields fields_of_connection(const json_value& object);

// The rows of the tables, for the manifest. They live as long as the library.
std::vector<const field_info*> connection_field_infos();
std::vector<const field_info*> consumer_field_infos();
std::vector<const field_info*> producer_field_infos();

}  // namespace ipaas::mqtt::config
