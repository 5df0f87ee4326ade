// Stands between a counterpart and the program under test, and speaks TLS, WebSocket or both to the
// latter: each MQTT packet of the counterpart in a record and a frame of its own, as brokers do. As
// "tcp" it only passes on, so that the way is equally long.
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cstdio>
#include <cstring>
#include <map>
#include <memory>
#include <stdexcept>

#include "harness/loopback.h"
#include "harness/tls_server.h"
#include "packet_stream.h"
#include "role.h"
#include "usage.h"

namespace ipaas::bench {
namespace {

using harness::file_descriptor;

// Encrypts and decrypts in memory; without a context it changes nothing.
class cipher {
 public:
  explicit cipher(const harness::tls_server* server) {
    if (server == nullptr) return;
    session_.reset(SSL_new(server->context()));
    SSL_set_mode(session_.get(), SSL_MODE_RELEASE_BUFFERS);
    input_ = BIO_new(BIO_s_mem());
    output_ = BIO_new(BIO_s_mem());
    SSL_set_bio(session_.get(), input_, output_);
    SSL_set_accept_state(session_.get());
  }

  // What `received` means; handshake answers go to `out`.
  std::string opened(std::string_view received, std::string& out) {
    if (!session_) return std::string(received);
    BIO_write(input_, received.data(), static_cast<int>(received.size()));
    std::string plain;
    std::array<char, 16384> buffer;
    for (int count = 1; count > 0;) {
      count = SSL_read(session_.get(), buffer.data(), static_cast<int>(buffer.size()));
      if (count > 0) plain.append(buffer.data(), static_cast<std::size_t>(count));
    }
    ERR_clear_error();
    take_output(out);
    return plain;
  }

  void seal(std::string_view plain, std::string& out) {
    if (!session_) {
      out += plain;
      return;
    }
    SSL_write(session_.get(), plain.data(), static_cast<int>(plain.size()));
    take_output(out);
  }

 private:
  void take_output(std::string& out) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(output_, &data);
    out.append(data, static_cast<std::size_t>(size));
    BIO_reset(output_);
  }

  harness::openssl_ptr<SSL, SSL_free> session_;
  BIO* input_ = nullptr;
  BIO* output_ = nullptr;
};

// The server's half of WebSocket, as far as a well-behaved client needs it.
class framing {
 public:
  explicit framing(bool used) : used_(used), open_(!used) {}

  // The payload of the frames in `received`; an answer to the handshake goes to `reply`.
  std::string opened(std::string received, std::string& reply) {
    if (!used_) return received;
    pending_ += received;
    if (!open_ && !shake_hands(reply)) return {};
    std::string payload;
    while (take_frame(payload)) {
    }
    return payload;
  }

  std::string framed(std::string_view packet) const {
    if (!used_) return std::string(packet);
    std::string frame("\x82", 1);
    const std::size_t size = packet.size();
    const int bytes = size < 126 ? 0 : size < 65536 ? 2 : 8;
    frame += static_cast<char>(bytes == 0 ? size : bytes == 2 ? 126u : 127u);
    for (int i = bytes - 1; i >= 0; --i) frame += static_cast<char>(size >> (8 * i) & 255);
    return frame.append(packet);
  }

 private:
  bool shake_hands(std::string& reply) {
    const std::size_t end = pending_.find("\r\n\r\n");
    if (end == pending_.npos) return false;
    constexpr std::string_view name = "Sec-WebSocket-Key: ";
    const std::size_t begin = pending_.find(name) + name.size();
    const std::string key = pending_.substr(begin, pending_.find("\r\n", begin) - begin);
    reply =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Protocol: mqtt\r\nSec-WebSocket-Accept: " +
        accept_of(key) + "\r\n\r\n";
    pending_.erase(0, end + 4);
    open_ = true;
    return true;
  }

  static std::string accept_of(const std::string& key) {
    const std::string text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
    unsigned size = 0;
    EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr);
    std::array<unsigned char, 64> encoded{};
    EVP_EncodeBlock(encoded.data(), digest.data(), static_cast<int>(size));
    return reinterpret_cast<const char*>(encoded.data());
  }

  bool take_frame(std::string& payload) {
    const auto byte = [this](std::size_t i) { return static_cast<unsigned char>(pending_[i]); };
    if (pending_.size() < 2) return false;
    std::size_t size = byte(1) & 127u;
    const std::size_t extra = size == 126 ? 2 : size == 127 ? 8 : 0;
    if (pending_.size() < 6 + extra) return false;
    if (extra > 0) size = 0;
    for (std::size_t i = 0; i < extra; ++i) size = size << 8 | byte(2 + i);
    const std::size_t mask = 2 + extra;
    if (pending_.size() < mask + 4 + size) return false;
    if ((byte(0) & 15u) <= 2) {
      for (std::size_t i = 0; i < size; ++i) {
        payload += static_cast<char>(byte(mask + 4 + i) ^ byte(mask + i % 4));
      }
    }
    pending_.erase(0, mask + 4 + size);
    return true;
  }

  bool used_;
  bool open_;
  std::string pending_;
};

class passage {
 public:
  passage(file_descriptor client, file_descriptor inner, const harness::tls_server* server,
          bool framed)
      : client_(std::move(client)), inner_(std::move(inner)), cipher_(server), framing_(framed) {
    fcntl(client_.number(), F_SETFL, O_NONBLOCK);
    const int on = 1;
    setsockopt(client_.number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }

  void add_to(std::vector<pollfd>& waiting) const {
    const short writes = pending_.empty() ? 0 : POLLOUT;
    waiting.push_back({client_.number(), static_cast<short>(POLLIN | writes), 0});
    waiting.push_back({inner_.number(), static_cast<short>(pending_.empty() ? POLLIN : 0), 0});
  }

  // False when either side has ended.
  bool turn(const pollfd& client, const pollfd& inner) {
    if (client.revents != 0 && !from_client()) return false;
    if (inner.revents != 0 && !from_inner()) return false;
    return flush();
  }

 private:
  bool from_client() {
    std::array<char, 65536> buffer;
    const ssize_t count = ::recv(client_.number(), buffer.data(), buffer.size(), 0);
    if (count == 0 || (count < 0 && errno != EAGAIN)) return false;
    if (count < 0) return true;
    std::string reply;
    const std::string payload = framing_.opened(
        cipher_.opened({buffer.data(), static_cast<std::size_t>(count)}, pending_), reply);
    if (!reply.empty()) cipher_.seal(reply, pending_);
    if (!payload.empty()) harness::write_all(inner_, payload);
    return true;
  }

  bool from_inner() {
    if (!packets_.read_from(inner_.number())) return false;
    while (const auto packet = packets_.next()) {
      const std::size_t size = packet->body.size();
      const std::size_t header = size < 128 ? 2 : size < 16384 ? 3 : size < 2097152 ? 4 : 5;
      cipher_.seal(framing_.framed({packet->body.data() - header, header + size}), pending_);
    }
    return true;
  }

  bool flush() {
    if (pending_.empty()) return true;
    const ssize_t count = ::send(client_.number(), pending_.data(), pending_.size(), MSG_NOSIGNAL);
    if (count < 0) return errno == EAGAIN;
    pending_.erase(0, static_cast<std::size_t>(count));
    return true;
  }

  file_descriptor client_;
  file_descriptor inner_;
  cipher cipher_;
  framing framing_;
  packet_stream packets_;
  std::string pending_;
};

class gate {
 public:
  explicit gate(const role_options& options)
      : port_(options.port), framed_(options.transport == "ws" || options.transport == "wss") {
    if (options.transport == "tls" || options.transport == "wss") server_.emplace();
  }

  std::uint16_t port() const { return harness::port_of(listener_); }

  // Until the last client is gone.
  void run() {
    do {
      turn();
    } while (!passages_.empty());
  }

 private:
  void turn() {
    std::vector<pollfd> waiting{{listener_.number(), POLLIN, 0}};
    for (const auto& each : passages_) each->add_to(waiting);
    poll(waiting.data(), waiting.size(), -1);
    std::size_t place = 1;
    std::erase_if(passages_, [&](const auto& each) {
      const bool goes_on = each->turn(waiting[place], waiting[place + 1]);
      place += 2;
      return !goes_on;
    });
    if (waiting[0].revents != 0) welcome();
  }

  void welcome() {
    auto client = harness::accept_from(listener_, harness::deadline());
    passages_.push_back(std::make_unique<passage>(std::move(client),
                                                  harness::connect_to_loopback(port_),
                                                  server_ ? &*server_ : nullptr, framed_));
  }

  std::uint16_t port_;
  bool framed_;
  std::optional<harness::tls_server> server_;
  file_descriptor listener_ = harness::listen_on_loopback();
  std::vector<std::unique_ptr<passage>> passages_;
};

}  // namespace

int pass_through_gate(const role_options& options) {
  raise_descriptor_limit();
  gate between(options);
  std::printf("%d\n", between.port());
  std::fflush(stdout);
  between.run();
  return 0;
}

}  // namespace ipaas::bench
