// A WebSocket over a stream in memory, and the server's side of it made by hand, so that it can be
// as wrong as a test wants.
#pragma once

#include <gmock/gmock.h>
#include <openssl/evp.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/english.h"
#include "memory_stream.h"
#include "message/base64.h"
#include "transport/websocket/websocket_stream.h"

namespace ipaas::mqtt::transport::test {

// --- the handshake ---

// The value of a header of a request; empty when it is not there.
inline std::string header_of(std::string_view request, std::string_view name) {
  const std::string start = "\r\n" + std::string(name) + ": ";
  const auto at = request.find(start);
  if (at == std::string_view::npos) return {};
  const auto begin = at + start.size();
  return std::string(request.substr(begin, request.find("\r\n", begin) - begin));
}

inline std::string accept_for(std::string_view request) {
  const std::string text =
      header_of(request, "Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr);
  return to_base64({reinterpret_cast<const char*>(digest.data()), size});
}

inline std::string upgrade_for(std::string_view request,
                               std::string_view more = "Sec-WebSocket-Protocol: mqtt\r\n") {
  return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
         "Sec-WebSocket-Accept: " +
         accept_for(request) + "\r\n" + std::string(more) + "\r\n";
}

// --- frames ---

enum class opcode : std::uint8_t {
  continuation = 0,
  text = 1,
  binary = 2,
  close = 8,
  ping = 9,
  pong = 10,
};

inline std::string raw_frame(unsigned first, std::string_view payload, bool masked = false) {
  std::string out(1, static_cast<char>(first));
  const std::size_t size = payload.size();
  const unsigned mask_bit = masked ? 0x80 : 0;
  const auto append = [&](std::size_t bytes) {
    while (bytes-- > 0) out += static_cast<char>(size >> (8 * bytes) & 0xFF);
  };
  if (size < 126) {
    out += static_cast<char>(mask_bit | size);
  } else if (size < 65536) {
    out += static_cast<char>(mask_bit | 126);
    append(2);
  } else {
    out += static_cast<char>(mask_bit | 127);
    append(8);
  }
  if (masked) out.append(4, '\0');
  return out.append(payload);
}
// A whole message, or a control frame.
inline std::string frame(opcode kind, std::string_view payload) {
  return raw_frame(0x80U | static_cast<unsigned>(kind), payload);
}
// A piece of a message that goes on.
inline std::string piece(opcode kind, std::string_view payload) {
  return raw_frame(static_cast<unsigned>(kind), payload);
}
inline std::string close_frame(unsigned code, std::string_view words = {}) {
  const std::string both{static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
  return frame(opcode::close, both + std::string(words));
}

struct client_frame {
  bool final = false;
  bool masked = false;
  opcode kind = opcode::binary;
  std::string payload{};
};

// What a client has sent, as far as it is whole; the rest stays.
inline std::vector<client_frame> take_frames(std::string& bytes) {
  std::vector<client_frame> frames;
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  for (;;) {
    if (bytes.size() < 2) return frames;
    client_frame next{(at(0) & 0x80) != 0, (at(1) & 0x80) != 0, static_cast<opcode>(at(0) & 0x0F)};
    std::size_t size = at(1) & 0x7F;
    const std::size_t extended = size == 126 ? 2 : size == 127 ? 8 : 0;
    const std::size_t head = 2 + extended + (next.masked ? 4 : 0);
    if (bytes.size() < head) return frames;
    if (extended > 0) size = 0;
    for (std::size_t i = 0; i < extended; ++i) size = size << 8 | at(2 + i);
    if (bytes.size() < head + size) return frames;
    next.payload = bytes.substr(head, size);
    for (std::size_t i = 0; next.masked && i < size; ++i) {
      next.payload[i] = static_cast<char>(next.payload[i] ^ bytes[head - 4 + i % 4]);
    }
    frames.push_back(std::move(next));
    bytes.erase(0, head + size);
  }
}

// --- the client ---

struct websocket_bench {
  explicit websocket_bench(websocket_settings settings = {}, connect_trace* trace = nullptr) {
    auto owned = std::make_unique<memory_stream>();
    below = owned.get();
    client = make_websocket_stream(std::move(owned), *thread, std::move(settings), trace);
  }

  void connect(const config::broker_address& address = {"broker.test", 80, "/mqtt"}) {
    client->connect(address, [this](std::optional<error> why) {
      finished = true;
      if (why) {
        EXPECT_EQ(english_in(*why), "");
      }
      failure = std::move(why);
    });
    below->connected();
    output += below->take_output();
  }
  // The whole handshake. `behind`: sent in the same piece.
  void upgrade(std::string_view behind = {}) {
    connect();
    below->feed(upgrade_for(output) + std::string(behind));
    output.clear();
  }
  // What the connect fails with when the server sends `answer`, and then the end.
  std::string failure_of(std::string_view answer,
                         const config::broker_address& address = {"broker.test", 80, "/mqtt"}) {
    connect(address);
    below->feed(answer);
    if (!finished) below->hang_up();
    if (!failure) return "it did not fail";
    EXPECT_EQ(failure->stage, "websocket");
    return std::string(name_of(failure->code)) + ": " + failure->detail.value_or("");
  }

  // Everything that can be read now, in portions of `room`; how it ended is in `last`.
  std::string read(std::size_t room = 65536) {
    std::string all;
    std::vector<std::byte> space(room);
    for (;;) {
      last = client->read(space);
      EXPECT_EQ(english_in(last.reason.zh), "");
      if (last.status != io_status::ok) return all;
      all.append(reinterpret_cast<const char*>(space.data()), last.transferred);
    }
  }
  io_result write(const std::vector<std::string>& texts) {
    std::vector<std::span<const std::byte>> parts;
    for (const auto& text : texts) parts.push_back(std::as_bytes(std::span(text)));
    return client->write(parts);
  }
  std::vector<client_frame> sent() {
    output += below->take_output();
    return take_frames(output);
  }

  std::shared_ptr<io_thread> thread = io_thread::acquire();
  memory_stream* below = nullptr;
  std::unique_ptr<stream> client;
  bool finished = false;
  std::optional<error> failure;
  std::string output;  // of the client, not decoded yet
  io_result last;
};

}  // namespace ipaas::mqtt::transport::test
