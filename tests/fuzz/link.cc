// A broker's whole stream of bytes, as a connection works through it.
#include "session/link.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "fuzzing.h"

namespace {

using namespace ipaas::fuzzing;
using namespace ipaas::mqtt;
using session::link;

// What a connection is told, as text.
struct recorder : link::listener {
  void on_connack(const protocol::connack& answer) override {
    told += "connack " + std::to_string(answer.reason) + "\n";
  }
  void to_session(protocol::bytes packet) override {
    told += "session ";
    told += protocol::as_text(packet);
    told += "\n";
  }
  void on_ping_sent() override { told += "ping\n"; }
  void on_ping_answered() override { told += "pong\n"; }
  void on_server_disconnect(std::uint8_t reason, const session::server_words& words) override {
    told += "goodbye " + std::to_string(reason) + " ";
    told += words.reason_string;
    told += "\n";
  }

  std::string told;
};

config::connection_settings settings_of(unsigned what) {
  config::connection_settings settings;
  settings.mqtt_version = what % 2 == 0 ? protocol::version::v3_1_1 : protocol::version::v5;
  settings.clean_session = what % 4 >= 2;
  settings.max_packet_size = 4096;
  settings.max_in_flight = 20;
  return settings;
}

class connection {
 public:
  explicit connection(const config::connection_settings& settings)
      : settings_(settings),
        engine_({settings.mqtt_version, settings.max_in_flight, settings.max_in_flight_bytes},
                {settings.mqtt_version, settings.max_in_flight, settings.write_timeout}),
        link_(settings_, engine_, owner_) {
    engine_.receiver().add_consumer(1, {"#"}, {}, engine_.received());
  }

  void receive(std::string_view bytes) {
    while (!bytes.empty() && status_ == link::status::need_more) {
      const auto room = link_.room();
      claim(!room.empty(), "there is room");
      const std::size_t size = std::min(room.size(), bytes.size());
      std::memcpy(room.data(), bytes.data(), size);
      bytes.remove_prefix(size);
      link_.received(size);
      status_ = link_.process();
    }
  }

  // Everything that came of the stream.
  std::string outcome() {
    std::string all = owner_.told;
    for (const auto& each : engine_.received().handovers) {
      all += "message ";
      all += protocol::as_text(each.message.payload);
      all += "\n";
    }
    if (status_ == link::status::failed) all += "failed: " + link_.failure().description;
    return all;
  }
  bool failed() const { return status_ == link::status::failed; }
  const error& failure() const { return link_.failure(); }

 private:
  config::connection_settings settings_;
  recorder owner_;
  delivery::engine engine_;
  link link_;
  link::status status_ = link::status::need_more;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  input from(data, size);
  const unsigned what = from.number();
  const std::string_view stream = from.rest();
  connection whole(settings_of(what));
  whole.receive(stream);
  connection parts(settings_of(what));
  in_pieces(stream, what, [&parts](std::string_view piece) { parts.receive(piece); });
  if (whole.failed()) {
    claim(!whole.failure().description.empty(), "a failure is described");
    claim(parts.failed() && parts.failure().code == whole.failure().code,
          "pieces make no difference to a failure", whole.failure().description);
    return 0;
  }
  claim(whole.outcome() == parts.outcome(), "pieces make no difference", whole.outcome());
  return 0;
}
