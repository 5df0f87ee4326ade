#include "library_client.h"

#include <poll.h>
#include <sys/select.h>

#include <stdexcept>

namespace ipaas::bench {
namespace {

void check(int result, const char* what) {
  if (result != MOSQ_ERR_SUCCESS) {
    throw std::runtime_error(std::string("libmosquitto, ") + what + ": " +
                             mosquitto_strerror(result));
  }
}

}  // namespace

struct library_client::callbacks {
  static library_client& self(void* object) { return *static_cast<library_client*>(object); }
  static void connected(mosquitto*, void* object, int code) { self(object).connected_ = code == 0; }
  static void subscribed(mosquitto*, void* object, int, int, const int*) {
    self(object).subscribed_ = true;
  }
  static void published(mosquitto*, void* object, int) {
    if (self(object).on_published) self(object).on_published();
  }
  static void received(mosquitto*, void* object, const mosquitto_message* message) {
    self(object).on_message(*message);
  }
};

library_client::library_client(const role_options& options, const std::string& client_id) {
  mosquitto_lib_init();
  client_.reset(mosquitto_new(client_id.c_str(), true, this));
  mosquitto_connect_callback_set(client_.get(), callbacks::connected);
  mosquitto_subscribe_callback_set(client_.get(), callbacks::subscribed);
  mosquitto_publish_callback_set(client_.get(), callbacks::published);
  mosquitto_message_callback_set(client_.get(), callbacks::received);
  check(mosquitto_max_inflight_messages_set(client_.get(), 1000), "window");
  check(mosquitto_connect(client_.get(), "127.0.0.1", options.port, 30), "connect");
  while (!connected_) turn();
}

void library_client::subscribe(int qos) {
  check(mosquitto_subscribe(client_.get(), nullptr, bench_topic, qos), "subscribe");
  while (!subscribed_) turn();
}

void library_client::publish(const std::string& payload, int qos) {
  check(mosquitto_publish(client_.get(), nullptr, bench_topic, static_cast<int>(payload.size()),
                          payload.data(), qos, false),
        "publish");
}

void library_client::turn() {
  if (mosquitto_socket(client_.get()) < FD_SETSIZE) {
    check(mosquitto_loop(client_.get(), 1000, 1), "loop");
  } else {
    turn_with_poll();
  }
}

// mosquitto_loop waits with select, which knows no descriptor from FD_SETSIZE on.
void library_client::turn_with_poll() {
  pollfd entry{mosquitto_socket(client_.get()), POLLIN, 0};
  if (has_unsent()) entry.events |= POLLOUT;
  poll(&entry, 1, 1000);
  if ((entry.revents & POLLIN) != 0) check(mosquitto_loop_read(client_.get(), 1), "read");
  if ((entry.revents & POLLOUT) != 0) check(mosquitto_loop_write(client_.get(), 1), "write");
  check(mosquitto_loop_misc(client_.get()), "misc");
}

}  // namespace ipaas::bench
