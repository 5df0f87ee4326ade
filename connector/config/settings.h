// The settings of a connection and of its operations. What each means is said where it is declared
// for users: schema/settings.json.
#pragma once

#include "config/connection_settings.h"
#include "config/consumer_settings.h"
#include "config/producer_settings.h"
