// A request that holds settings as a part, with them in our own words.
#pragma once

#include <optional>

#include "config/dialects/native_form.h"

namespace ipaas::mqtt::config {

class native_request {
 public:
  // `given` is {"connection", "operation", "parameters", ...}, with what there is of them, and
  // outlives this. Reports as native_form does.
  native_request(const json_value& given, problems& found);
  ~native_request();
  native_request(const native_request&) = delete;
  native_request& operator=(const native_request&) = delete;

  const json_value& root() const { return is_foreign_ ? native_ : given_; }
  void point_back(problems& found);

 private:
  // The part's native form where it is foreign, else the value itself.
  json_value part_of(const json_value& member) const;

  const json_value& given_;
  std::optional<native_form> connection_;
  std::optional<native_form> parameters_;
  bool is_foreign_;
  json_value native_{};
};

}  // namespace ipaas::mqtt::config
