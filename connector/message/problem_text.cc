#include "message/problem_text.h"

namespace ipaas::mqtt {

namespace problem {
#include "message/problem_texts.inc"
}  // namespace problem

namespace {

constexpr problem_row rows[] = {
#include "message/problem_rows.inc"
};

}  // namespace

std::span<const problem_row> problem_rows() { return rows; }

phrase bracketed(const phrase_value& text) {
  return text.empty() ? phrase{} : fill(problem::bracketed.text, {&text, 1});
}

}  // namespace ipaas::mqtt
