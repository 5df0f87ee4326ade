// The exported functions of plugin.h: each checks what the caller gave, finds the object behind the
// handle, and calls it behind the barrier. The only extern "C" of the connector.
#include <chrono>
#include <optional>
#include <string>
#include <system_error>

#include "config/dialects/conversion_report.h"
#include "config/parse.h"
#include "config/probe_request.h"
#include "entry/barrier.h"
#include "entry/handles.h"
#include "ipaas/plugin.h"
#include "operations/hub.h"
#include "operations/probe.h"
#include "state/state_unavailable.h"
#include "transport/tls/certificate_check.h"

namespace {

using namespace ipaas::mqtt;
using entry::barrier;
using entry::give_text;
using entry::handles;
using operations::result;

std::int32_t refuse(ipaas_text* error, std::int32_t status, const ipaas::mqtt::error& why,
                    const error_style& style = {}) {
  give_text(error, to_json(why, style));
  return status;
}

std::int32_t bad_argument(ipaas_text* error, std::string_view what) {
  return refuse(error, IPAAS_BAD_ARGUMENT, describe(error_code::core_state, what));
}

std::int32_t bad_handle(ipaas_text* error, std::string_view kind) {
  const std::string detail =
      "The argument " + std::string(kind) + " is no open " + std::string(kind) + " of this plugin";
  return refuse(error, IPAAS_BAD_HANDLE, describe(error_code::core_state, detail));
}

std::int32_t give(ipaas_text* error, const result& answer, const operations::operation& by) {
  if (answer.failure) give_text(error, to_json(*answer.failure, by.owner()->settings().errors));
  return answer.status;
}

// A text as the answer of a call, by the rule of ipaas_text.
std::int32_t answer_with(ipaas_text* out, std::string_view text) {
  give_text(out, text);
  return text.size() <= out->capacity ? IPAAS_OK : IPAAS_BUFFER_TOO_SMALL;
}

// Whether `text` can be written to.
bool is_usable(const ipaas_text* text) {
  return text != nullptr && (text->data != nullptr || text->capacity == 0);
}

std::int32_t status_of(error_code of_state) {
  switch (of_state) {
    case error_code::core_config:
      return IPAAS_BAD_CONFIGURATION;
    case error_code::client_id_taken:
      return IPAAS_BAD_STATE;
    default:
      return IPAAS_NO_RESOURCES;
  }
}

// Runs `open`, which makes something, and turns what the system or another connection refuses into
// a status.
template <typename Open>
std::int32_t opening(ipaas_text* error, const error_style& style, Open open) {
  try {
    open();
    return IPAAS_OK;
  } catch (const operations::client_id_taken& taken) {
    return refuse(error, IPAAS_BAD_STATE, taken.reason, style);
  } catch (const state::state_unavailable& problem) {
    return refuse(error, status_of(problem.reason.code), problem.reason, style);
  } catch (const std::system_error& failure) {
    return refuse(error, IPAAS_NO_RESOURCES, describe(error_code::core_resource, failure.what()),
                  style);
  }
}

// What the report of a probe may need: a chain of certificates for each of some brokers.
constexpr std::size_t room_for_report = 65'536;

const std::string& manifest() {
  static const std::string text = config::manifest_json(IPAAS_MQTT_VERSION);
  return text;
}

}  // namespace

extern "C" {

std::uint32_t ipaas_abi_version(void) { return IPAAS_ABI_MAJOR << 16 | IPAAS_ABI_MINOR; }

std::int32_t ipaas_manifest(ipaas_text* text) {
  return barrier(nullptr, [&]() -> std::int32_t {
    if (!is_usable(text)) return IPAAS_BAD_ARGUMENT;
    return answer_with(text, manifest());
  });
}

std::int32_t ipaas_validate(const char* request, size_t length, ipaas_text* report) {
  return barrier(nullptr, [&]() -> std::int32_t {
    if (request == nullptr || !is_usable(report)) return IPAAS_BAD_ARGUMENT;
    return answer_with(report,
                       config::validation_report({request, length}, transport::check_certificates));
  });
}

std::int32_t ipaas_convert(const char* document, size_t length, ipaas_text* converted) {
  return barrier(nullptr, [&]() -> std::int32_t {
    if (document == nullptr || !is_usable(converted)) return IPAAS_BAD_ARGUMENT;
    return answer_with(converted, config::conversion_report({document, length}).view());
  });
}

std::int32_t ipaas_connection_open(const char* configuration, size_t length,
                                   std::uint64_t* connection, ipaas_text* error) {
  return barrier(error, [&]() -> std::int32_t {
    if (connection == nullptr) return bad_argument(error, "The argument connection is null");
    if (configuration == nullptr) {
      return bad_argument(error, "The argument configuration is null");
    }
    const std::string_view document(configuration, length);
    auto parsed = config::parse_connection(document, "", transport::check_certificates);
    if (!parsed.errors.empty()) {
      give_text(error, config::errors_to_json(parsed.errors, parsed.settings.errors));
      return IPAAS_BAD_CONFIGURATION;
    }
    return opening(error, parsed.settings.errors, [&] {
      handles::place place(handles::instance());
      *connection =
          place.fill(operations::hub::open(std::move(parsed.settings), std::move(parsed.warnings),
                                           secret_text(std::string(document))));
    });
  });
}

std::int32_t ipaas_connection_close(std::uint64_t connection, std::uint32_t timeout_ms,
                                    ipaas_text* error) {
  return barrier(error, [&]() -> std::int32_t {
    const bool was_open = handles::instance().close_connection(
        connection, [&](auto& closing) { closing.close(std::chrono::milliseconds(timeout_ms)); });
    return was_open ? IPAAS_OK : bad_handle(error, "connection");
  });
}

std::int32_t ipaas_connection_stats(std::uint64_t connection, ipaas_text* stats,
                                    ipaas_text* error) {
  return barrier(error, [&]() -> std::int32_t {
    if (!is_usable(stats)) return bad_argument(error, "The argument stats is null");
    const auto found = handles::instance().connection(connection);
    if (!found) return bad_handle(error, "connection");
    return answer_with(stats, found->statistics());
  });
}

std::int32_t ipaas_connection_update(std::uint64_t connection, const char* changes, size_t length,
                                     ipaas_text* error) {
  return barrier(error, [&]() -> std::int32_t {
    if (changes == nullptr) return bad_argument(error, "The argument changes is null");
    const auto found = handles::instance().connection(connection);
    if (!found) return bad_handle(error, "connection");
    const auto errors = found->update({changes, length}, transport::check_certificates);
    if (errors.empty()) return IPAAS_OK;
    give_text(error, config::errors_to_json(errors, found->settings().errors));
    return IPAAS_BAD_CONFIGURATION;
  });
}

std::int32_t ipaas_connection_probe(const char* request, size_t length, std::uint32_t timeout_ms,
                                    ipaas_text* report, ipaas_text* error) {
  return barrier(error, [&]() -> std::int32_t {
    if (!is_usable(report)) return bad_argument(error, "The argument report is null");
    if (request == nullptr) return bad_argument(error, "The argument request is null");
    const auto begun = std::chrono::steady_clock::now();
    auto parsed = config::parse_probe_request({request, length}, transport::check_certificates);
    const error_style style = parsed.settings.connection.errors;
    if (!parsed.errors.empty()) {
      give_text(error, config::errors_to_json(parsed.errors, style));
      return IPAAS_BAD_CONFIGURATION;
    }
    // Said before the network hears of it: to call again is to probe again.
    if (report->capacity < room_for_report) {
      report->length = room_for_report;
      return IPAAS_BUFFER_TOO_SMALL;
    }
    std::int32_t answer = IPAAS_OK;
    const std::int32_t status = opening(error, style, [&] {
      operations::probe tried(std::move(parsed), std::chrono::steady_clock::now() - begun);
      answer = answer_with(report, tried.run(std::chrono::milliseconds(timeout_ms)));
    });
    return status == IPAAS_OK ? answer : status;
  });
}

std::int32_t ipaas_operation_open(std::uint64_t connection, const char* request, size_t length,
                                  std::uint64_t* operation, ipaas_text* error) {
  return barrier(error, [&]() -> std::int32_t {
    if (operation == nullptr) return bad_argument(error, "The argument operation is null");
    if (request == nullptr) return bad_argument(error, "The argument request is null");
    const auto owner = handles::instance().connection(connection);
    if (!owner) return bad_handle(error, "connection");
    auto parsed =
        config::parse_operation_request({request, length}, owner->settings().mqtt_version);
    if (!parsed.errors.empty()) {
      give_text(error, config::errors_to_json(parsed.errors, owner->settings().errors));
      return IPAAS_BAD_CONFIGURATION;
    }
    return opening(error, owner->settings().errors, [&] {
      handles::place place(handles::instance());
      *operation = place.fill(owner->open_operation(std::move(parsed)));
    });
  });
}

std::int32_t ipaas_operation_fd(std::uint64_t operation, std::int32_t* descriptor,
                                ipaas_text* error) {
  return barrier(error, [&]() -> std::int32_t {
    if (descriptor == nullptr) return bad_argument(error, "The argument descriptor is null");
    const auto found = handles::instance().operation(operation);
    if (!found) return bad_handle(error, "operation");
    *descriptor = found->descriptor();
    return IPAAS_OK;
  });
}

std::int32_t ipaas_operation_submit(std::uint64_t operation, const void* records, size_t length,
                                    size_t* accepted, ipaas_text* error) {
  return barrier(error, [&]() -> std::int32_t {
    if (accepted == nullptr) return bad_argument(error, "The argument accepted is null");
    *accepted = 0;
    if (records == nullptr && length > 0) {
      return bad_argument(error, "The argument records is null");
    }
    const auto found = handles::instance().operation(operation);
    if (!found) return bad_handle(error, "operation");
    return give(error, found->submit({static_cast<const std::byte*>(records), length}, *accepted),
                *found);
  });
}

std::int32_t ipaas_operation_take(std::uint64_t operation, void* records, size_t capacity,
                                  size_t* length, ipaas_text* error) {
  return barrier(error, [&]() -> std::int32_t {
    if (length == nullptr) return bad_argument(error, "The argument length is null");
    *length = 0;
    if (records == nullptr && capacity > 0) {
      return bad_argument(error, "The argument records is null");
    }
    if (reinterpret_cast<std::uintptr_t>(records) % 8 != 0) {
      return bad_argument(error, "The argument records is not aligned to 8 bytes");
    }
    const auto found = handles::instance().operation(operation);
    if (!found) return bad_handle(error, "operation");
    return give(error, found->take({static_cast<std::byte*>(records), capacity}, *length), *found);
  });
}

std::int32_t ipaas_operation_stop(std::uint64_t operation, std::uint32_t timeout_ms,
                                  ipaas_text* error) {
  return barrier(error, [&]() -> std::int32_t {
    const auto found = handles::instance().operation(operation);
    if (!found) return bad_handle(error, "operation");
    return give(error, found->stop(std::chrono::milliseconds(timeout_ms)), *found);
  });
}

std::int32_t ipaas_operation_close(std::uint64_t operation, ipaas_text* error) {
  return barrier(error, [&]() -> std::int32_t {
    const bool was_open = handles::instance().close_operation(
        operation, [](auto& closing) { closing.owner()->close_operation(closing); });
    return was_open ? IPAAS_OK : bad_handle(error, "operation");
  });
}

}  // extern "C"
