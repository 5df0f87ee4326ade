// Looks at the certificates and keys of a connection when it is opened, before anybody connects.
#pragma once

#include <string_view>

#include "config/connection_settings.h"
#include "config/problems.h"

namespace ipaas::mqtt::transport {

// Reads them as a connect would. Each mistake, and each certificate that expires soon, is noted at
// its field below `pointer`. Does nothing where the transport has no TLS. Any thread; reads files.
void check_certificates(const config::connection_settings& settings, std::string_view pointer,
                        config::problems& found);

}  // namespace ipaas::mqtt::transport
