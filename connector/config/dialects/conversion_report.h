// What a document says in our own words, for people who move to them: ipaas_convert.
#pragma once

#include <string_view>

#include "message/secret_text.h"

namespace ipaas::mqtt::config {

// {"dialect", "connection", "consumer", "producer", "secrets", "notes", "errors"}: see
// ipaas_convert. Holds the document's secrets.
secret_text conversion_report(std::string_view document);

}  // namespace ipaas::mqtt::config
