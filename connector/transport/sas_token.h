// Shared access signatures: the passwords of Azure IoT Hub, made from a key and good for a time.
// Any thread.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "config/transport_settings.h"
#include "message/secret_text.h"

namespace ipaas::mqtt::transport {

// What a device signs: <hub>/devices/<device>, or <hub>/devices/<device>/modules/<module> for a
// client ID with a slash.
std::string sas_resource(std::string_view hub, std::string_view client_id);

// The user name that goes with it.
std::string sas_username(std::string_view hub, std::string_view client_id);

// "SharedAccessSignature sr=...&sig=...&se=...", good until `expiry`. The key is valid base64.
secret_text sas_token(const config::sas_settings& settings, std::string_view resource,
                      std::chrono::system_clock::time_point expiry);

}  // namespace ipaas::mqtt::transport
