// How the settings of a connection are read that need more than their type and their range.
//
// Each reports what is wrong at its field, and leaves the settings as they were.
#pragma once

#include "config/field.h"
#include "config/settings.h"

namespace ipaas::mqtt::config {

inline constexpr choice version_choices[] = {{"3.1"}, {"3.1.1"}, {"5", {"5.0"}}};
// In the order of reconnect_strategy, code_style and language.
inline constexpr choice strategy_choices[] = {{"CALM"}, {"NORMAL"}, {"AGGRESSIVE"}};
inline constexpr choice code_choices[] = {{"detailed"}, {"core"}};
inline constexpr choice language_choices[] = {{"en", {"English"}}, {"zh", {"zh-CN", "Chinese"}}};

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
