// What every refused call has to give: the status, and an error that names the blame.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <string>

#include "abi/error_text.h"
#include "ipaas/plugin.h"

namespace ipaas::abi_test {

using fallible_call = std::function<std::int32_t(ipaas_text*)>;

// A refusal: the Code begins with `code`, and the Description names the argument.
struct refusal {
  std::int32_t status;
  const char* argument;
  const char* code = "CORE:";
};

inline void expect_names_the_blame(const std::string& error, const refusal& expected) {
  EXPECT_EQ(member(error, "Code").rfind(expected.code, 0), 0u) << error;
  EXPECT_NE(member(error, "Description").find(expected.argument), std::string::npos)
      << error << "\ndoes not name " << expected.argument;
  EXPECT_NE(error.find("\"Retryable\""), std::string::npos) << error;
}

// Makes the call with room for its error, with too little of it, and with no error wanted at all.
inline void expect_refused(const fallible_call& call, const refusal& expected) {
  std::string error(4096, '\0');
  ipaas_text whole{error.data(), error.size(), 0};
  EXPECT_EQ(call(&whole), expected.status);
  ASSERT_LE(whole.length, error.size());
  error.resize(whole.length);
  expect_names_the_blame(error, expected);

  char short_buffer[5] = "keep";
  ipaas_text cut{short_buffer, 4, 0};
  EXPECT_EQ(call(&cut), expected.status);
  EXPECT_EQ(cut.length, whole.length);
  EXPECT_STREQ(short_buffer, "keep");

  ipaas_text only_length{nullptr, 0, 0};
  EXPECT_EQ(call(&only_length), expected.status);
  EXPECT_EQ(only_length.length, whole.length);

  EXPECT_EQ(call(nullptr), expected.status);
}

}  // namespace ipaas::abi_test
