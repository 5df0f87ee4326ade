// OpenSSL as a whole. Any thread.
#pragma once

namespace ipaas::mqtt::transport {

// To be called before anything else of OpenSSL's. Unless somebody in the process was faster, it
// will not tidy up at the exit of the process: the I/O thread may be in the middle of a handshake
// then.
void use_openssl();

}  // namespace ipaas::mqtt::transport
