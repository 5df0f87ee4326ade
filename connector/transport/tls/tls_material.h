// The certificates and keys of TLS settings, as OpenSSL's objects. Any thread.
#pragma once

#include <vector>

#include "config/transport_settings.h"
#include "transport/tls/openssl_types.h"
#include "transport/tls/tls_sources.h"

namespace ipaas::mqtt::transport {

struct tls_material {
  certificate_ptr certificate;         // the client's own; null: none
  std::vector<certificate_ptr> chain;  // behind it
  key_ptr key;
  std::vector<certificate_ptr> trusted;  // empty: the system's store
  std::vector<revocations_ptr> revocations;
};

// Of what `settings` name, read into `sources`. Everything wrong is noted at its field; with a
// fault, the result is of no use. Never asks for a password on a terminal.
tls_material parse_tls_material(const tls_sources& sources, const config::tls_settings& settings,
                                material_notes& notes);

// Whether what was once found good still is: notes what has expired since, or will soon.
void check_dates(const tls_material& material, material_notes& notes);

}  // namespace ipaas::mqtt::transport
