// host.hpp - plugin.h for hosts written in C++: handles that close themselves, records as structs,
// failures as exceptions. Header-only, standard library only, C++20. The contract is plugin.h's.
//
//     ipaas::host::plugin library("./ipaas-mqtt.so");
//     auto connection = library.open_connection(R"({"brokerUrl": "127.0.0.1", "clientId": "me"})");
//     auto consumer = connection.open_operation(
//         R"({"operation": "consumer", "parameters": {"topics": ["a/#"], "qos": 1}})");
//     ipaas::host::batch verdicts;
//     while (consumer.wait(std::chrono::seconds(10)))
//       consumer.take([&](const ipaas::host::record& r) {
//         if (r.kind == IPAAS_KIND_MESSAGE) verdicts.settle(r.token, IPAAS_ACCEPT);
//       });
//
// Threads: as plugin.h says. A plugin object outlives its connections, a connection its operations.
#pragma once

#include <dlfcn.h>
#include <poll.h>

#include <chrono>
#include <cstring>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ipaas/plugin.h"

namespace ipaas::host {

// A call that failed: its status, and the plugin's error as JSON (empty where there was none).
class failure : public std::runtime_error {
 public:
  failure(std::string_view call, std::int32_t status, std::string details)
      : std::runtime_error(std::string(call) + ": status " + std::to_string(status) +
                           (details.empty() ? "" : " " + details)),
        status_(status),
        details_(std::move(details)) {}
  std::int32_t status() const { return status_; }
  const std::string& details() const { return details_; }

 private:
  std::int32_t status_;
  std::string details_;
};

// A record that was taken. The views live until the next take of the same operation.
struct record {
  std::uint16_t kind = 0;
  std::uint64_t token = 0;
  std::uint32_t flags = 0;
  std::uint32_t code = 0;
  std::uint32_t deliveries = 0;
  std::string_view payload;
  std::string_view error;
  std::string_view attribute;
  std::string_view variable;
};

// Reads the record at the start of `data`, and returns the rest.
inline std::span<const std::byte> read_record(std::span<const std::byte> data, record& out) {
  ipaas_record header{};
  std::memcpy(&header, data.data(), sizeof header);
  const char* part = reinterpret_cast<const char*>(data.data()) + header.header_size;
  const auto next_part = [&part](std::uint32_t length) {
    const std::string_view text(part, length);
    part += length;
    return text;
  };
  out.kind = header.kind;
  out.token = header.token;
  out.flags = header.flags;
  out.code = header.code;
  out.deliveries = header.deliveries;
  out.payload = next_part(header.payload_length);
  out.error = next_part(header.error_length);
  out.attribute = next_part(header.attribute_length);
  out.variable = next_part(header.variable_length);
  return data.subspan(header.size);
}

// Records to submit, one behind the other.
class batch {
 public:
  void publish(std::uint64_t token, std::string_view payload, std::string_view attribute = {},
               std::string_view variable = {}) {
    append(IPAAS_KIND_MESSAGE, token, 0, {payload, {}, attribute, variable});
  }
  void settle(std::uint64_t token, std::uint32_t verdict, std::string_view error = {}) {
    append(IPAAS_KIND_SETTLEMENT, token, verdict, {{}, error, {}, {}});
  }
  std::span<const std::byte> data() const { return std::span(bytes_).subspan(begin_); }
  bool empty() const { return begin_ == bytes_.size(); }
  // Forgets the first `length` bytes, as submit has accepted them.
  void drop(std::size_t length) {
    begin_ += length;
    if (empty()) clear();
  }
  void clear() {
    bytes_.clear();
    begin_ = 0;
  }

 private:
  struct parts {
    std::string_view payload, error, attribute, variable;
  };
  void append(std::uint16_t kind, std::uint64_t token, std::uint32_t code, const parts& content) {
    const std::size_t used = sizeof(ipaas_record) + content.payload.size() + content.error.size() +
                             content.attribute.size() + content.variable.size();
    const std::size_t size = (used + 7) / 8 * 8;
    if (size > UINT32_MAX) throw std::length_error("a record is at most 4 GiB long");
    ipaas_record header{};
    header.size = static_cast<std::uint32_t>(size);
    header.header_size = sizeof(ipaas_record);
    header.kind = kind;
    header.token = token;
    header.code = code;
    header.payload_length = static_cast<std::uint32_t>(content.payload.size());
    header.error_length = static_cast<std::uint32_t>(content.error.size());
    header.attribute_length = static_cast<std::uint32_t>(content.attribute.size());
    header.variable_length = static_cast<std::uint32_t>(content.variable.size());
    const std::size_t end = bytes_.size() + size;
    append_bytes(&header, sizeof header);
    append_bytes(content.payload.data(), content.payload.size());
    append_bytes(content.error.data(), content.error.size());
    append_bytes(content.attribute.data(), content.attribute.size());
    append_bytes(content.variable.data(), content.variable.size());
    bytes_.resize(end);
  }
  void append_bytes(const void* data, std::size_t size) {
    const auto* first = static_cast<const std::byte*>(data);
    bytes_.insert(bytes_.end(), first, first + size);
  }

  std::vector<std::byte> bytes_;
  std::size_t begin_ = 0;
};

namespace detail {

// The functions of a loaded library. Throws std::runtime_error that names the file and the symbol.
struct functions {
  explicit functions(const std::string& path)
      : library(dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL)) {
    if (library == nullptr) throw std::runtime_error(dlerror());
    try {
      resolve(path);
    } catch (...) {
      dlclose(library);
      throw;
    }
  }
  ~functions() { dlclose(library); }
  functions(const functions&) = delete;
  functions& operator=(const functions&) = delete;

  void* library;
  decltype(&ipaas_abi_version) abi_version{};
  decltype(&ipaas_manifest) manifest{};
  decltype(&ipaas_validate) validate{};
  decltype(&ipaas_connection_open) connection_open{};
  decltype(&ipaas_connection_close) connection_close{};
  decltype(&ipaas_operation_open) operation_open{};
  decltype(&ipaas_operation_fd) operation_fd{};
  decltype(&ipaas_operation_submit) operation_submit{};
  decltype(&ipaas_operation_take) operation_take{};
  decltype(&ipaas_operation_stop) operation_stop{};
  decltype(&ipaas_operation_close) operation_close{};

 private:
  void resolve(const std::string& path) {
    find(path, "ipaas_abi_version", abi_version);
    const std::uint32_t version = abi_version();
    if (version >> 16 != IPAAS_ABI_MAJOR) {
      throw std::runtime_error(path + " speaks version " + std::to_string(version >> 16) +
                               " of the plugin contract, this host version " +
                               std::to_string(IPAAS_ABI_MAJOR));
    }
    find(path, "ipaas_manifest", manifest);
    find(path, "ipaas_validate", validate);
    find(path, "ipaas_connection_open", connection_open);
    find(path, "ipaas_connection_close", connection_close);
    find(path, "ipaas_operation_open", operation_open);
    find(path, "ipaas_operation_fd", operation_fd);
    find(path, "ipaas_operation_submit", operation_submit);
    find(path, "ipaas_operation_take", operation_take);
    find(path, "ipaas_operation_stop", operation_stop);
    find(path, "ipaas_operation_close", operation_close);
  }
  template <typename Function>
  void find(const std::string& path, const char* name, Function& out) {
    void* symbol = dlsym(library, name);
    if (symbol == nullptr) {
      throw std::runtime_error(path + " is no plugin of this contract: it has no function " + name);
    }
    std::memcpy(&out, &symbol, sizeof out);
  }
};

// Calls `call` with a growing text buffer until the whole text fits; the last status goes to
// `status`.
template <typename Call>
std::string read_text(Call call, std::int32_t& status) {
  std::string buffer(4096, '\0');
  for (;;) {
    ipaas_text text{buffer.data(), buffer.size(), 0};
    status = call(&text);
    const bool fits = text.length <= buffer.size();
    buffer.resize(text.length);
    if (fits) return buffer;
  }
}

// Calls `call(ipaas_text*)`, and throws `failure` with the error's JSON when the status is below 0.
template <typename Call>
std::int32_t checked(const char* name, Call call) {
  std::string buffer(16384, '\0');
  ipaas_text text{buffer.data(), buffer.size(), 0};
  const std::int32_t status = call(&text);
  if (status >= 0) return status;
  buffer.resize(text.length <= buffer.size() ? text.length : 0);
  throw failure(name, status, std::move(buffer));
}

inline std::uint32_t to_ms(std::chrono::milliseconds time) {
  return static_cast<std::uint32_t>(time.count());
}

}  // namespace detail

// Closes itself, and unsubscribes unless its connection is closed before. Not to be used
// moved-from.
class operation {
 public:
  operation(std::shared_ptr<const detail::functions> api, std::uint64_t handle)
      : api_(std::move(api)), handle_(handle), buffer_(1 << 15) {}
  ~operation() { release(); }
  operation(operation&& other) noexcept
      : api_(std::move(other.api_)),
        handle_(std::exchange(other.handle_, 0)),
        buffer_(std::move(other.buffer_)) {}
  operation& operator=(operation&& other) noexcept {
    std::swap(api_, other.api_);
    std::swap(handle_, other.handle_);
    std::swap(buffer_, other.buffer_);
    return *this;
  }

  std::uint64_t handle() const { return handle_; }

  int fd() const {
    std::int32_t descriptor = -1;
    detail::checked("ipaas_operation_fd", [&](ipaas_text* error) {
      return api_->operation_fd(handle_, &descriptor, error);
    });
    return descriptor;
  }

  // Waits until records can be taken; false when the time is over first.
  bool wait(std::chrono::milliseconds timeout) const {
    pollfd entry{fd(), POLLIN, 0};
    return poll(&entry, 1, static_cast<int>(timeout.count())) > 0;
  }

  // Submits what the queue has room for and drops it from `records`. True when all went.
  bool submit(batch& records) {
    std::size_t accepted = 0;
    const auto data = records.data();
    const std::int32_t status = detail::checked("ipaas_operation_submit", [&](ipaas_text* error) {
      return api_->operation_submit(handle_, data.data(), data.size(), &accepted, error);
    });
    records.drop(accepted);
    return status == IPAAS_OK;
  }

  // Calls `each(const record&)` for the records that wait, as many as fit in the buffer; the buffer
  // grows when one record is larger. Returns how many there were.
  template <typename Each>
  std::size_t take(Each&& each) {
    std::size_t length = 0;
    while (take_once(length) == IPAAS_BUFFER_TOO_SMALL) buffer_.resize((length + 7) / 8);
    auto rest = std::as_bytes(std::span(buffer_)).first(length);
    std::size_t count = 0;
    for (record next; !rest.empty(); ++count) {
      rest = read_record(rest, next);
      each(std::as_const(next));
    }
    return count;
  }

  void stop(std::chrono::milliseconds timeout) {
    detail::checked("ipaas_operation_stop", [&](ipaas_text* error) {
      return api_->operation_stop(handle_, detail::to_ms(timeout), error);
    });
  }

  void close() {
    detail::checked("ipaas_operation_close", [&](ipaas_text* error) {
      return api_->operation_close(std::exchange(handle_, 0), error);
    });
  }

 private:
  std::int32_t take_once(std::size_t& length) {
    return detail::checked("ipaas_operation_take", [&](ipaas_text* error) {
      return api_->operation_take(handle_, buffer_.data(), buffer_.size() * 8, &length, error);
    });
  }
  void release() noexcept {
    if (handle_ != 0) api_->operation_close(handle_, nullptr);
  }

  std::shared_ptr<const detail::functions> api_;
  std::uint64_t handle_;
  std::vector<std::uint64_t> buffer_;  // 8 bytes each, so that records stand aligned
};

// A connection. Closes itself, waiting at most a second for its goodbye.
class connection {
 public:
  connection(std::shared_ptr<const detail::functions> api, std::uint64_t handle)
      : api_(std::move(api)), handle_(handle) {}
  ~connection() {
    if (handle_ != 0) api_->connection_close(handle_, 1000, nullptr);
  }
  connection(connection&& other) noexcept
      : api_(std::move(other.api_)), handle_(std::exchange(other.handle_, 0)) {}
  connection& operator=(connection&& other) noexcept {
    std::swap(api_, other.api_);
    std::swap(handle_, other.handle_);
    return *this;
  }

  std::uint64_t handle() const { return handle_; }

  operation open_operation(std::string_view request) const {
    std::uint64_t opened = 0;
    detail::checked("ipaas_operation_open", [&](ipaas_text* error) {
      return api_->operation_open(handle_, request.data(), request.size(), &opened, error);
    });
    return {api_, opened};
  }

  // Close its operations, or let this close them: their objects then close nothing any more.
  void close(std::chrono::milliseconds timeout) {
    detail::checked("ipaas_connection_close", [&](ipaas_text* error) {
      return api_->connection_close(std::exchange(handle_, 0), detail::to_ms(timeout), error);
    });
  }

 private:
  std::shared_ptr<const detail::functions> api_;
  std::uint64_t handle_;
};

// A loaded plugin. The library stays loaded until the last connection and operation are gone too.
// Throws std::runtime_error with the loader's words, or with the symbol that is missing.
class plugin {
 public:
  explicit plugin(const std::string& path)
      : api_(std::make_shared<const detail::functions>(path)) {}

  std::uint32_t abi_version() const { return api_->abi_version(); }
  std::string manifest() const {
    return text("ipaas_manifest", [&](ipaas_text* out) { return api_->manifest(out); });
  }

  std::string validate(std::string_view request) const {
    return text("ipaas_validate", [&](ipaas_text* out) {
      return api_->validate(request.data(), request.size(), out);
    });
  }

  connection open_connection(std::string_view configuration) const {
    std::uint64_t opened = 0;
    detail::checked("ipaas_connection_open", [&](ipaas_text* error) {
      return api_->connection_open(configuration.data(), configuration.size(), &opened, error);
    });
    return {api_, opened};
  }

  const detail::functions& functions() const { return *api_; }

 private:
  template <typename Call>
  static std::string text(const char* name, Call call) {
    std::int32_t status = IPAAS_OK;
    std::string result = detail::read_text(call, status);
    if (status < 0) throw failure(name, status, {});
    return result;
  }

  std::shared_ptr<const detail::functions> api_;
};

}  // namespace ipaas::host
