#include "session/mosquitto_session.h"

#include <mosquitto.h>
#include <mqtt_protocol.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <mutex>
#include <system_error>
#include <utility>

#include "delivery/topic_aliases.h"
#include "message/problem_text.h"
#include "session/mosquitto_failure.h"
#include "session/private_socket.h"

namespace ipaas::mqtt::session {

using protocol::bytes;

namespace {

// mosquitto_new sets SIGPIPE to ignored for the whole process. The plugin is a guest: put back what
// the host had.
struct mosquitto* make_handle(const std::string& client_id, bool clean_session, void* object) {
  static std::mutex one_at_a_time;
  const std::lock_guard lock(one_at_a_time);
  struct sigaction before {};
  ::sigaction(SIGPIPE, nullptr, &before);
  struct mosquitto* handle = mosquitto_new(client_id.c_str(), clean_session, object);
  ::sigaction(SIGPIPE, &before, nullptr);
  return handle;
}

int protocol_option(protocol::version version) {
  switch (version) {
    case protocol::version::v3_1:
      return MQTT_PROTOCOL_V31;
    case protocol::version::v5:
      return MQTT_PROTOCOL_V5;
    default:
      return MQTT_PROTOCOL_V311;
  }
}

// MQTT 5 section 3.8.3.1, without the QoS.
int option_bits(const config::subscribe_options& options) {
  constexpr int retain_handling_shift = 4;
  int bits = static_cast<int>(options.retained) << retain_handling_shift;
  if (options.no_local) bits |= MQTT_SUB_OPT_NO_LOCAL;
  if (options.retain_as_published) bits |= MQTT_SUB_OPT_RETAIN_AS_PUBLISHED;
  return bits;
}

struct property_list {
  mosquitto_property* head = nullptr;
  property_list() = default;
  property_list(const property_list&) = delete;
  property_list& operator=(const property_list&) = delete;
  ~property_list() { mosquitto_property_free_all(&head); }
};

[[noreturn]] void unavailable(phrase what) {
  throw session_unavailable{describe(error_code::core_resource, std::move(what))};
}

std::vector<char*> as_c_strings(std::span<const std::string> texts) {
  std::vector<char*> pointers;
  for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  return pointers;
}

}  // namespace

// The C functions that libmosquitto calls; the object is the mosquitto_session.
struct mosquitto_callbacks {
  static void on_subscribe(struct mosquitto*, void* object, int request, int count,
                           const int* codes, const mosquitto_property*) {
    static_cast<mosquitto_session*>(object)->owner_.on_subscribed(
        request, {codes, static_cast<std::size_t>(count)});
  }
  static void on_unsubscribe(struct mosquitto*, void* object, int request,
                             const mosquitto_property*) {
    static_cast<mosquitto_session*>(object)->owner_.on_unsubscribed(request);
  }
};

void mosquitto_session::mosquitto_deleter::operator()(::mosquitto* handle) const {
  mosquitto_destroy(handle);
}

mosquitto_session::mosquitto_session(const config::connection_settings& settings,
                                     const credentials& shown, listener& owner)
    : settings_(settings),
      owner_(owner),
      handle_(make_handle(settings.client_id, settings.clean_session, this)) {
  if (!handle_) unavailable(say(problem::session_without_memory));
  mosquitto_int_option(handle_.get(), MOSQ_OPT_PROTOCOL_VERSION,
                       protocol_option(settings.mqtt_version));
  mosquitto_int_option(handle_.get(), MOSQ_OPT_RECEIVE_MAXIMUM, settings.max_in_flight);
  if (shown.password) {
    mosquitto_username_pw_set(handle_.get(), shown.username ? shown.username->c_str() : "",
                              stand_in_for(*shown.password).c_str());
  } else if (shown.username) {
    mosquitto_username_pw_set(handle_.get(), shown.username->c_str(), nullptr);
  }
  if (settings.will) {
    mosquitto_will_set(handle_.get(), settings.will->topic.c_str(),
                       static_cast<int>(settings.will->payload.size()),
                       settings.will->payload.data(), static_cast<int>(settings.will->qos),
                       settings.will->retain);
  }
  mosquitto_subscribe_v5_callback_set(handle_.get(), mosquitto_callbacks::on_subscribe);
  mosquitto_unsubscribe_v5_callback_set(handle_.get(), mosquitto_callbacks::on_unsubscribe);
}

mosquitto_session::~mosquitto_session() {
  if (link_ >= 0) ::close(link_);
}

void mosquitto_session::connect() {
  try {
    private_socket socket;
    property_list properties;
    if (settings_.mqtt_version == protocol::version::v5) {
      mosquitto_property_add_int32(&properties.head, MQTT_PROP_SESSION_EXPIRY_INTERVAL,
                                   static_cast<std::uint32_t>(settings_.session_expiry.count()));
      mosquitto_property_add_int32(&properties.head, MQTT_PROP_MAXIMUM_PACKET_SIZE,
                                   static_cast<std::uint32_t>(settings_.max_packet_size));
      mosquitto_property_add_int16(&properties.head, MQTT_PROP_TOPIC_ALIAS_MAXIMUM,
                                   delivery::topic_aliases::maximum);
    }
    const int status = mosquitto_connect_bind_v5(handle_.get(), socket.path().c_str(), 0,
                                                 static_cast<int>(settings_.keep_alive.count()),
                                                 nullptr, properties.head);
    if (status != MOSQ_ERR_SUCCESS) {
      unavailable(say(problem::session_not_begun, words_of_mosquitto(status)));
    }
    link_ = socket.accept();
  } catch (const std::system_error& failure) {
    unavailable(say(problem::session_not_begun, failure.what()));
  }
  pump();
}

void mosquitto_session::from_network(bytes packet) {
  while (!packet.empty() && !failed_) {
    const ssize_t written = ::send(link_, packet.data(), packet.size(), MSG_NOSIGNAL);
    // The socket takes more once libmosquitto has read. From within pump() it cannot; what is given
    // then is an answer of two bytes, for which there is always room.
    if (written < 0 && (errno != EAGAIN || pumping_)) return end_with(MOSQ_ERR_ERRNO);
    if (written > 0) packet = packet.subspan(static_cast<std::size_t>(written));
    fed_ = true;
    pump();
  }
}

// Lets libmosquitto do all it can: read, act, write, until nothing moves.
void mosquitto_session::pump() {
  if (pumping_) return;
  pumping_ = true;
  do {
    if (std::exchange(fed_, false)) read_all();
    if (!failed_ && mosquitto_want_write(handle_.get())) {
      const int status = mosquitto_loop_write(handle_.get(), 1);
      if (status != MOSQ_ERR_SUCCESS) end_with(status);
    }
  } while ((pass_on() || fed_) && !failed_);
  pumping_ = false;
}

void mosquitto_session::read_all() {
  // One call reads one packet; there is no telling whether another waits but an unread byte.
  std::byte probe{};
  while (!failed_ &&
         ::recv(mosquitto_socket(handle_.get()), &probe, 1, MSG_PEEK | MSG_DONTWAIT) > 0) {
    const int status = mosquitto_loop_read(handle_.get(), 1);
    if (status != MOSQ_ERR_SUCCESS) end_with(status);
  }
}

bool mosquitto_session::pass_on() {
  std::byte piece[4096];
  bool any = false;
  for (;;) {
    const ssize_t size = ::recv(link_, piece, sizeof piece, MSG_DONTWAIT);
    if (size <= 0) return any;
    any = true;
    owner_.to_network({piece, static_cast<std::size_t>(size)});
  }
}

int mosquitto_session::subscribe(const subscriptions::group& wanted, std::uint32_t identifier) {
  property_list properties;
  if (identifier != 0) {
    mosquitto_property_add_varint(&properties.head, MQTT_PROP_SUBSCRIPTION_IDENTIFIER, identifier);
  }
  int request = 0;
  const int status = mosquitto_subscribe_multiple(
      handle_.get(), &request, static_cast<int>(wanted.filters.size()),
      as_c_strings(wanted.filters).data(), static_cast<int>(wanted.qos),
      option_bits(wanted.options), properties.head);
  if (status != MOSQ_ERR_SUCCESS) end_with(status);
  pump();
  return request;
}

int mosquitto_session::unsubscribe(std::span<const std::string> filters) {
  int request = 0;
  const int status =
      mosquitto_unsubscribe_multiple(handle_.get(), &request, static_cast<int>(filters.size()),
                                     as_c_strings(filters).data(), nullptr);
  if (status != MOSQ_ERR_SUCCESS) end_with(status);
  pump();
  return request;
}

void mosquitto_session::disconnect() {
  mosquitto_disconnect_v5(handle_.get(), 0, nullptr);
  pump();
}

void mosquitto_session::check_keep_alive() {
  const int status = mosquitto_loop_misc(handle_.get());
  if (status != MOSQ_ERR_SUCCESS) end_with(status);
  pump();
}

void mosquitto_session::end_with(int status) {
  if (std::exchange(failed_, true)) return;
  owner_.on_session_failed(
      describe(code_of_mosquitto(status), say(problem::session_ended, words_of_mosquitto(status))));
}

}  // namespace ipaas::mqtt::session
