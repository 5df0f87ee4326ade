// What cannot be opened says why, at the setting.
#include "state/state_unavailable.h"

#include <sys/resource.h>

#include <csignal>
#include <fstream>

#include "store_bench.h"

namespace ipaas::mqtt::state {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::HasSubstr;

error refusal(const std::filesystem::path& directory) {
  try {
    store opened(directory, "c", version::v3_1_1);
    opened.take_up();
  } catch (const state_unavailable& problem) {
    EXPECT_EQ(problem.reason.field, "/stateDirectory");
    return problem.reason;
  }
  ADD_FAILURE() << "it opened";
  return {};
}

TEST(unavailable_state, a_directory_that_is_not_there) {
  const folder in;
  const error why = refusal(in.path() / "none");
  EXPECT_EQ(why.code, error_code::core_config);
  EXPECT_THAT(why.description, HasSubstr("does not exist"));
}

TEST(unavailable_state, a_file_instead_of_a_directory) {
  const folder in;
  std::ofstream(in.path() / "file") << "x";
  EXPECT_EQ(refusal(in.path() / "file").code, error_code::core_config);
}

// Also root cannot write there.
TEST(unavailable_state, a_directory_that_takes_no_files) {
  EXPECT_EQ(refusal("/proc").code, error_code::core_config);
}

TEST(unavailable_state, one_that_is_in_use) {
  const folder in;
  const life first(in);
  const error why = refusal(in.path());
  EXPECT_EQ(why.code, error_code::client_id_taken);
  EXPECT_THAT(why.description, HasSubstr("in use"));
}

TEST(unavailable_state, another_client_id_is_another_state) {
  const folder in;
  const life first(in);
  EXPECT_NO_THROW(store(in.path(), "d", version::v3_1_1));
}

TEST(unavailable_state, a_file_of_something_else) {
  const folder in;
  std::ofstream(in.path() / "c.state") << std::string(10'000, 'x');
  EXPECT_EQ(refusal(in.path()).code, error_code::core_resource);
}

TEST(unavailable_state, a_database_of_another_program) {
  const folder in;
  database(in.path() / "c.state").execute("CREATE TABLE x (y)");
  const error why = refusal(in.path());
  EXPECT_EQ(why.code, error_code::core_config);
  EXPECT_THAT(why.description, HasSubstr("not a state file"));
}

TEST(unavailable_state, a_later_format) {
  const folder in;
  { const life first(in); }
  database(in.path() / "c.state").execute("PRAGMA user_version = 2");
  const error why = refusal(in.path());
  EXPECT_EQ(why.code, error_code::core_config);
  EXPECT_THAT(why.description, HasSubstr("later version"));
}

TEST(unavailable_state, a_damaged_file) {
  const folder in;
  {
    life first(in);
    for (int i = 0; i < 20; ++i) {
      auto one = messages({std::string(5000, 'x')});
      ASSERT_FALSE(first.tested.keep(one));
    }
  }
  std::fstream file(in.path() / "c.state", std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(4096 + 8);
  file << std::string(std::size_t{3} * 4096, '\xAA');
  file.close();
  EXPECT_EQ(refusal(in.path()).code, error_code::core_resource);
}

TEST(unavailable_state, rows_that_hold_no_messages) {
  const folder in;
  { const life first(in); }
  database(in.path() / "c.state").execute("INSERT INTO batch VALUES (1, 0, 4, x'C00001')");
  EXPECT_EQ(refusal(in.path()).code, error_code::core_resource);
}

// A limit of the process stands for a full disk.
class full_disk : public testing::Test {
 protected:
  full_disk() {
    std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
  }
  ~full_disk() override { room(before_.rlim_cur); }
  void room(rlim_t bytes) const {
    const rlimit wanted{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &wanted);
  }

 private:
  rlimit before_{};
};

TEST_F(full_disk, keeps_nothing_that_it_refuses_and_all_that_it_has_accepted) {
  const folder in;
  {
    life first(in);
    auto small = messages({"a"});
    ASSERT_FALSE(first.tested.keep(small));
    first.listener.wait_for_message(1);
    room(100'000);
    auto large = messages({std::string(200'000, 'x')});
    const auto failure = first.tested.keep(large);
    ASSERT_TRUE(failure);
    EXPECT_EQ(failure->code, error_code::core_resource);
    room(RLIM_INFINITY);
    auto next = messages({"b"});
    EXPECT_FALSE(first.tested.keep(next));
    EXPECT_EQ(next[0].sequence, 2U);
    EXPECT_THAT(first.listener.troubles(), ElementsAre("CORE:RESOURCE", "over"));
  }
  EXPECT_THAT(texts_of(life(in).left), ElementsAre("1:a", "2:b"));
}

TEST(state_file_name, tells_client_ids_apart) {
  EXPECT_EQ(file_name_of("plain-Name_1"), "plain-Name_1.state");
  EXPECT_EQ(file_name_of("a/b"), "a%2Fb.state");
  EXPECT_EQ(file_name_of(".."), "%2E%2E.state");
  const std::string one(1000, 'x');
  EXPECT_LT(file_name_of(one).string().size(), 240U);
  EXPECT_NE(file_name_of(one + "1"), file_name_of(one + "2"));
}

}  // namespace
}  // namespace ipaas::mqtt::state
