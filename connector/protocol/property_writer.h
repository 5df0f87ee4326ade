// Builds a run of MQTT 5 properties, as publish::properties takes it. Keeps its memory from one
// message to the next.
#pragma once

#include <vector>

#include "protocol/properties.h"

namespace ipaas::mqtt::protocol {

class property_writer {
 public:
  // Appends one property. False, and nothing appended, when its id is none of a packet's, a string
  // is longer than 65 535 bytes, or the number does not fit its type. Nothing else is checked:
  // validate_properties tells whether the run may stand in a packet.
  bool add(const property& value);

  // Valid until the next add() or clear().
  bytes written() const { return run_; }
  void clear() { run_.clear(); }

 private:
  std::vector<std::byte> run_;
};

}  // namespace ipaas::mqtt::protocol
