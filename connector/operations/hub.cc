#include "operations/hub.h"

#include <future>
#include <semaphore>

#include "config/connection_checks.h"
#include "config/connection_update.h"
#include "operations/client_id.h"
#include "operations/consumer.h"
#include "operations/producer.h"
#include "operations/statistics_text.h"

namespace ipaas::mqtt::operations {

namespace {

std::unique_ptr<state::store> open_store(const config::connection_settings& settings) {
  if (settings.state_directory.empty()) return nullptr;
  return std::make_unique<state::store>(settings.state_directory, settings.client_id,
                                        settings.mqtt_version);
}

config::connection_settings with_client_id(config::connection_settings settings) {
  if (settings.client_id.empty()) settings.client_id = make_client_id();
  return settings;
}

}  // namespace

hub::hub(config::connection_settings settings, secret_text document)
    : settings_(with_client_id(std::move(settings))),
      claim_(std::in_place, settings_),
      budget_(settings_.outbox_max_messages, settings_.outbox_max_bytes),
      document_(std::move(document)),
      thread_(transport::io_thread::acquire()),
      store_(open_store(settings_)),
      connection_(
          std::make_unique<session::connection>(*thread_, settings_, budget_, store_.get())) {
  config::take_credentials({}, settings_);
  last_statistics_ = connection_->statistics();
}

hub::~hub() = default;

std::shared_ptr<hub> hub::open(config::connection_settings settings, std::vector<error> warnings,
                               secret_text document) {
  std::shared_ptr<hub> opened(new hub(std::move(settings), std::move(document)));
  opened->warnings_ = std::move(warnings);
  const std::shared_ptr<state::heritage> left = opened->take_up();
  opened->post([self = opened.get(), left](session::connection& connection) {
    if (left) {
      connection.add_producer(delivery::taken_up_operation, *self->taken_up_);
      connection.take_up(*left);
    }
    connection.open();
  });
  return opened;
}

// --- the I/O thread ---

std::shared_ptr<transport::io_thread> hub::running_thread() {
  const std::lock_guard lock(mutex_);
  return thread_;
}

void hub::post(task work) {
  const auto thread = running_thread();
  if (!thread) return;
  thread->post([self = shared_from_this(), work = std::move(work)] {
    if (self->connection_) work(*self->connection_);
  });
}

void hub::run(const task& work) {
  const auto thread = running_thread();
  if (!thread) return;
  std::binary_semaphore done(0);
  thread->post([this, &work, &done] {
    if (connection_) work(*connection_);
    done.release();
  });
  done.acquire();
}

// --- what is kept on disk ---

// What an earlier process has left; null where nothing is kept.
std::shared_ptr<state::heritage> hub::take_up() {
  if (!store_) return nullptr;
  auto left = std::make_shared<state::heritage>(store_->take_up());
  budget_.take_over(left->bytes, left->messages.size());
  taken_up_ =
      std::make_unique<taken_up>(budget_, [this](const session::event& what) { tell(what); });
  store_->start(*this);
  return left;
}

void hub::on_durable(delivery::durable_point point) {
  post([point](session::connection& connection) { connection.on_durable(point); });
}

void hub::on_trouble(const std::optional<error>& what) {
  tell(what ? session::event{event_name::remark, {}, what}
            : session::event{event_name::disk_recovered});
}

void hub::tell(const session::event& what) {
  post([what](session::connection& connection) { connection.announce(what); });
}

// --- credentials ---

std::vector<error> hub::update(std::string_view changes, config::connection_check check) {
  const std::lock_guard lock(update_mutex_);
  auto updated = config::update_connection(document_, changes, check);
  auto& [settings, errors, warnings] = updated.result;
  if (!errors.empty()) return std::move(errors);
  post([settings = std::move(settings),
        warnings = std::move(warnings)](session::connection& connection) {
    connection.update(settings);
    for (const error& each : warnings) connection.announce({event_name::remark, {}, each});
  });
  document_ = std::move(updated.document);
  return {};
}

// --- operations ---

std::shared_ptr<operation> hub::open_operation(config::operation_request request) {
  std::uint32_t id = 0;
  {
    const std::lock_guard lock(mutex_);
    id = ++last_operation_;
  }
  if (auto* parameters = std::get_if<config::producer_settings>(&request.parameters)) {
    const auto opened = std::make_shared<producer>(shared_from_this(), id, *parameters);
    start_operation(
        opened,
        [opened](session::connection& connection) {
          connection.add_producer(opened->id(), *opened);
        },
        std::move(request.warnings));
    return opened;
  }
  config::problems found{.warnings = std::move(request.warnings)};
  warn_about_lost_messages(settings_, std::get<config::consumer_settings>(request.parameters),
                           "/ackMode", found);
  const auto opened = std::make_shared<consumer>(
      shared_from_this(), id, std::get<config::consumer_settings>(std::move(request.parameters)),
      std::move(request.variable), settings_.max_in_flight);
  start_operation(
      opened,
      [opened](session::connection& connection) {
        connection.add_consumer(opened->id(), opened->settings(), *opened);
      },
      std::move(found.warnings));
  return opened;
}

void hub::start_operation(const std::shared_ptr<operation>& opening, task add,
                          std::vector<error> warnings) {
  post([this, opening, add = std::move(add),
        warnings = std::move(warnings)](session::connection& connection) {
    operations_.push_back(opening);
    add(connection);
    connection.warn(opening->id(), std::exchange(warnings_, {}));
    connection.warn(opening->id(), warnings);
  });
}

void hub::close_operation(operation& closing) {
  const task remove = [&](session::connection& connection) {
    connection.remove_operation(closing.id());
    std::erase_if(operations_, [&](const auto& entry) { return entry.get() == &closing; });
  };
  closing.close([&] { run(remove); });
}

void hub::watch_outbox() {
  const auto news = outbox_watch_.news_of(budget_);
  if (!news) return;
  session::event level{
      *news,
      {told("messages", budget_.messages()), told("maxMessages", budget_.max_messages()),
       told("bytes", budget_.bytes()), told("maxBytes", budget_.max_bytes())}};
  post([level = std::move(level)](session::connection& connection) { connection.announce(level); });
}

std::string hub::statistics() {
  constexpr std::chrono::milliseconds patience{20};
  const auto answer = std::make_shared<std::promise<session::statistics>>();
  auto counted = answer->get_future();
  post([answer](session::connection& connection) { answer->set_value(connection.statistics()); });
  session::statistics latest;
  if (counted.wait_for(patience) == std::future_status::ready) {
    latest = counted.get();
    const std::lock_guard lock(mutex_);
    last_statistics_ = latest;
  } else {
    const std::lock_guard lock(mutex_);
    latest = last_statistics_;
  }
  for (std::size_t i = 0; i < error_code_count; ++i) {
    latest.failures[i] += failures_[i].load(std::memory_order_relaxed);
  }
  return statistics_text(latest, budget_, settings_);
}

// --- the end ---

void hub::close(std::chrono::milliseconds timeout) {
  const auto thread = running_thread();
  if (!thread) return;
  std::binary_semaphore closed(0);
  thread->post([&, this] {
    connection_->close(timeout, [&, this] {
      // The connection is in the middle of its own work: end it when that is over.
      thread->post([&, this] {
        for (const auto& entry : operations_) entry->withdraw_untaken();
        connection_.reset();
        operations_.clear();
        closed.release();
      });
    });
  });
  // Only now: a post that threw has left everything as it was.
  {
    const std::lock_guard lock(mutex_);
    thread_.reset();
  }
  closed.acquire();
  if (store_) store_->close();
  // Work that was posted late may keep this object a little longer; the client ID is free now.
  claim_.reset();
}

}  // namespace ipaas::mqtt::operations
