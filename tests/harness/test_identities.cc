#include "harness/test_identities.h"

namespace ipaas::harness {

const test_identities& identities() {
  static const test_identities all;
  return all;
}

}  // namespace ipaas::harness
