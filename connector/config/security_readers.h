// How the settings of the general tab are read that protect the way to the broker, and that lead
// around obstacles on it. Each reports what is wrong at its field.
#pragma once

#include <optional>
#include <string>

#include "config/connection_settings.h"
#include "config/field.h"

namespace ipaas::mqtt::config {

void read_server_name(field_value& in, connection_settings& out);
// A list of names, or a text with commas between them.
void read_alpn(field_value& in, connection_settings& out);
// Names and values as HTTP knows them (RFC 9110 section 5); not those that WebSocket itself sets.
void read_web_socket_headers(field_value& in, connection_settings& out);
// http://[user:password@]host:port, or socks5://..., with %XX in user and password.
void read_proxy(field_value& in, connection_settings& out);
void read_shared_access_key(field_value& in, connection_settings& out);

}  // namespace ipaas::mqtt::config
