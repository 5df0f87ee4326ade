#include "message/error_code.h"

#include <iterator>

namespace ipaas::mqtt {

namespace {

constexpr error_entry error_table[] = {
#include "message/error_table.inc"
};
static_assert(std::size(error_table) == error_code_count,
              "schema/errors.json and the enumerators of error_code do not agree");

}  // namespace

const error_entry& entry_of(error_code code) { return error_table[static_cast<std::size_t>(code)]; }

std::string_view name_of(error_code code) { return entry_of(code).code; }

bool is_retryable(error_code code) { return entry_of(code).retryable; }

}  // namespace ipaas::mqtt
