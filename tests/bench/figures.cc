#include "figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "harness/json.h"

namespace ipaas::bench {
namespace {

using texts = std::vector<std::string>;

struct spread {
  double median = 0;
  double least = 0;
  double most = 0;
};

double value_at(const std::string& report, const char* pointer) {
  return static_cast<double>(harness::number_at(report, pointer).value_or(0));
}

// The figure that a measure is about, of one run.
double figure(measured what, const std::string& report) {
  switch (what) {
    case measured::cpu:
    case measured::connects:
    case measured::calls:
      return value_at(report, "/cpu_ns") / 1000 / value_at(report, "/messages");
    case measured::idle:
      return value_at(report, "/bytes") / 1024;
    case measured::latency:
      return value_at(report, "/p50_ns") / 1000;
  }
  return 0;
}

template <typename Figure>
spread spread_of(const texts& reports, Figure of) {
  std::vector<double> values;
  for (const std::string& report : reports) values.push_back(of(report));
  std::sort(values.begin(), values.end());
  return {values.at(values.size() / 2), values.front(), values.back()};
}

spread main_spread(const measure& plan, const texts& reports) {
  return spread_of(reports, [&](const std::string& report) { return figure(plan.what, report); });
}

double median_of(const texts& reports, const char* pointer) {
  return spread_of(reports, [&](const std::string& report) { return value_at(report, pointer); })
      .median;
}

const char* unit_of(measured what) {
  switch (what) {
    case measured::cpu:
      return "us CPU/message";
    case measured::connects:
      return "us CPU/connect";
    case measured::idle:
      return "KiB/connection";
    case measured::latency:
      return "us p50";
    case measured::calls:
      return "us CPU/call";
  }
  return "";
}

struct judgement {
  std::string wanted;
  bool met = true;
};

judgement judge(const measure& plan, double subject, double reference) {
  judgement result;
  const auto want = [&result](bool met, const std::string& text) {
    result.wanted += (result.wanted.empty() ? "" : ", ") + text;
    result.met = result.met && met;
  };
  if (plan.at_most) want(subject <= *plan.at_most, fmt::format("<= {}", *plan.at_most));
  if (plan.times_less) {
    want(reference >= subject * *plan.times_less, fmt::format("{}x less", *plan.times_less));
  }
  if (plan.times_of_reference) {
    want(subject <= reference * *plan.times_of_reference,
         fmt::format("<= {}x", *plan.times_of_reference));
  }
  return result;
}

const char* verdict_of(const judgement& result) {
  if (result.wanted.empty()) return "-";
  return result.met ? "met" : "MISSED";
}

std::string text_of(const spread& values) {
  return fmt::format("{:.3g} ({:.3g}..{:.3g})", values.median, values.least, values.most);
}

// What else is worth knowing, by measure.
std::string extras_of(measured what, const texts& reports) {
  const auto median = [&](const char* pointer) { return median_of(reports, pointer); };
  switch (what) {
    case measured::cpu:
    case measured::connects:
    case measured::calls:
      return fmt::format("{:.0f} a second", median("/messages") * 1e9 / median("/wall_ns"));
    case measured::idle:
      return fmt::format(
          "{:.3f} ms CPU/s, {:.0f} wake-ups/s, {:.0f} descriptors each, {:.0f} threads",
          median("/cpu_ns") / 1e6, median("/switches"), median("/descriptors"), median("/threads"));
    case measured::latency:
      return fmt::format("p99 {:.0f} us, {:.0f} messages", median("/p99_ns") / 1000,
                         median("/count"));
  }
  return {};
}

std::string spread_json(const spread& values) {
  return fmt::format(R"({{"median":{:.4g},"min":{:.4g},"max":{:.4g}}})", values.median,
                     values.least, values.most);
}

}  // namespace

std::string table_header() {
  return fmt::format("{:<18} {:<15} {:<24} {:<24} {:>7}  {:<18} {}", "measure", "unit",
                     "plugin median (min..max)", "reference", "ref/plg", "wanted", "verdict");
}

std::string table_row(const measure& plan, const run_results& results) {
  const spread subject = main_spread(plan, results.subject);
  const spread reference = main_spread(plan, results.reference);
  const judgement result = judge(plan, subject.median, reference.median);
  return fmt::format("{:<18} {:<15} {:<24} {:<24} {:>6.2f}x  {:<18} {}\n{:<18} plugin: {}; {}: {}",
                     plan.name, unit_of(plan.what), text_of(subject), text_of(reference),
                     reference.median / subject.median, result.wanted, verdict_of(result), "",
                     extras_of(plan.what, results.subject), plan.reference,
                     extras_of(plan.what, results.reference));
}

std::string json_line(const measure& plan, const run_results& results) {
  const spread subject = main_spread(plan, results.subject);
  const spread reference = main_spread(plan, results.reference);
  const judgement result = judge(plan, subject.median, reference.median);
  return fmt::format(
      R"({{"measure":"{}","unit":"{}","plugin":{},"reference":{},"reference_role":"{}",)"
      R"("ratio":{:.4g},"wanted":"{}","verdict":"{}","runs":[{}],"reference_runs":[{}]}})",
      plan.name, unit_of(plan.what), spread_json(subject), spread_json(reference), plan.reference,
      reference.median / subject.median, result.wanted, verdict_of(result),
      fmt::join(results.subject, ","), fmt::join(results.reference, ","));
}

}  // namespace ipaas::bench
