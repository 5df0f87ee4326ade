// What a command counts while it runs.
#pragma once

#include <cstdint>

#include "ipaas/plugin.h"

namespace ipaas::command_line {

struct counts {
  std::uint64_t consumed = 0;  // messages taken, repeated ones included
  std::uint64_t accepted = 0;  // verdicts given
  std::uint64_t retried = 0;
  std::uint64_t rejected = 0;
  std::uint64_t succeeded = 0;  // outcomes of publications
  std::uint64_t failed = 0;
  std::uint64_t kept = 0;  // not finished, but on disk and sent later
  std::uint64_t reconnects = 0;
};

// Counts an outcome by its code (IPAAS_SUCCEEDED ...).
inline void count(std::uint32_t outcome, counts& total) {
  ++(outcome == IPAAS_SUCCEEDED ? total.succeeded
     : outcome == IPAAS_KEPT    ? total.kept
                                : total.failed);
}

}  // namespace ipaas::command_line
