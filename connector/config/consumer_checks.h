// What must hold between a Consumer's parameters, beyond what each of them says alone.
#pragma once

#include <string_view>

#include "config/consumer_settings.h"
#include "config/problems.h"

namespace ipaas::mqtt::config {

// Makes each subscription one of the shared group, where one is given. `pointer` is where the
// parameters stand in the caller's document.
void share_subscriptions(consumer_settings& settings, std::string_view pointer, problems& found);

void check_consumer(const consumer_settings& settings, std::string_view pointer, problems& found);

}  // namespace ipaas::mqtt::config
