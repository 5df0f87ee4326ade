#include "transport/tls/openssl_library.h"

#include <openssl/ssl.h>

namespace ipaas::mqtt::transport {

void use_openssl() { OPENSSL_init_ssl(OPENSSL_INIT_NO_ATEXIT, nullptr); }

}  // namespace ipaas::mqtt::transport
