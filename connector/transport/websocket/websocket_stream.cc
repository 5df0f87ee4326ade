#include "transport/websocket/websocket_stream.h"

#include <algorithm>
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <cstring>
#include <utility>

#include "message/json_text.h"
#include "message/problem_text.h"
#include "message/secret_text.h"
#include "transport/layer.h"
#include "transport/websocket/frame_parts.h"
#include "transport/websocket/memory_pipe.h"
#include "transport/websocket/websocket_request.h"
#include "transport/websocket/websocket_words.h"

namespace ipaas::mqtt::transport {
namespace {

namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;
using system_error = boost::system::error_code;
using io_error = mqtt::error_code;

constexpr std::string_view default_path = "/mqtt";
constexpr std::string_view user_agent = "ipaas-mqtt";
// What may wait for the stream below before no further frame is begun.
constexpr std::size_t longest_output = std::size_t{64} << 10;
constexpr std::size_t frame_overhead = 14;
// Beast masks in pieces of this size, and keeps one per connection.
constexpr std::size_t mask_buffer = std::size_t{2} << 10;
// Read at once from below: as much as the caller has room for, within these.
constexpr std::size_t least_read = std::size_t{4} << 10;
constexpr std::size_t most_read = std::size_t{64} << 10;
// A frame of a message of 1 KiB is one read of Beast's.
constexpr std::size_t stage_size = std::size_t{2} << 10;

// In the library's own words.
phrase said_by(system_error failure) { return phrase_value(failure.message()).text(); }

io_result text_refused() {
  return {io_status::failed, 0, say(problem::websocket_text_frame), io_error::websocket};
}

bool is_of_websocket(system_error failure) {
  return failure.category() == system_error(websocket::error::closed).category();
}

class websocket_stream final : public layer {
 public:
  websocket_stream(std::unique_ptr<stream> below, io_thread& thread, websocket_settings settings,
                   connect_trace* trace)
      : layer(std::move(below), "websocket", trace),
        thread_(thread),
        settings_(std::move(settings)),
        work_(thread.context()),
        websocket_(work_) {}
  ~websocket_stream() override { wipe(pipe().output()); }

  io_result read(std::span<std::byte> room) override;
  io_result write(std::span<const std::span<const std::byte>> parts) override;
  void wait_readable(std::function<void()> ready) override;
  void wait_writable(std::function<void()> ready) override;
  void end_output() override;

 private:
  using socket = websocket::stream<memory_pipe, false>;

  memory_pipe& pipe() { return websocket_.next_layer(); }
  std::string_view path() const {
    return target().path.empty() ? default_path : std::string_view(target().path);
  }

  // --- the handshake ---
  void begin() override;
  void decorate(websocket::request_type& request) const;
  void add_headers();
  void read_answer();
  std::optional<error> take_answer(std::string_view bytes);
  void conclude(std::optional<error> failure);
  void supply(std::string_view bytes);

  // --- reading ---
  bool advance(std::size_t wanted);
  bool fill(std::size_t wanted);
  void on_frame(system_error failure, std::size_t size);
  io_result result_of(system_error failure) const;
  void close(websocket::close_code code);

  // --- writing ---
  void flush();
  void on_writable();

  io_thread& thread_;
  websocket_settings settings_;
  local_work work_;
  socket websocket_;

  http_answer answer_;
  std::optional<system_error> upgraded_;  // how Beast judges the answer

  std::array<std::byte, stage_size> stage_;
  std::span<const std::byte> staged_;  // of stage_: decoded, and not read yet
  bool reading_ = false;               // Beast decodes into stage_
  bool closing_ = false;               // our close frame is sent
  std::optional<io_result> end_;       // nothing more is decoded

  std::size_t flushed_ = 0;  // of the pipe's output
  std::optional<io_result> output_failure_;
  bool awaits_room_ = false;  // below calls on_writable()
  std::function<void()> writer_;

  std::shared_ptr<char> alive_ = std::make_shared<char>();  // whether later work still has a this
};

// --- the handshake ---

void websocket_stream::begin() {
  if (auto fault = fault_in_request(path(), settings_.headers)) return finish(std::move(fault));
  websocket_.binary(true);
  websocket_.auto_fragment(false);
  websocket_.write_buffer_bytes(mask_buffer);
  websocket_.read_message_max(0);  // the limit of MQTT packets is the one that counts
  websocket_.set_option(websocket::stream_base::decorator(
      [this](websocket::request_type& request) { decorate(request); }));
  websocket_.async_handshake(host_header(target(), settings_.kind), std::string(path()),
                             [this](system_error result) { upgraded_ = result; });
  work_.run();
  add_headers();
  flush();
  read_answer();
}

void websocket_stream::decorate(websocket::request_type& request) const {
  namespace http = beast::http;
  request.set(http::field::sec_websocket_protocol, websocket_subprotocol);
  const bool named = std::ranges::any_of(settings_.headers, [](const config::http_header& each) {
    return beast::iequals(each.name, http::to_string(http::field::user_agent));
  });
  if (!named) request.set(http::field::user_agent, user_agent);
}

// Behind those of Beast, which would leave copies of the secrets behind.
void websocket_stream::add_headers() {
  if (settings_.headers.empty()) return;
  constexpr std::string_view line_end = "\r\n";
  std::string& output = pipe().output();
  std::size_t size = output.size();
  for (const auto& each : settings_.headers)
    size += each.name.size() + each.value.view().size() + 4;
  std::string request;
  request.reserve(size);
  request.append(output, 0, output.size() - line_end.size());
  for (const auto& each : settings_.headers) {
    request.append(each.name).append(": ").append(each.value.view()).append(line_end);
  }
  request.append(line_end);
  output = std::move(request);
}

void websocket_stream::read_answer() {
  std::array<std::byte, 4096> chunk;
  for (;;) {
    const io_result got = below().read(chunk);
    if (got.status == io_status::would_block) {
      return below().wait_readable([this] { read_answer(); });
    }
    if (got.status != io_status::ok) {
      return conclude(closed_in_upgrade(got.reason, answer_.text(), settings_.kind));
    }
    const std::string_view bytes(reinterpret_cast<const char*>(chunk.data()), got.transferred);
    auto failure = take_answer(bytes);
    if (failure || upgraded_) return conclude(std::move(failure));
  }
}

// Beast sees the answer's head when it is whole and upgrades; the frames behind it come after.
std::optional<error> websocket_stream::take_answer(std::string_view bytes) {
  const std::size_t taken = answer_.feed(bytes);
  switch (answer_.current()) {
    case http_answer::state::need_more:
      return {};
    case http_answer::state::complete:
      break;
    case http_answer::state::not_http:
      return no_http_answer(answer_.text(), settings_.kind);
    default:
      return describe(io_error::websocket, say(problem::websocket_http_malformed));
  }
  if (auto fault = fault_in_upgrade(answer_, path())) return fault;
  supply(answer_.text());
  if (!upgraded_) upgraded_ = websocket::error::upgrade_declined;
  if (*upgraded_) {
    return describe(io_error::websocket,
                    say(problem::websocket_answer_wrong, upgraded_->message()));
  }
  supply(bytes.substr(taken));
  return {};
}

void websocket_stream::supply(std::string_view bytes) {
  if (bytes.empty()) return;
  std::memcpy(pipe().input_room(bytes.size()).data(), bytes.data(), bytes.size());
  pipe().supply(bytes.size());
  work_.run();
}

void websocket_stream::conclude(std::optional<error> failure) {
  settings_.headers.clear();
  if (!failure && is_traced()) {
    std::string json;
    append_json_string(json, answer_.field("sec-websocket-protocol"));
    found("subprotocol", json);
  }
  finish(std::move(failure));
}

// --- reading ---

io_result websocket_stream::read(std::span<std::byte> room) {
  std::size_t filled = 0;
  do {
    const std::size_t size = std::min(staged_.size(), room.size() - filled);
    if (size > 0) std::memcpy(room.data() + filled, staged_.data(), size);
    staged_ = staged_.subspan(size);
    filled += size;
  } while (filled < room.size() && advance(room.size() - filled));
  pipe().release_input();
  flush();
  if (filled > 0 || room.empty()) return {io_status::ok, filled};
  return end_ ? *end_ : io_result{};
}

// Lets Beast decode one more frame, or a piece of one. False when nothing comes of it now.
bool websocket_stream::advance(std::size_t wanted) {
  if (end_) return false;
  if (!reading_ && !closing_) {
    reading_ = true;
    websocket_.async_read_some(
        boost::asio::buffer(stage_),
        [this](system_error failure, std::size_t size) { on_frame(failure, size); });
  }
  work_.run();
  return !pipe().is_starved() || fill(wanted);
}

bool websocket_stream::fill(std::size_t wanted) {
  const auto room = pipe().input_room(std::clamp(wanted, least_read, most_read));
  const io_result got = below().read(room);
  if (got.status == io_status::would_block) return false;
  if (got.status == io_status::ok) {
    pipe().supply(got.transferred);
  } else {
    end_ = got;
    pipe().end();
  }
  work_.run();
  return true;
}

void websocket_stream::on_frame(system_error failure, std::size_t size) {
  reading_ = false;
  if (end_ || closing_) return;
  if (failure == websocket::error::bad_frame_payload) {  // of a text that is no UTF-8
    end_ = text_refused();
  } else if (failure) {
    end_ = result_of(failure);
  } else if (websocket_.got_text()) {
    end_ = text_refused();
    close(websocket::close_code::unknown_data);
  } else {
    staged_ = std::span(stage_).first(size);
  }
}

io_result websocket_stream::result_of(system_error failure) const {
  if (failure == websocket::error::closed) {
    const auto& reason = websocket_.reason();
    if (reason.code == websocket::close_code::normal ||
        reason.code == websocket::close_code::going_away ||
        reason.code == websocket::close_code::none) {
      return {io_status::end_of_stream, 0};
    }
    return {io_status::failed, 0,
            say(problem::websocket_closed_with,
                close_text(reason.code, {reason.reason.data(), reason.reason.size()})),
            code_of_close(reason.code)};
  }
  if (is_of_websocket(failure)) {
    return {io_status::failed, 0, say(problem::websocket_sent, frame_fault(failure)),
            code_of_websocket(failure)};
  }
  return {io_status::failed, 0, said_by(failure)};
}

void websocket_stream::wait_readable(std::function<void()> ready) {
  const bool may_go_on = !staged_.empty() || end_ || !pipe().is_starved();
  if (!may_go_on) return below().wait_readable(std::move(ready));
  thread_.post([ready = std::move(ready), alive = std::weak_ptr(alive_)] {
    if (!alive.expired()) ready();
  });
}

// --- writing ---

io_result websocket_stream::write(std::span<const std::span<const std::byte>> parts) {
  flush();
  if (output_failure_) return *output_failure_;
  const frame_parts content(parts);
  if (content.size() == 0) return {io_status::ok, 0};
  if (end_)
    return end_->status == io_status::failed
               ? *end_
               : io_result{io_status::failed, 0, say(problem::websocket_closed)};
  std::string& output = pipe().output();
  if (output.size() - flushed_ > longest_output) return {};
  output.reserve(output.size() + content.size() + frame_overhead);
  system_error failure;
  websocket_.async_write_some(true, content.view(),
                              [&failure](system_error result, std::size_t) { failure = result; });
  work_.run();
  if (failure) return {io_status::failed, 0, said_by(failure)};
  flush();
  return {io_status::ok, content.size()};
}

// Writes below what goes, and sees to it that the rest follows.
void websocket_stream::flush() {
  std::string& output = pipe().output();
  while (flushed_ < output.size() && !output_failure_) {
    const auto rest = std::as_bytes(std::span(output)).subspan(flushed_);
    const io_result sent = below().write({&rest, 1});
    if (sent.status == io_status::ok) {
      flushed_ += sent.transferred;
    } else if (sent.status == io_status::would_block) {
      if (!std::exchange(awaits_room_, true)) below().wait_writable([this] { on_writable(); });
      return;
    } else {
      output_failure_ = sent;
    }
  }
  if (!upgraded_) wipe(output);  // the request may hold secrets
  std::string().swap(output);
  flushed_ = 0;
}

void websocket_stream::on_writable() {
  awaits_room_ = false;
  flush();
  if (!awaits_room_ && writer_) return std::exchange(writer_, nullptr)();
}

void websocket_stream::wait_writable(std::function<void()> ready) {
  writer_ = std::move(ready);
  if (!std::exchange(awaits_room_, true)) below().wait_writable([this] { on_writable(); });
}

void websocket_stream::end_output() {
  if (end_ || closing_) return;
  close(websocket::close_code::normal);
  flush();
}

// What the server still sends is dropped from now on, until it has closed too.
void websocket_stream::close(websocket::close_code code) {
  closing_ = true;
  websocket_.async_close(code, [this](system_error) {
    if (!end_) end_ = io_result{io_status::end_of_stream, 0};
  });
  work_.run();
}

}  // namespace

std::unique_ptr<stream> make_websocket_stream(std::unique_ptr<stream> below, io_thread& thread,
                                              websocket_settings settings, connect_trace* trace) {
  return std::make_unique<websocket_stream>(std::move(below), thread, std::move(settings), trace);
}

}  // namespace ipaas::mqtt::transport
