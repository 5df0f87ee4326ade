// The JSON of ipaas_connection_stats.
#pragma once

#include <string>

#include "config/connection_settings.h"
#include "operations/outbox_budget.h"
#include "session/statistics.h"

namespace ipaas::mqtt::operations {

std::string statistics_text(const session::statistics& counted, const outbox_budget& outbox,
                            const config::connection_settings& settings);

}  // namespace ipaas::mqtt::operations
