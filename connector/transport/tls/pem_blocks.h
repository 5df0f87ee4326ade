// Takes PEM text apart (RFC 7468). Any thread.
#pragma once

#include <string_view>
#include <vector>

#include "message/problem_text.h"

namespace ipaas::mqtt::transport {

enum class pem_kind : unsigned char {
  certificate,
  revocations,
  key,
  parameters,  // of a key, in a block of their own: the key repeats them
  other,
};

struct pem_block {
  pem_kind kind = pem_kind::other;
  std::string_view label;  // "RSA PRIVATE KEY"
  std::string_view text;   // with its first and last line
};

struct pem_text {
  std::vector<pem_block> blocks{};  // views into the text
  std::string_view unfinished{};    // the label of a block without an end; empty: none
};

pem_text split_pem(std::string_view text);

// What a block holds, in words, such as "a certificate request".
const sentence<0>& words_for(const pem_block& block);

}  // namespace ipaas::mqtt::transport
