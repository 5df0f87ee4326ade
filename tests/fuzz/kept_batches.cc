// Messages that an earlier process has left on disk.
#include "fuzzing.h"
#include "protocol/framing.h"
#include "protocol/publish.h"
#include "state/database.h"
#include "state/kept_batch.h"

namespace {

using namespace ipaas::fuzzing;
using namespace ipaas::mqtt;

// What is sent gets an identifier first.
void check(const delivery::submission& message, protocol::version wanted) {
  const std::span<std::byte> packet(message.packet, message.size);
  const std::size_t place = protocol::publish_identifier_offset(packet);
  claim(place + 2 <= packet.size(), "the identifier is in the packet");
  packet[place] = packet[place + 1] = std::byte{7};
  const auto header = protocol::read_fixed_header(packet).header;
  protocol::publish parsed;
  claim(!protocol::parse_publish(wanted, header.first, protocol::bytes(packet).subspan(header.size),
                                 parsed),
        "a kept message can be sent");
  claim(parsed.qos == message.qos && parsed.retain == message.retain,
        "it is what it is said to be");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  input from(data, size);
  const unsigned what = from.number();
  const unsigned states = from.number();
  const std::string_view all = from.rest();
  const auto wanted = what % 2 == 0 ? protocol::version::v3_1_1 : protocol::version::v5;
  const std::size_t cut = std::min<std::size_t>(states, all.size());
  const state::kept_batch kept{1, static_cast<std::int64_t>(what / 2 % 8),
                               as_bytes(all.substr(cut)), as_bytes(all.substr(0, cut))};
  try {
    const auto content = state::read_batch(kept, wanted);
    claim(content.messages.size() <= content.steps.size(), "no message is added");
    for (const auto& each : content.messages) check(each, wanted);
  } catch (const state::database_error& refused) {
    claim(!refused.text.empty(), "what is damaged is said");
  }
  return 0;
}
