// libmosquitto as the owner of the session: it makes and reads CONNECT, SUBSCRIBE, PINGREQ and
// their like, over a private UNIX socket instead of the network. The only user of mosquitto.h.
//
// It is driven with its external-loop calls, always to the end of what it can do, so its sockets
// never have to be waited for. Everything on the I/O thread. One object serves one attempt.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/connection_settings.h"
#include "config/consumer_settings.h"
#include "message/error.h"
#include "protocol/types.h"
#include "session/credentials.h"
#include "session/subscriptions.h"

struct mosquitto;

namespace ipaas::mqtt::session {

class mosquitto_session {
 public:
  // What libmosquitto tells. Called from within any of the functions below; may call them.
  struct listener {
    virtual ~listener() = default;
    // Bytes for the network, in any pieces.
    virtual void to_network(protocol::bytes piece) = 0;
    // The answer to subscribe(): one code for each filter, in its order.
    virtual void on_subscribed(int request, std::span<const int> codes) = 0;
    virtual void on_unsubscribed(int request) = 0;
    // libmosquitto has given the connection up, and why.
    virtual void on_session_failed(error why) = 0;
  };

  // CONNECT will hold stand_in_for() the password. Throws session_unavailable when there is no
  // memory for it.
  mosquitto_session(const config::connection_settings& settings, const credentials& shown,
                    listener& owner);
  ~mosquitto_session();
  mosquitto_session(const mosquitto_session&) = delete;
  mosquitto_session& operator=(const mosquitto_session&) = delete;

  // Makes CONNECT. Throws session_unavailable when the system refuses a socket or a folder for it.
  void connect();
  // A whole packet from the broker. It has been validated: libmosquitto ends the process on some
  // malformed ones.
  void from_network(protocol::bytes packet);
  // Makes SUBSCRIBE or UNSUBSCRIBE; returns the number that comes with the answer.
  // `identifier`: MQTT 5's subscription identifier, 0 for none.
  int subscribe(const subscriptions::group& wanted, std::uint32_t identifier);
  int unsubscribe(std::span<const std::string> filters);
  void disconnect();
  // Lets it look at its keep-alive; due keep_alive() after the last packet either way.
  void check_keep_alive();

 private:
  friend struct mosquitto_callbacks;
  void pump();
  void read_all();
  bool pass_on();
  void end_with(int status);

  const config::connection_settings& settings_;
  listener& owner_;
  struct mosquitto_deleter {
    void operator()(::mosquitto* handle) const;
  };
  std::unique_ptr<::mosquitto, mosquitto_deleter> handle_;
  int link_ = -1;  // our end of the socket
  bool pumping_ = false;
  bool fed_ = false;  // bytes were written to link_ that libmosquitto has not read
  bool failed_ = false;
};

// Why a session could not begin; CORE:RESOURCE.
struct session_unavailable {
  error reason;
};

}  // namespace ipaas::mqtt::session
