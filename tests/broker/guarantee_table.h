// What the guarantee tests have counted, as the table of the documentation. Each test notes its
// cell; when all of them have run, the table is written down and compared with the documented one.
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "harness/tally.h"

namespace ipaas::harness {

struct counted {
  std::size_t sent = 0;
  std::size_t lost = 0;
  std::size_t doubled = 0;
  std::size_t late = 0;  // not in the order of sending

  static counted of(std::size_t sent, const tally& seen) {
    return {sent, seen.lost_of(sent), seen.doubled(), seen.late()};
  }
};

// "once", "again", "lost" or "partly lost".
std::string words_for(const counted& result);

struct guarantee_row {
  std::string name;            // in the tests
  std::string event;           // in the table
  std::array<bool, 3> levels;  // the QoS levels for which it says something
};

class guarantee_table {
 public:
  static guarantee_table& instance();

  void note(const std::string& row, int qos, const std::string& words);
  // Whether every cell was noted, that is, no test was left out.
  bool is_complete() const;
  std::string markdown() const;

 private:
  std::map<std::string, std::array<std::string, 3>> cells_;
};

}  // namespace ipaas::harness
