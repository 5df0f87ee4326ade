#include "transport/tls/tls_sources.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <utility>

#include "transport/descriptor.h"
#include "transport/system_failure.h"

namespace ipaas::mqtt::transport {
namespace {

constexpr std::string_view begin_mark = "-----BEGIN";

// JSON written by hand, and forms of one line, leave line ends as two characters.
secret_text with_line_ends(std::string_view text) {
  std::string lines;
  lines.reserve(text.size() + 1);
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool escaped = text[at] == '\\' && at + 1 < text.size();
    if (escaped && text[at + 1] == 'n') lines += '\n';
    if (escaped && (text[at + 1] == 'n' || text[at + 1] == 'r')) {
      ++at;
    } else {
      lines += text[at];
    }
  }
  if (!lines.ends_with('\n')) lines += '\n';
  return secret_text(std::move(lines));
}

// A key given without its first line is taken for a path, and must not be told to anybody: its
// base64 has no dot, and does not begin with a slash.
bool may_be_told(std::string_view path) {
  const bool named = path.starts_with('/') || path.find('.') != path.npos;
  return named && path.size() <= 255 &&
         std::ranges::none_of(path, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

phrase name_of_file(std::string_view field, const std::string& path) {
  if (field == client_key_field || !may_be_told(path)) return say(problem::tls_file_unnamed);
  return say(problem::tls_file_named, path);
}

// Appends what is in the file. Returns why that is impossible.
std::optional<phrase> append_file(const std::string& path, std::string& content) {
  if (path.find('\0') != path.npos) return system_reason(EINVAL);
  // A pipe without a writer would keep us waiting in open().
  const descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!file) return system_reason(errno);
  struct stat facts {};
  if (::fstat(file.number(), &facts) != 0) return system_reason(errno);
  if (!S_ISREG(facts.st_mode)) return say(problem::tls_file_irregular);
  if (facts.st_size > static_cast<off_t>(most_bytes_of_a_source)) {
    return say(problem::tls_file_large);
  }
  // Room for all of it from the start: growing would leave copies behind.
  content.resize(static_cast<std::size_t>(facts.st_size) + 1);
  std::size_t size = 0;
  while (size < content.size()) {
    const ssize_t got = ::read(file.number(), content.data() + size, content.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_reason(errno);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size == content.size()) return say(problem::tls_file_grew);
  content.resize(size);
  return {};
}

secret_text read_file(std::string_view field, const std::string& path, material_notes& notes) {
  std::string content;
  const auto fault = append_file(path, content);
  secret_text kept(std::move(content));
  if (fault) {
    notes.fail(field, problem::tls_file_unreadable, name_of_file(field, path), *fault);
    return {};
  }
  if (kept.view().find_first_not_of(" \t\r\n") == std::string_view::npos) {
    notes.fail(field, problem::tls_file_empty, name_of_file(field, path));
    return {};
  }
  return kept;
}

secret_text read_source(std::string_view field, std::string_view value, material_notes& notes) {
  if (value.empty()) return {};
  if (value.find(begin_mark) != value.npos) return with_line_ends(value);
  // A copy of what may be a key after all.
  std::string path(value);
  secret_text content = read_file(field, path, notes);
  wipe(path);
  return content;
}

}  // namespace

tls_sources read_tls_sources(const config::tls_settings& settings, material_notes& notes) {
  tls_sources read;
  read.client_certificate =
      read_source(client_certificate_field, settings.client_certificate.view(), notes);
  read.client_key = read_source(client_key_field, settings.client_key.view(), notes);
  read.server_certificate =
      read_source(server_certificate_field, settings.server_certificate, notes);
  return read;
}

}  // namespace ipaas::mqtt::transport
