// PKCS#12 files, and other binary ones that are taken for them. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "transport/tls/tls_material.h"

namespace ipaas::mqtt::transport {

// Whether the content of a file is DER rather than PEM.
bool is_der(std::string_view content);

// Why a DER file cannot stand where PEM is wanted, and what to do.
const sentence<1>& der_advice(std::string_view content);

// Takes the certificate, its chain and the key of a client from a PKCS#12 file; faults are noted at
// clientCertificate and clientKeyPassword.
void read_pkcs12(std::string_view content, std::string_view password, tls_material& client,
                 material_notes& notes);

}  // namespace ipaas::mqtt::transport
