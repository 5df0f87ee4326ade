// Every setting as schema/settings.json declares it, in the order of the forms; what each means, in
// the words of the form, stands there (setting_words.h has it). The rows live as long as the
// library.
#pragma once

#include <array>
#include <cstddef>
#include <stdexcept>
#include <string_view>

#include "config/field.h"

namespace ipaas::mqtt::config {

// connection_general_rows, connection_advanced_rows, consumer_rows, subscription_rows (an entry of
// the Consumer's topics), producer_rows; and beside each row with choices those, as
// <form>_<key>_choices.
#include "config/setting_rows.inc"

// How the value of the setting `key` gets into the settings.
template <typename Settings>
struct reader {
  std::string_view key;
  void (*read)(field_value& value, Settings& settings);
};

// The rows of a form with how each is read, in the order of `readers`. It does not compile unless
// every row has one reader and every reader a row.
template <typename Settings, std::size_t count>
consteval std::array<field<Settings>, count> join(const field_info (&rows)[count],
                                                  const reader<Settings> (&readers)[count]) {
  std::array<field<Settings>, count> out{};
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t before = 0; before < i; ++before) {
      if (readers[before].key == readers[i].key) throw std::logic_error("a key has two readers");
    }
    bool is_declared = false;
    for (const field_info& row : rows) {
      if (row.key != readers[i].key) continue;
      out[i] = {&row, readers[i].read};
      is_declared = true;
    }
    if (!is_declared) throw std::logic_error("no row has this key");
  }
  return out;
}

}  // namespace ipaas::mqtt::config
