// Changing the credentials of a connection that is open.
#pragma once

#include <string>
#include <string_view>

#include "config/connection_settings.h"
#include "config/parse.h"
#include "message/secret_text.h"

namespace ipaas::mqtt::config {

struct updated_connection {
  parsed<connection_settings> result;
  secret_text document;  // with the changes; for the next update
};

// `changes` is a JSON object with the settings that are to change: what names or proves who the
// client is, and the way to the broker. The others are errors at their field. null takes a setting
// back. A document of another dialect is the whole of what holds from now on, with masked secrets
// as they were. `document` is what the connection was opened with; it is valid.
updated_connection update_connection(const secret_text& document, std::string_view changes,
                                     connection_check check = nullptr);

// Copies what an update may change.
void take_credentials(const connection_settings& from, connection_settings& to);

}  // namespace ipaas::mqtt::config
