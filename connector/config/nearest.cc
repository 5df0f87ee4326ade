#include "config/nearest.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include "config/quantity.h"

namespace ipaas::mqtt::config {

namespace {

// Levenshtein's distance, one row at a time.
std::size_t edit_distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> row(right.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < left.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < right.size(); ++j) {
      const std::size_t replaced = diagonal + (left[i] == right[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string_view nearest(std::string_view name, std::span<const std::string_view> candidates) {
  const std::string wanted = to_lower(name.substr(0, 64));
  const auto distance = [&](std::string_view known) {
    return edit_distance(wanted, to_lower(known));
  };
  return *std::min_element(candidates.begin(), candidates.end(),
                           [&](std::string_view left, std::string_view right) {
                             return distance(left) < distance(right);
                           });
}

}  // namespace ipaas::mqtt::config
