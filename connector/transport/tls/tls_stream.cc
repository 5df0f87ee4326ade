#include "transport/tls/tls_stream.h"

#include <openssl/err.h>

#include <optional>
#include <utility>

#include "transport/layer.h"
#include "transport/timer.h"
#include "transport/tls/certificate_facts.h"
#include "transport/tls/record_gatherer.h"
#include "transport/tls/tls_error.h"
#include "transport/tls/tls_report.h"
#include "transport/tls/tls_wire.h"

namespace ipaas::mqtt::transport {
namespace {

class tls_stream final : public layer, private tls_owner {
 public:
  tls_stream(std::unique_ptr<stream> wrapped, io_thread& thread, std::shared_ptr<tls_client> client,
             const config::tls_settings& settings, connect_trace* trace)
      : layer(std::move(wrapped), "tls", trace),
        thread_(thread),
        client_(std::move(client)),
        minimum_(settings.minimum),
        handshake_(new handshake{settings, {}}),
        wire_(below()) {}
  ~tls_stream() override;

  io_result read(std::span<std::byte> room) override;
  io_result write(std::span<const std::span<const std::byte>> parts) override;
  void wait_readable(std::function<void()> ready) override;
  void wait_writable(std::function<void()> ready) override;
  void end_output() override;

 private:
  // What only connecting needs.
  struct handshake {
    config::tls_settings settings;
    std::optional<verification_fault> refused;
  };
  // Why OpenSSL stopped.
  enum class stop : unsigned char { wants_read, wants_write, ended, failed };

  SSL* ssl() const { return opening_.ssl.get(); }
  tls_offer offer() const {
    const bool certified =
        opening_.context != nullptr && opening_.context->has_client_certificate();
    return {certified, certificate_missed_, minimum_, opening_.name};
  }
  tls_symptoms symptoms() const {
    return {take_openssl_error(), wire_.fault(), wire_.first_bytes()};
  }

  void begin() override;
  void shake_hands();
  void succeed();
  void fail();
  void on_session(session_ptr session) override;
  void on_refused(verification_fault fault) override;
  void on_certificate_missed() override { certificate_missed_ = true; }

  stop why(int result) const;
  void note_input(stop why);
  void note_output(stop why);
  void look_for_refusal();
  bool holds_input() const;
  void go_on_ending();

  void arm();
  void on_below_readable();
  void on_below_writable();
  void wake_soon(bool tls_stream::*which);
  void wake_due();

  io_thread& thread_;
  std::shared_ptr<tls_client> client_;
  config::tls_version minimum_;
  std::unique_ptr<handshake> handshake_;  // null once connected
  tls_wire wire_;
  tls_opening opening_;

  std::optional<io_result> input_end_;   // all that reads say from now on
  std::optional<io_result> output_end_;  // and writes
  std::size_t pending_ = 0;  // the plaintext of the record that is encrypted, but not sent
  bool certificate_missed_ = false;
  bool heard_ = false;    // something came after the handshake
  bool drained_ = false;  // OpenSSL has nothing more to give without the stream below
  bool read_wants_write_ = false;
  bool write_wants_read_ = false;
  bool ending_ = false;  // the farewell is not sent yet

  std::function<void()> readable_;
  std::function<void()> writable_;
  bool reading_armed_ = false;  // the stream below will call back
  bool writing_armed_ = false;
  bool reader_due_ = false;  // soon_ will
  bool writer_due_ = false;
  std::optional<timer> soon_;
};

tls_stream::~tls_stream() {
  // OpenSSL takes a connection that ends without a farewell for an attack, and its session for
  // spoilt. Networks break, and to come back fast then is what sessions are for.
  if (ssl() != nullptr && !handshake_) {
    SSL_set_shutdown(ssl(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
  }
}

// --- connecting ---

void tls_stream::begin() {
  auto opened = client_->open(handshake_->settings, target());
  if (auto* failure = std::get_if<error>(&opened)) return finish(std::move(*failure));
  opening_ = std::get<tls_opening>(std::move(opened));
  SSL_set_app_data(ssl(), static_cast<tls_owner*>(this));
  wire_.attach(ssl());
  SSL_set_connect_state(ssl());
  shake_hands();
}

void tls_stream::shake_hands() {
  ERR_clear_error();
  const int result = SSL_do_handshake(ssl());
  if (result == 1) return succeed();
  switch (why(result)) {
    case stop::wants_read:
      return below().wait_readable([this] { shake_hands(); });
    case stop::wants_write:
      return below().wait_writable([this] { shake_hands(); });
    default:
      return fail();
  }
}

void tls_stream::succeed() {
  if (is_traced()) {
    report_connection(ssl(), [this](auto name, auto json) { found(name, json); });
    if (handshake_->settings.skip_verify) found("verified", "false");
  }
  handshake_.reset();
  finish(std::nullopt);
}

void tls_stream::fail() {
  client_->forget(opening_.peer);
  const tls_symptoms seen = symptoms();
  const auto& refused = handshake_->refused;
  const bool not_trusted =
      refused && ERR_GET_REASON(seen.openssl) == SSL_R_CERTIFICATE_VERIFY_FAILED;
  if (not_trusted && is_traced()) found("chain", chain_json(refused->chain));
  finish(not_trusted ? describe_refusal(*refused, opening_.name)
                     : describe_handshake_failure(seen, offer()));
}

void tls_stream::on_session(session_ptr session) {
  client_->remember(opening_.peer, std::move(session));
}

void tls_stream::on_refused(verification_fault fault) {
  if (handshake_) handshake_->refused = std::move(fault);
}

// --- reading and writing ---

tls_stream::stop tls_stream::why(int result) const {
  switch (SSL_get_error(ssl(), result)) {
    case SSL_ERROR_WANT_READ:
      return stop::wants_read;
    case SSL_ERROR_WANT_WRITE:
      return stop::wants_write;
    case SSL_ERROR_ZERO_RETURN:
      return stop::ended;
    default:
      return wire_.fault().status == io_status::end_of_stream && ERR_peek_error() == 0
                 ? stop::ended
                 : stop::failed;
  }
}

io_result tls_stream::read(std::span<std::byte> room) {
  std::size_t got = 0;
  ERR_clear_error();
  read_wants_write_ = false;
  while (!input_end_ && got < room.size()) {
    std::size_t size = 0;
    drained_ = false;
    const int result = SSL_read_ex(ssl(), room.data() + got, room.size() - got, &size);
    got += size;
    if (result == 1) continue;
    note_input(why(result));
    break;
  }
  if (got > 0) heard_ = true;
  if (got > 0 || room.empty()) return {io_status::ok, got};
  return input_end_.value_or(io_result{});
}

void tls_stream::note_input(stop why) {
  // What a write waited for may have been read here.
  if (std::exchange(write_wants_read_, false) && writable_) wake_soon(&tls_stream::writer_due_);
  switch (why) {
    case stop::wants_read:
      drained_ = true;
      return;
    case stop::wants_write:
      read_wants_write_ = true;
      return;
    case stop::ended:
      input_end_ = io_result{io_status::end_of_stream};
      return;
    case stop::failed:
      client_->forget(opening_.peer);
      input_end_ = describe_later_failure(symptoms(), offer());
      return;
  }
}

io_result tls_stream::write(std::span<const std::span<const std::byte>> parts) {
  record_gatherer rest(parts);
  if (rest.empty()) return {io_status::ok, 0};
  std::size_t taken = 0;
  ERR_clear_error();
  write_wants_read_ = false;
  while (!output_end_ && !rest.empty()) {
    // OpenSSL wants the record again that it could not send all of, though it does not look at it.
    const auto record = rest.next(pending_ > 0 ? pending_ : most_bytes_of_a_record);
    std::size_t size = 0;
    const int result = SSL_write_ex(ssl(), record.data(), record.size(), &size);
    pending_ = result == 1 ? 0 : record.size();
    rest.consume(size);
    taken += size;
    if (result == 1) continue;
    note_output(why(result));
    break;
  }
  if (taken > 0) return {io_status::ok, taken};
  return output_end_.value_or(io_result{});
}

void tls_stream::note_output(stop why) {
  if (why == stop::wants_write) return;
  if (why == stop::wants_read) {
    write_wants_read_ = true;
    return;
  }
  output_end_ = describe_later_failure(symptoms(), offer());
  if (!heard_) look_for_refusal();
}

// Who is refused may meet a closed connection when it writes, before it reads why.
void tls_stream::look_for_refusal() {
  std::byte unread[4096];
  for (io_result got{io_status::ok, 0}; got.status == io_status::ok;) got = read(unread);
  const bool told = input_end_ && input_end_->status == io_status::failed &&
                    input_end_->code != error_code::connection_lost;
  if (told) output_end_ = input_end_;
}

void tls_stream::end_output() {
  if (handshake_) return layer::end_output();
  ending_ = true;
  go_on_ending();
}

void tls_stream::go_on_ending() {
  ERR_clear_error();
  const int result = SSL_shutdown(ssl());
  if (result < 0 && why(result) == stop::wants_write) return arm();
  ending_ = false;
  layer::end_output();
}

// --- waiting ---

bool tls_stream::holds_input() const {
  if (input_end_) return true;
  if (drained_ || read_wants_write_) return false;
  return wire_.holds_input() || SSL_has_pending(ssl()) == 1;
}

void tls_stream::wait_readable(std::function<void()> ready) {
  readable_ = std::move(ready);
  if (holds_input()) return wake_soon(&tls_stream::reader_due_);
  arm();
}

void tls_stream::wait_writable(std::function<void()> ready) {
  writable_ = std::move(ready);
  if (output_end_) return wake_soon(&tls_stream::writer_due_);
  arm();
}

void tls_stream::arm() {
  const bool read = (readable_ && !read_wants_write_) || (writable_ && write_wants_read_);
  const bool write = (writable_ && !write_wants_read_) || (readable_ && read_wants_write_);
  if (read && !std::exchange(reading_armed_, true)) {
    below().wait_readable([this] { on_below_readable(); });
  }
  if ((write || ending_) && !std::exchange(writing_armed_, true)) {
    below().wait_writable([this] { on_below_writable(); });
  }
}

// Each handler may destroy this: one is called now, and the other later.
void tls_stream::on_below_readable() {
  reading_armed_ = false;
  if (writable_ && write_wants_read_) wake_soon(&tls_stream::writer_due_);
  if (readable_ && !read_wants_write_) std::exchange(readable_, nullptr)();
}

void tls_stream::on_below_writable() {
  writing_armed_ = false;
  if (ending_) go_on_ending();
  if (readable_ && read_wants_write_) wake_soon(&tls_stream::reader_due_);
  if (writable_ && !write_wants_read_) std::exchange(writable_, nullptr)();
}

void tls_stream::wake_soon(bool tls_stream::*which) {
  this->*which = true;
  if (!soon_) soon_.emplace(thread_);
  soon_->set(clock::now(), [this] { wake_due(); });
}

void tls_stream::wake_due() {
  const bool reader = std::exchange(reader_due_, false) && readable_;
  const bool writer = std::exchange(writer_due_, false) && writable_;
  if (reader && writer) wake_soon(&tls_stream::writer_due_);
  if (reader) return std::exchange(readable_, nullptr)();
  if (writer) std::exchange(writable_, nullptr)();
}

}  // namespace

std::unique_ptr<stream> make_tls_stream(std::unique_ptr<stream> below, io_thread& thread,
                                        std::shared_ptr<tls_client> client,
                                        const config::tls_settings& settings,
                                        connect_trace* trace) {
  return std::make_unique<tls_stream>(std::move(below), thread, std::move(client), settings, trace);
}

}  // namespace ipaas::mqtt::transport
