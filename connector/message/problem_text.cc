#include "message/problem_text.h"

#include <algorithm>

namespace ipaas::mqtt {

namespace {

constexpr problem_row rows[] = {
#include "message/problem_rows.inc"
};

}  // namespace

std::span<const problem_row> problem_rows() { return rows; }

phrase translated(std::string_view english) {
  const auto* found = std::ranges::find_if(
      rows, [&](const problem_row& row) { return row.places == 0 && row.text->en == english; });
  return {std::string(english), std::string(found == std::end(rows) ? english : found->text->zh)};
}

}  // namespace ipaas::mqtt
