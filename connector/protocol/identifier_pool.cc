#include "protocol/identifier_pool.h"

#include <boost/unordered/unordered_flat_set.hpp>

namespace ipaas::mqtt::protocol {
namespace {

constexpr std::uint16_t last_identifier = 65'535;

std::uint16_t successor(std::uint16_t identifier) {
  return identifier == last_identifier ? std::uint16_t{1}
                                       : static_cast<std::uint16_t>(identifier + 1);
}

}  // namespace

identifier_pool::identifier_pool()
    : used_(std::make_unique<boost::unordered_flat_set<std::uint16_t>>()) {}
identifier_pool::~identifier_pool() = default;

std::uint16_t identifier_pool::acquire() {
  if (used_->size() == last_identifier) return 0;
  do {
    last_ = successor(last_);
  } while (!used_->insert(last_).second);
  return last_;
}

bool identifier_pool::reserve(std::uint16_t identifier) {
  return identifier != 0 && used_->insert(identifier).second;
}

void identifier_pool::release(std::uint16_t identifier) { used_->erase(identifier); }

std::size_t identifier_pool::in_use() const { return used_->size(); }

}  // namespace ipaas::mqtt::protocol
