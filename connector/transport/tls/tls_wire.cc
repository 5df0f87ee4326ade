#include "transport/tls/tls_wire.h"

#include <algorithm>
#include <cstring>
#include <new>

namespace ipaas::mqtt::transport {
namespace {

constexpr std::size_t read_ahead_bytes = std::size_t{64} << 10;
// So much of a record saves a copy.
constexpr std::size_t read_directly_from = std::size_t{8} << 10;

tls_wire& wire_of(BIO* bio) { return *static_cast<tls_wire*>(BIO_get_data(bio)); }

int read_bio(BIO* bio, char* room, int size) {
  return wire_of(bio).read(std::as_writable_bytes(std::span(room, static_cast<std::size_t>(size))),
                           bio);
}

int write_bio(BIO* bio, const char* bytes, int size) {
  return wire_of(bio).write(std::as_bytes(std::span(bytes, static_cast<std::size_t>(size))), bio);
}

// Nothing is kept back, so a flush is done before it is asked for.
long control_bio(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

// Without an index of its own: OpenSSL has few of them and takes none back, and a plugin may be
// loaded any number of times.
bio_method_ptr make_method() {
  bio_method_ptr method(BIO_meth_new(BIO_TYPE_SOURCE_SINK, "stream"));
  if (!method) throw std::bad_alloc();
  BIO_meth_set_read(method.get(), read_bio);
  BIO_meth_set_write(method.get(), write_bio);
  BIO_meth_set_ctrl(method.get(), control_bio);
  return method;
}

}  // namespace

tls_wire::tls_wire(stream& below) : below_(below), method_(make_method()) {}

void tls_wire::attach(SSL* ssl) {
  BIO* bio = BIO_new(method_.get());
  if (bio == nullptr) throw std::bad_alloc();
  BIO_set_data(bio, this);
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl, bio, bio);
}

std::string_view tls_wire::first_bytes() const { return {first_.data(), first_size_}; }

int tls_wire::read(std::span<std::byte> room, BIO* bio) {
  return answer(take(room), BIO_FLAGS_READ, bio);
}

io_result tls_wire::take(std::span<std::byte> room) {
  if (!holds_input()) {
    if (room.size() >= read_directly_from) return receive(room);
    if (!input_) input_.reset(new std::byte[read_ahead_bytes]);
    io_result got = receive({input_.get(), read_ahead_bytes});
    begin_ = 0;
    end_ = got.transferred;
    if (got.status != io_status::ok) {
      input_.reset();
      return got;
    }
  }
  const std::size_t size = std::min(room.size(), end_ - begin_);
  std::memcpy(room.data(), input_.get() + begin_, size);
  begin_ += size;
  return {io_status::ok, size};
}

io_result tls_wire::receive(std::span<std::byte> room) {
  io_result got = below_.read(room);
  const std::size_t size = std::min(got.transferred, first_.size() - first_size_);
  std::memcpy(first_.data() + first_size_, room.data(), size);
  first_size_ += size;
  return got;
}

int tls_wire::write(std::span<const std::byte> bytes, BIO* bio) {
  return answer(below_.write({&bytes, 1}), BIO_FLAGS_WRITE, bio);
}

int tls_wire::answer(const io_result& result, int direction, BIO* bio) {
  BIO_clear_retry_flags(bio);
  if (result.status == io_status::ok) return static_cast<int>(result.transferred);
  if (result.status == io_status::would_block) {
    BIO_set_flags(bio, direction | BIO_FLAGS_SHOULD_RETRY);
    return -1;
  }
  fault_ = result;
  return result.status == io_status::end_of_stream ? 0 : -1;
}

}  // namespace ipaas::mqtt::transport
