// A queue of work that its owner runs to the end whenever it likes, with the executor that Asio's
// composed operations want to see: they make progress within a call of the owner's, and at no other
// time. Everything on one thread.
#pragma once

#include <boost/asio/execution.hpp>
#include <boost/asio/execution_context.hpp>
#include <deque>
#include <memory>
#include <type_traits>
#include <utility>

namespace ipaas::mqtt::transport {

// A function that is called once, and that need not be copyable.
class local_task {
 public:
  virtual ~local_task() = default;
  virtual void run() = 0;

  template <typename Function>
  static std::unique_ptr<local_task> of(Function&& function) {
    return std::make_unique<holder<std::decay_t<Function>>>(std::forward<Function>(function));
  }

 private:
  template <typename Function>
  struct holder;
};

template <typename Function>
struct local_task::holder final : local_task {
  explicit holder(Function&& held) : function(std::move(held)) {}
  explicit holder(const Function& held) : function(held) {}
  void run() override { std::move(function)(); }
  Function function;
};

class local_work {
 public:
  class executor;

  // `context` is what Asio's services hang on; it runs none of the work.
  explicit local_work(boost::asio::execution_context& context) : context_(context) {}
  local_work(const local_work&) = delete;
  local_work& operator=(const local_work&) = delete;

  void push(std::unique_ptr<local_task> task) { tasks_.push_back(std::move(task)); }
  // Runs what was pushed, and what that pushes.
  void run() {
    while (!tasks_.empty()) {
      const auto next = std::move(tasks_.front());
      tasks_.pop_front();
      next->run();
    }
  }

 private:
  boost::asio::execution_context& context_;
  std::deque<std::unique_ptr<local_task>> tasks_;
};

class local_work::executor {
 public:
  explicit executor(local_work& work) : work_(&work) {}

  boost::asio::execution_context& query(boost::asio::execution::context_t) const noexcept {
    return work_->context_;
  }
  static constexpr boost::asio::execution::blocking_t query(boost::asio::execution::blocking_t) {
    return boost::asio::execution::blocking.never;
  }
  template <typename Function>
  void execute(Function&& function) const {
    work_->push(local_task::of(std::forward<Function>(function)));
  }
  bool operator==(const executor& other) const noexcept = default;

 private:
  local_work* work_;
};

}  // namespace ipaas::mqtt::transport
