// What a certificate says about itself, in words. Any thread.
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <vector>

#include "transport/tls/openssl_types.h"

namespace ipaas::mqtt::transport {

using wall_clock = std::chrono::system_clock;

std::string subject_of(const X509* certificate);  // "CN=broker.example, O=Example"
std::string issuer_of(const X509* certificate);
wall_clock::time_point not_before(const X509* certificate);
wall_clock::time_point not_after(const X509* certificate);
// The names and addresses it was issued for, in its order; of an old one without them, the common
// name.
std::vector<std::string> names_of(const X509* certificate);

std::string date_text(wall_clock::time_point when);  // "2025-01-31 23:59:59 UTC"

// JSON: [{"subject", "issuer", "notBefore", "notAfter", "names"} ...], times as in RFC 3339.
std::string chain_json(std::span<const certificate_ptr> chain);

}  // namespace ipaas::mqtt::transport
