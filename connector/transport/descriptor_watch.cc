#include "transport/descriptor_watch.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/system/system_error.hpp>
#include <system_error>
#include <utility>

namespace ipaas::mqtt::transport {

// The executor's own type instead of asio's default, which can hold any and is four times as big.
using watched = boost::asio::posix::basic_stream_descriptor<boost::asio::io_context::executor_type>;

struct descriptor_watch::implementation : std::enable_shared_from_this<implementation> {
  implementation(boost::asio::io_context& context, int number) : descriptor(context, number) {}
  ~implementation() { descriptor.release(); }
  implementation(const implementation&) = delete;
  implementation& operator=(const implementation&) = delete;

  void wait(watched::wait_type kind, std::function<void()> ready);

  watched descriptor;
};

// Only the watch owns its implementation, so a wait that is over finds it gone once the watch is.
void descriptor_watch::implementation::wait(watched::wait_type kind, std::function<void()> ready) {
  descriptor.async_wait(kind, [weak = weak_from_this(), ready = std::move(ready)](const auto&) {
    if (!weak.expired()) ready();
  });
}

descriptor_watch::descriptor_watch(io_thread& thread, int descriptor) try
    : implementation_(std::make_shared<implementation>(thread.context(), descriptor)) {
} catch (const boost::system::system_error& failure) {
  throw std::system_error(failure.code(), failure.what());
}

descriptor_watch::~descriptor_watch() = default;

void descriptor_watch::wait_readable(std::function<void()> ready) {
  implementation_->wait(watched::wait_read, std::move(ready));
}

void descriptor_watch::wait_writable(std::function<void()> ready) {
  implementation_->wait(watched::wait_write, std::move(ready));
}

}  // namespace ipaas::mqtt::transport
