// What must hold between the settings of a connection, beyond what each of them says alone.
#pragma once

#include <string_view>

#include "config/connection_settings.h"
#include "config/consumer_settings.h"
#include "config/problems.h"

namespace ipaas::mqtt::config {

// `pointer` is where the connection stands in the caller's document.
void check_connection(const connection_settings& settings, std::string_view pointer,
                      problems& found);

// What is allowed but surprises: to be told to people before they open it.
void warn_about_lost_messages(const connection_settings& connection,
                              const consumer_settings& consumer, std::string_view pointer,
                              problems& found);

}  // namespace ipaas::mqtt::config
