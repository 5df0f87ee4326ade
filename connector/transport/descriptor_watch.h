// Tells when a descriptor that somebody else owns can be read or written: a socket of ours, of
// c-ares or of libmosquitto. Everything on the I/O thread.
#pragma once

#include <functional>
#include <memory>

#include "transport/io_thread.h"

namespace ipaas::mqtt::transport {

class descriptor_watch {
 public:
  // Begins to watch `descriptor`, which must stay open as long as the watch lives, and which
  // becomes non-blocking if it was not. Throws std::system_error when the system cannot watch it.
  descriptor_watch(io_thread& thread, int descriptor);
  // Neither callback runs after it, and the descriptor is left open. May run within a callback.
  ~descriptor_watch();
  descriptor_watch(const descriptor_watch&) = delete;
  descriptor_watch& operator=(const descriptor_watch&) = delete;

  // Calls `ready` once when a read (a write) will not block: there is room or data, an end or an
  // error; never from within this call. At most one wait of each kind; `ready` must not throw.
  void wait_readable(std::function<void()> ready);
  void wait_writable(std::function<void()> ready);

 private:
  struct implementation;
  std::shared_ptr<implementation> implementation_;
};

}  // namespace ipaas::mqtt::transport
