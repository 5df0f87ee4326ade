#include "config/dialects/native_request.h"

#include "config/field.h"
#include "config/object_reader.h"

namespace ipaas::mqtt::config {

namespace {

constexpr choice operations[] = {{"consumer"}, {"producer"}};

std::optional<document_part> part_of_parameters(const json_value& request) {
  const auto index = sibling_choice(request, "operation", operations);
  if (!index) return std::nullopt;
  return *index == 0 ? document_part::consumer : document_part::producer;
}

}  // namespace

native_request::native_request(const json_value& given_request, problems& found)
    : given_(given_request) {
  if (const json_value* connection = given(given_, "connection")) {
    connection_.emplace(*connection, document_part::connection, "/connection", found);
  }
  const json_value* parameters = given(given_, "parameters");
  const auto part = part_of_parameters(given_);
  if (parameters != nullptr && part) parameters_.emplace(*parameters, *part, "/parameters", found);
  is_foreign_ =
      (connection_ && connection_->is_foreign()) || (parameters_ && parameters_->is_foreign());
  if (!is_foreign_) return;
  native_.kind = given_.kind;
  native_.items.reserve(given_.items.size());
  for (const json_value& each : given_.items) native_.items.push_back(part_of(each));
}

native_request::~native_request() { wipe_texts(native_); }

json_value native_request::part_of(const json_value& member) const {
  const auto& form = member.name == "connection" ? connection_ : parameters_;
  const bool translated = (member.name == "connection" || member.name == "parameters") && form;
  json_value part = copy_of(translated ? form->object() : member);
  part.name = member.name;
  return part;
}

void native_request::point_back(problems& found) {
  if (parameters_) parameters_->point_back(found);
  if (connection_) connection_->point_back(found);
}

}  // namespace ipaas::mqtt::config
