// What a failure of TLS means: OpenSSL's numbers and the peer's alerts as errors with a cause a
// person can act upon. Any thread.
#pragma once

#include <string_view>

#include "config/transport_settings.h"
#include "message/error.h"
#include "transport/stream.h"
#include "transport/tls/tls_context.h"

namespace ipaas::mqtt::transport {

// The code of the error table for each X509_V_ERR_... (verification), and for each entry of
// OpenSSL's queue of errors during a handshake.
error_code code_of_verification(int result);
error_code code_of_openssl(unsigned long failure);

// A server's certificate was refused. `expected` is the name or the address it had to be for.
error describe_refusal(const verification_fault& fault, std::string_view expected);

// What is known of us when the peer complains.
struct tls_offer {
  bool client_certificate = false;
  bool certificate_missed = false;  // the server asked for one that we do not have
  config::tls_version minimum = config::tls_version::v1_2;
  std::string_view name{};  // asked for
};

// What an alert of the peer (RFC 8446, section 6, and those of earlier versions) says.
struct alert_meaning {
  error_code code = error_code::tls_handshake;
  phrase detail;
};
alert_meaning meaning_of_alert(int alert, const tls_offer& offer);
// The standard's name of an alert, "unknown_ca"; empty where it has none.
std::string_view name_of_alert(int alert);

// The error that OpenSSL's own code met first, and empties its queue; 0: none.
unsigned long take_openssl_error();

// What failed: the result of take_openssl_error(), what the stream below said, and the
// first bytes of the peer.
struct tls_symptoms {
  unsigned long openssl = 0;
  io_result below{};
  std::string_view first_bytes{};
};
error describe_handshake_failure(const tls_symptoms& symptoms, const tls_offer& offer);

// After the handshake: the result of a read or a write that failed.
io_result describe_later_failure(const tls_symptoms& symptoms, const tls_offer& offer);

}  // namespace ipaas::mqtt::transport
