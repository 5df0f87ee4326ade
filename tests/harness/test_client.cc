#include "harness/test_client.h"

#include <stdexcept>

namespace ipaas::harness {
namespace {

// libmosquitto counts its users; this one stays until the program ends.
void use_library() {
  static const int initialised = mosquitto_lib_init();
  static_cast<void>(initialised);
}

void check(int result, const char* what) {
  if (result != MOSQ_ERR_SUCCESS) {
    throw std::runtime_error(std::string(what) + ": " + mosquitto_strerror(result));
  }
}

}  // namespace

struct test_client::callbacks {
  static test_client& self(void* object) { return *static_cast<test_client*>(object); }
  static void connected(mosquitto*, void* object, int code) { self(object).connack_ = code; }
  static void subscribed(mosquitto*, void* object, int, int, const int* granted) {
    self(object).granted_ = granted[0];
  }
  static void published(mosquitto*, void* object, int id) { self(object).unanswered_.erase(id); }
  static void received(mosquitto*, void* object, const mosquitto_message* message,
                       const mosquitto_property* properties) {
    const auto* data = static_cast<const char*>(message->payload);
    self(object).messages_.push_back(
        {message->topic, std::string(data, static_cast<std::size_t>(message->payloadlen)),
         message->qos, message->retain, message->mid, to_texts(properties)});
  }
};

test_client::test_client(const client_options& options)
    : max_in_flight_(static_cast<std::size_t>(options.max_in_flight)) {
  use_library();
  client_.reset(mosquitto_new(options.id.empty() ? nullptr : options.id.c_str(),
                              options.clean_session, this));
  if (!client_) throw std::runtime_error("mosquitto_new failed");
  mosquitto_connect_callback_set(client_.get(), callbacks::connected);
  mosquitto_subscribe_callback_set(client_.get(), callbacks::subscribed);
  mosquitto_publish_callback_set(client_.get(), callbacks::published);
  mosquitto_message_v5_callback_set(client_.get(), callbacks::received);
  connect(options);
}

test_client::~test_client() { mosquitto_disconnect(client_.get()); }

void test_client::connect(const client_options& options) {
  mosquitto* client = client_.get();
  check(mosquitto_int_option(client, MOSQ_OPT_PROTOCOL_VERSION, options.version), "version");
  check(mosquitto_int_option(client, MOSQ_OPT_TCP_NODELAY, 1), "nodelay");
  if (!options.username.empty()) {
    check(mosquitto_username_pw_set(client, options.username.c_str(), options.password.c_str()),
          "credentials");
  }
  check(mosquitto_connect(client, "127.0.0.1", options.port, 60), "connect");
  const deadline end;
  while (connack_ < 0) turn(end, "CONNACK");
  if (connack_ > 0) throw std::runtime_error("refused: " + std::to_string(connack_));
}

void test_client::turn(const deadline& end, const char* awaited) {
  if (end.is_over()) throw timed_out(std::string("no ") + awaited);
  check(mosquitto_loop(client_.get(), static_cast<int>(end.left().count()), 1), awaited);
}

void test_client::turn_once() { check(mosquitto_loop(client_.get(), 0, 1), "turn"); }

int test_client::subscribe(const std::string& filter, int qos) {
  granted_ = -1;
  check(mosquitto_subscribe(client_.get(), nullptr, filter.c_str(), qos), "subscribe");
  const deadline end;
  while (granted_ < 0) turn(end, "SUBACK");
  return granted_;
}

int test_client::send(const std::string& topic, std::string_view payload, int qos, bool retain,
                      const property_texts& properties) {
  int id = 0;
  check(mosquitto_publish_v5(client_.get(), &id, topic.c_str(), static_cast<int>(payload.size()),
                             payload.data(), qos, retain, to_properties(properties).get()),
        "publish");
  return id;
}

void test_client::publish(const std::string& topic, std::string_view payload, int qos, bool retain,
                          const property_texts& properties) {
  const int id = send(topic, payload, qos, retain, properties);
  // At QoS 0 the callback may have come during the call.
  if (qos > 0) unanswered_.insert(id);
  const deadline end;
  while (!unanswered_.empty() || mosquitto_want_write(client_.get())) turn(end, "PUBACK");
}

void test_client::publish_numbers(const std::string& topic, int count, int qos) {
  const deadline end;
  for (int number = 0; number < count; ++number) {
    const int id = send(topic, std::to_string(number), qos, false, {});
    if (qos > 0) unanswered_.insert(id);
    while (unanswered_.size() >= max_in_flight_ || mosquitto_want_write(client_.get()))
      turn(end, "PUBACK");
  }
  while (!unanswered_.empty()) turn(end, "PUBACK");
}

received_message test_client::next_message(const deadline& end) {
  while (messages_.empty()) turn(end, "message");
  received_message first = std::move(messages_.front());
  messages_.pop_front();
  return first;
}

std::vector<received_message> test_client::next_messages(std::size_t count, const deadline& end) {
  std::vector<received_message> result;
  while (result.size() < count) result.push_back(next_message(end));
  return result;
}

}  // namespace ipaas::harness
