#include "transport/tls/record_gatherer.h"

#include <algorithm>
#include <cstring>

namespace ipaas::mqtt::transport {

std::span<const std::byte> record_gatherer::next(std::size_t limit) {
  limit = std::min(limit, gathered_.size());
  if (parts_.empty()) return {};
  if (front().size() >= limit) return front().first(limit);
  return parts_.size() == 1 ? front() : gather(limit);
}

std::span<const std::byte> record_gatherer::gather(std::size_t limit) {
  std::size_t size = 0;
  std::size_t offset = offset_;
  for (const auto part : parts_) {
    const auto rest = part.subspan(offset);
    const std::size_t taken = std::min(rest.size(), limit - size);
    if (taken > 0) std::memcpy(gathered_.data() + size, rest.data(), taken);
    size += taken;
    offset = 0;
    if (size == limit) break;
  }
  return std::span(gathered_).first(size);
}

void record_gatherer::consume(std::size_t size) {
  offset_ += size;
  while (!parts_.empty() && offset_ >= parts_.front().size()) {
    offset_ -= parts_.front().size();
    parts_ = parts_.subspan(1);
  }
}

void record_gatherer::skip_empty() { consume(0); }

}  // namespace ipaas::mqtt::transport
