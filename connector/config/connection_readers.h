// How the settings of a connection are read that need more than their type and their range.
//
// Each reports what is wrong at its field, and leaves the settings as they were.
#pragma once

#include "config/connection_settings.h"
#include "config/field.h"

namespace ipaas::mqtt::config {

void read_broker_url(field_value& in, connection_settings& out);
void read_protocol(field_value& in, connection_settings& out);
void read_client_id(field_value& in, connection_settings& out);
void read_username(field_value& in, connection_settings& out);
void read_password(field_value& in, connection_settings& out);
void read_version(field_value& in, connection_settings& out);
void read_will_enabled(field_value& in, connection_settings& out);
void read_will_topic(field_value& in, connection_settings& out);
void read_will_payload(field_value& in, connection_settings& out);
void read_strategy(field_value& in, connection_settings& out);
void read_keep_alive(field_value& in, connection_settings& out);

}  // namespace ipaas::mqtt::config
