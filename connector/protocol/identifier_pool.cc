#include "protocol/identifier_pool.h"

namespace ipaas::mqtt::protocol {
namespace {

constexpr std::uint16_t last_identifier = 65'535;

std::uint16_t successor(std::uint16_t identifier) {
  return identifier == last_identifier ? std::uint16_t{1}
                                       : static_cast<std::uint16_t>(identifier + 1);
}

}  // namespace

std::uint16_t identifier_pool::acquire() {
  if (used_.size() == last_identifier) return 0;
  do {
    last_ = successor(last_);
  } while (!used_.insert(last_).second);
  return last_;
}

bool identifier_pool::reserve(std::uint16_t identifier) {
  return identifier != 0 && used_.insert(identifier).second;
}

}  // namespace ipaas::mqtt::protocol
