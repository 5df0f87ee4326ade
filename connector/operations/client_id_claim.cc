#include "operations/client_id_claim.h"

#include <algorithm>
#include <mutex>
#include <set>

#include "message/problem_text.h"

namespace ipaas::mqtt::operations {

namespace {

struct registry {
  std::mutex mutex;
  std::set<std::string> keys;
};

registry& process_wide() {
  static registry instance;
  return instance;
}

}  // namespace

client_id_claim::client_id_claim(const config::connection_settings& settings) {
  for (const config::broker_address& broker : settings.brokers) {
    keys_.push_back(broker.text() + '\n' + settings.client_id);
  }
  registry& all = process_wide();
  const std::lock_guard lock(all.mutex);
  const auto is_taken = [&](const std::string& key) { return all.keys.contains(key); };
  if (std::ranges::any_of(keys_, is_taken)) {
    error reason = describe(
        error_code::client_id_taken,
        say(problem::client_id_in_use, settings.brokers.front().text(), settings.client_id));
    reason.field = "/clientId";
    keys_.clear();
    throw client_id_taken{std::move(reason)};
  }
  all.keys.insert(keys_.begin(), keys_.end());
}

client_id_claim::~client_id_claim() {
  registry& all = process_wide();
  const std::lock_guard lock(all.mutex);
  for (const std::string& key : keys_) all.keys.erase(key);
}

}  // namespace ipaas::mqtt::operations
