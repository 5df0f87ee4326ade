// What is allowed, but contradicts itself or is risky: told to people while they fill in the form,
// and not again whenever the connection is opened.
#pragma once

#include <string_view>

#include "config/problems.h"
#include "config/settings.h"

namespace ipaas::mqtt::config {

// `pointer` is where the connection stands in the caller's document. Nothing is said of a field
// that is wrong.
void advise(const connection_settings& connection, std::string_view pointer, problems& found);

// The same of an operation's parameters, which stand at `pointer`, on this connection.
void advise(const connection_settings& connection, const consumer_settings& consumer,
            std::string_view pointer, problems& found);
void advise(const connection_settings& connection, const producer_settings& producer,
            std::string_view pointer, problems& found);

}  // namespace ipaas::mqtt::config
