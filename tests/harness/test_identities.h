// The authority, the server and the client that tests use unless they want something special. Made
// once per process.
#pragma once

#include "harness/certificates.h"

namespace ipaas::harness {

struct test_identities {
  certificate_authority authority{"authority of the tests"};
  // For localhost, 127.0.0.1 and ::1.
  identity server = authority.issue(
      {.name = "server", .hosts = {"localhost"}, .addresses = {"127.0.0.1", "::1"}});
  identity client = authority.issue({.name = "client"});
};

const test_identities& identities();

}  // namespace ipaas::harness
