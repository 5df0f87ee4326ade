#include "transport/name/resolver.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <memory>

#include "fake_name_server.h"
#include "harness/english.h"
#include "on_thread.h"
#include "process_state.h"

namespace ipaas::mqtt::transport {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using reaction = test::name_record::reaction;

struct outcome {
  std::optional<error> failure;
  std::vector<std::string> ips;
};

class resolver_test : public test::io_thread_fixture {
 protected:
  ~resolver_test() override {
    on_thread([this] { resolver_.reset(); });
  }

  void start(const std::string& host, const std::string& servers, resolver::handler done) {
    on_thread([&] {
      resolver_ = std::make_unique<resolver>(*thread_, servers);
      resolver_->resolve(host, 1883, std::move(done));
    });
  }

  outcome resolve(const std::string& host, const std::string& servers) {
    const auto result = std::make_shared<test::awaited<outcome>>();
    start(host, servers, [result](std::optional<error> failure, auto addresses) {
      outcome seen{std::move(failure), {}};
      for (const auto& address : addresses) {
        EXPECT_EQ(address.port, 1883);
        seen.ips.push_back(address.ip);
      }
      result->set(std::move(seen));
    });
    return result->get();
  }
  outcome resolve(const std::string& host) { return resolve(host, server_.address()); }

  void expect_error(const outcome& seen, error_code code, const std::string& words) {
    ASSERT_TRUE(seen.failure);
    EXPECT_EQ(seen.failure->code, code);
    EXPECT_EQ(english_in(*seen.failure), "");
    EXPECT_THAT(seen.failure->description, HasSubstr(words));
    EXPECT_THAT(seen.ips, IsEmpty());
  }

  test::fake_name_server server_{{
      {"both.test", {{"127.0.0.9", "127.0.0.8"}, {"::1", "2001:db8::7"}}},
      {"six.test", {{}, {"::1"}}},
      {"empty.test", {}},
      {"silent.test", {{}, {}, reaction::silence}},
      {"failing.test", {{}, {}, reaction::failure}},
      {"large.test", {{"127.0.0.3"}, {"::3"}, reaction::truncation}},
  }};
  std::unique_ptr<resolver> resolver_;
};

TEST_F(resolver_test, takes_literals_as_they_are_without_asking) {
  for (const char* literal : {"127.0.0.1", "::1", "2001:db8::17", "fe80::1%lo"}) {
    const auto seen = resolve(literal);
    EXPECT_FALSE(seen.failure);
    EXPECT_THAT(seen.ips, ElementsAre(literal));
  }
  EXPECT_THAT(server_.asked(), IsEmpty());
}

TEST_F(resolver_test, refuses_what_cannot_be_a_name_without_asking) {
  const std::string label(64, 'a');
  expect_error(resolve(label + ".test"), error_code::dns, "a part of 64 characters");
  expect_error(resolve("a..test"), error_code::dns, "The host name \"a..test\" has an empty part");
  expect_error(resolve(""), error_code::dns, "is empty");
  expect_error(resolve("1.2.3"), error_code::dns, "complete IPv4 address");
  EXPECT_THAT(server_.asked(), IsEmpty());
}

TEST_F(resolver_test, finds_localhost_in_the_hosts_file) {
  const auto seen = resolve("localhost");
  EXPECT_FALSE(seen.failure);
  EXPECT_THAT(seen.ips, testing::Contains("127.0.0.1"));
  EXPECT_THAT(server_.asked(), IsEmpty());
}

TEST_F(resolver_test, finds_both_kinds_of_address_ipv4_first_and_in_their_order) {
  const auto seen = resolve("both.test");
  EXPECT_FALSE(seen.failure);
  EXPECT_THAT(seen.ips, ElementsAre("127.0.0.9", "127.0.0.8", "::1", "2001:db8::7"));
}

TEST_F(resolver_test, finds_a_name_with_ipv6_only) {
  EXPECT_THAT(resolve("six.test").ips, ElementsAre("::1"));
}

TEST_F(resolver_test, asks_again_over_tcp_for_an_answer_that_was_cut_short) {
  const auto seen = resolve("large.test");
  EXPECT_FALSE(seen.failure);
  EXPECT_THAT(seen.ips, ElementsAre("127.0.0.3", "::3"));
}

TEST_F(resolver_test, tells_that_there_is_no_such_name) {
  expect_error(resolve("missing.test"), error_code::dns, "There is no name \"missing.test\"");
}

TEST_F(resolver_test, tells_that_a_name_has_no_address) {
  expect_error(resolve("empty.test"), error_code::dns, "The name \"empty.test\" has no address");
}

TEST_F(resolver_test, tells_that_the_name_server_has_no_answer) {
  expect_error(resolve("failing.test"), error_code::dns,
               "No name server gave an answer about \"failing.test\"");
}

TEST_F(resolver_test, tells_that_a_list_of_servers_is_wrong) {
  expect_error(resolve("both.test", "nonsense"), error_code::dns,
               "Looking up \"both.test\" failed");
}

TEST_F(resolver_test, tells_that_descriptors_ran_out) {
  if (!test::descriptors_may_run_out) GTEST_SKIP();
  outcome seen;
  {
    const test::no_more_descriptors none;
    seen = resolve("both.test");
  }
  expect_error(seen, error_code::core_resource, "Too many open files");
}

TEST_F(resolver_test, never_answers_within_the_call) {
  for (const char* host : {"127.0.0.1", "localhost", "a..b", "both.test"}) {
    test::awaited<bool> within;
    on_thread([&] {
      resolver_ = std::make_unique<resolver>(*thread_, server_.address());
      const auto returned = std::make_shared<bool>(false);
      resolver_->resolve(host, 1, [&, returned](auto, auto) { within.set(!*returned); });
      *returned = true;
    });
    EXPECT_FALSE(within.get()) << host;
  }
}

TEST_F(resolver_test, is_silent_and_prompt_when_destroyed_while_it_waits) {
  int called = 0;
  const auto before = test::descriptor_count();
  start("silent.test", server_.address(), [&](auto, auto) { ++called; });
  server_.await_question();
  on_thread([&] { resolver_.reset(); });
  test::settle(*thread_);
  EXPECT_EQ(called, 0);
  EXPECT_EQ(test::descriptor_count(), before);
}

TEST_F(resolver_test, is_silent_when_destroyed_before_an_answer_that_needs_no_network) {
  int called = 0;
  for (const char* host : {"127.0.0.1", "localhost", "a..b"}) {
    on_thread([&] {
      resolver_ = std::make_unique<resolver>(*thread_, server_.address());
      resolver_->resolve(host, 1, [&](auto, auto) { ++called; });
      resolver_.reset();
    });
  }
  test::settle(*thread_);
  EXPECT_EQ(called, 0);
}

TEST_F(resolver_test, may_be_destroyed_by_the_handler) {
  for (const char* host : {"127.0.0.1", "localhost", "a..b", "both.test"}) {
    test::awaited<int> called;
    start(host, server_.address(), [&](auto, auto) {
      resolver_.reset();
      called.set(0);
    });
    called.get();
  }
}

TEST_F(resolver_test, may_be_used_again_by_the_handler) {
  test::awaited<std::string> second;
  start("both.test", server_.address(), [&](auto, auto) {
    resolver_->resolve("six.test", 1, [&](auto, auto found) { second.set(found.at(0).ip); });
  });
  EXPECT_EQ(second.get(), "::1");
}

TEST_F(resolver_test, leaves_no_descriptor_open) {
  const auto before = test::descriptor_count();
  for (int round = 0; round < 20; ++round) resolve("both.test");
  test::settle(*thread_);
  EXPECT_EQ(test::descriptor_count(), before);
}

TEST_F(resolver_test, lets_the_thread_end_while_it_waits_for_nobody) {
  start("silent.test", server_.address(), [](auto, auto) {});
  server_.await_question();
  on_thread([&] { resolver_.reset(); });
  const auto threads = test::thread_count();
  thread_.reset();
  EXPECT_EQ(test::thread_count(), threads - 1);
  thread_ = io_thread::acquire();
}

}  // namespace
}  // namespace ipaas::mqtt::transport
