#include "summary.h"

#include <fmt/format.h>

namespace ipaas::command_line {

std::string summary_line(const counts& total, clock::duration duration) {
  return fmt::format(
      "{{\"consumed\": {}, \"accepted\": {}, \"retried\": {}, \"rejected\": {}, "
      "\"succeeded\": {}, \"failed\": {}, \"kept\": {}, \"reconnects\": {}, \"duration\": "
      "{:.3f}}}\n",
      total.consumed, total.accepted, total.retried, total.rejected, total.succeeded, total.failed,
      total.kept, total.reconnects, std::chrono::duration<double>(duration).count());
}

}  // namespace ipaas::command_line
