// Waiting for records of an operation, by its descriptor, as a host does.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "ipaas/host.hpp"

namespace ipaas::abi_test {

// A record with its texts owned.
struct taken_record {
  std::uint16_t kind;
  std::uint64_t token;
  std::uint32_t flags;
  std::uint32_t code;
  std::uint32_t deliveries;
  std::string payload;
  std::string error;
  std::string attribute;
};

inline taken_record own(const host::record& from) {
  return {from.kind,
          from.token,
          from.flags,
          from.code,
          from.deliveries,
          std::string(from.payload),
          std::string(from.error),
          std::string(from.attribute)};
}

// Longer than any test that passes takes.
inline constexpr std::chrono::seconds patience{30};

// Takes records until one satisfies the condition, and returns all; an assertion fails when time is
// over before.
template <typename Condition>
std::vector<taken_record> take_until(host::operation& operation, Condition condition) {
  std::vector<taken_record> all;
  bool found = false;
  while (!found) {
    if (!operation.wait(patience)) {
      ADD_FAILURE() << "the record did not come; " << all.size() << " others did";
      return all;
    }
    operation.take([&](const host::record& next) {
      all.push_back(own(next));
      found = found || condition(all.back());
    });
  }
  return all;
}

inline bool is_event(const taken_record& record, std::uint32_t code) {
  return record.kind == IPAAS_KIND_EVENT && record.code == code;
}

// Waits until the first attempt to connect has ended, either way.
inline void expect_attempt(host::operation& operation) {
  take_until(operation, [](const taken_record& next) {
    return is_event(next, IPAAS_EVENT_UP) || is_event(next, IPAAS_EVENT_DOWN) ||
           is_event(next, IPAAS_EVENT_FAILED);
  });
}

// Stops, and takes until the stop has ended.
inline std::vector<taken_record> stop_and_drain(host::operation& operation) {
  operation.stop(std::chrono::seconds(1));
  return take_until(operation,
                    [](const taken_record& next) { return is_event(next, IPAAS_EVENT_STOPPED); });
}

}  // namespace ipaas::abi_test
