// What a command counts while it runs.
#pragma once

#include <cstdint>

namespace ipaas::command_line {

struct counts {
  std::uint64_t consumed = 0;  // messages taken, repeated ones included
  std::uint64_t accepted = 0;  // verdicts given
  std::uint64_t retried = 0;
  std::uint64_t rejected = 0;
  std::uint64_t succeeded = 0;  // outcomes of publications
  std::uint64_t failed = 0;
  std::uint64_t reconnects = 0;
};

}  // namespace ipaas::command_line
