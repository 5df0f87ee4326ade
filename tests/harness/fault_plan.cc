#include "harness/fault_plan.h"

namespace ipaas::harness {
namespace {

using std::chrono::milliseconds;

std::size_t below(std::mt19937_64& random, std::size_t end) { return random() % end; }

lane_plan random_lane(std::mt19937_64& random) {
  lane_plan result;
  switch (below(random, 6)) {
    case 0:
      result.most_at_once = 1;
      break;
    case 1:
      result.most_at_once = 1 + below(random, 16);
      break;
    case 2:
      result.delay = milliseconds(1 + below(random, 10));
      break;
    case 3:
      result.per_second = 20'000 + below(random, 80'000);
      break;
    case 4:
      result.first_delay = milliseconds(below(random, 20));
      break;
    default:
      break;
  }
  return result;
}

}  // namespace

line_plan random_plan(std::mt19937_64& random, std::size_t most_bytes) {
  line_plan result;
  result.to_broker = random_lane(random);
  result.to_client = random_lane(random);
  result.end = static_cast<ending>(1 + below(random, 5));
  result.counted = below(random, 2) == 0 ? way::to_broker : way::to_client;
  // Half of the cuts come early, where CONNECT, SUBSCRIBE and what is sent again pass.
  result.after = below(random, below(random, 2) == 0 ? most_bytes / 8 : most_bytes);
  result.lingering = milliseconds(below(random, 60));
  return result;
}

}  // namespace ipaas::harness
