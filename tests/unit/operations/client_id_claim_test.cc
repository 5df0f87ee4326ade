// One client ID at one broker, once in a process.
#include "operations/client_id_claim.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <thread>

namespace ipaas::mqtt::operations {
namespace {

config::connection_settings client_at(std::string client_id, std::vector<std::string> hosts) {
  config::connection_settings settings;
  settings.client_id = std::move(client_id);
  for (std::string& host : hosts) settings.brokers.push_back({std::move(host), 1883, ""});
  return settings;
}

std::optional<error> refusal(const config::connection_settings& settings) {
  try {
    const client_id_claim claim(settings);
    return {};
  } catch (const client_id_taken& taken) {
    return taken.reason;
  }
}

TEST(client_id_claim, the_second_of_two_is_refused_until_the_first_ends) {
  const auto settings = client_at("id", {"h"});
  {
    const client_id_claim first(settings);
    const auto refused = refusal(settings);
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->code, error_code::client_id_taken);
    EXPECT_EQ(refused->field, "/clientId");
    EXPECT_THAT(refused->description, testing::HasSubstr("to h:1883 with the client ID \"id\""));
    EXPECT_TRUE(refusal(settings)) << "a refusal frees nothing";
  }
  EXPECT_FALSE(refusal(settings));
}

TEST(client_id_claim, other_client_ids_and_other_brokers_are_free) {
  const client_id_claim first(client_at("id", {"h"}));
  EXPECT_FALSE(refusal(client_at("other", {"h"})));
  EXPECT_FALSE(refusal(client_at("id", {"other"})));
  auto other_port = client_at("id", {"h"});
  other_port.brokers[0].port = 1884;
  EXPECT_FALSE(refusal(other_port));
}

TEST(client_id_claim, every_broker_of_a_list_counts) {
  const client_id_claim first(client_at("id", {"a", "b"}));
  EXPECT_TRUE(refusal(client_at("id", {"b"})));
  EXPECT_TRUE(refusal(client_at("id", {"c", "a"})));
  EXPECT_FALSE(refusal(client_at("id", {"c"}))) << "and a refused list takes nothing";
}

TEST(client_id_claim, a_broker_named_twice_is_no_conflict) {
  const auto settings = client_at("id", {"a", "a"});
  EXPECT_FALSE(refusal(settings));
  EXPECT_FALSE(refusal(settings));
}

TEST(client_id_claim, of_many_threads_one_has_it_at_a_time) {
  const auto settings = client_at("id", {"h"});
  std::atomic<int> holders{0};
  std::atomic<bool> shared{false};
  const auto work = [&] {
    for (int i = 0; i < 5'000; ++i) {
      try {
        const client_id_claim claim(settings);
        if (++holders > 1) shared = true;
        --holders;
      } catch (const client_id_taken&) {
      }
    }
  };
  std::thread one(work);
  std::thread other(work);
  one.join();
  other.join();
  EXPECT_FALSE(shared);
  EXPECT_FALSE(refusal(settings));
}

}  // namespace
}  // namespace ipaas::mqtt::operations
