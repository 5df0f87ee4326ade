#include "transport/tls/tls_material.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "transport/tls/certificate_facts.h"
#include "transport/tls/openssl_library.h"
#include "transport/tls/pem_blocks.h"
#include "transport/tls/pkcs12_file.h"

namespace ipaas::mqtt::transport {
namespace {

constexpr std::chrono::days soon{14};

bio_ptr memory_of(std::string_view text) {
  return bio_ptr(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// What OpenSSL asks for passwords. Without one of our own it would ask on the terminal.
struct password_answer {
  std::string_view password;
  bool asked = false;
};
int answer_password(char* room, int size, int, void* data) {
  auto& answer = *static_cast<password_answer*>(data);
  answer.asked = true;
  if (answer.password.empty() || answer.password.size() > static_cast<std::size_t>(size)) return -1;
  std::memcpy(room, answer.password.data(), answer.password.size());
  return static_cast<int>(answer.password.size());
}

// Reads one setting's PEM text.
class pem_reader {
 public:
  pem_reader(std::string_view field, const secret_text& source, material_notes& notes)
      : field_(field), text_(split_pem(source.view())), notes_(notes) {}

  // Notes what is wrong with the text as a whole; false: nothing to read.
  bool is_sound(const sentence<0>& wanted);
  std::vector<certificate_ptr> certificates();
  std::vector<revocations_ptr> revocations();
  key_ptr key(std::string_view password);

  bool has(pem_kind kind) const {
    return std::ranges::find(text_.blocks, kind, &pem_block::kind) != text_.blocks.end();
  }
  // What there is instead of the wanted.
  void note_missing(const sentence<0>& wanted) {
    notes_.fail(field_, problem::tls_other_block, wanted, words_for(text_.blocks[0]));
  }

 private:
  std::string_view field_;
  pem_text text_;
  material_notes& notes_;
};

bool pem_reader::is_sound(const sentence<0>& wanted) {
  if (!text_.unfinished.empty()) {
    notes_.fail(field_, problem::tls_cut_off, text_.unfinished);
  } else if (text_.blocks.empty()) {
    notes_.fail(field_, problem::tls_no_pem, wanted);
  }
  return text_.unfinished.empty() && !text_.blocks.empty();
}

std::vector<certificate_ptr> pem_reader::certificates() {
  std::vector<certificate_ptr> read;
  for (const pem_block& block : text_.blocks) {
    if (block.kind != pem_kind::certificate) continue;
    const bio_ptr memory = memory_of(block.text);
    read.emplace_back(PEM_read_bio_X509_AUX(memory.get(), nullptr, answer_password, nullptr));
    if (read.back()) continue;
    notes_.fail(field_, problem::tls_damaged_certificate, read.size());
    return {};
  }
  return read;
}

std::vector<revocations_ptr> pem_reader::revocations() {
  std::vector<revocations_ptr> read;
  for (const pem_block& block : text_.blocks) {
    if (block.kind != pem_kind::revocations) continue;
    const bio_ptr memory = memory_of(block.text);
    read.emplace_back(PEM_read_bio_X509_CRL(memory.get(), nullptr, answer_password, nullptr));
    if (read.back()) continue;
    notes_.fail(field_, problem::tls_damaged_list);
    return {};
  }
  return read;
}

key_ptr pem_reader::key(std::string_view password) {
  const auto block = std::ranges::find(text_.blocks, pem_kind::key, &pem_block::kind);
  const bio_ptr memory = memory_of(block->text);
  password_answer answer{password};
  key_ptr read(PEM_read_bio_PrivateKey(memory.get(), nullptr, answer_password, &answer));
  if (read) return read;
  if (answer.asked && password.empty()) {
    notes_.fail(client_key_password_field, problem::tls_password_missing);
  } else if (answer.asked) {
    notes_.fail(client_key_password_field, problem::tls_password_wrong);
  } else {
    notes_.fail(field_, problem::tls_damaged_key);
  }
  return nullptr;
}

// --- the client's certificate and key ---

// True when the certificate's key is the public half of `key`.
bool belongs(const certificate_ptr& certificate, const key_ptr& key) {
  return X509_check_private_key(certificate.get(), key.get()) == 1;
}

// Makes the certificate of the key the first, wherever it stands.
void match(tls_material& client, material_notes& notes) {
  if (belongs(client.certificate, client.key)) return;
  const auto other = std::ranges::find_if(
      client.chain, [&](const auto& each) { return belongs(each, client.key); });
  if (other != client.chain.end()) return std::swap(client.certificate, *other);
  notes.fail(client_key_field, problem::tls_other_key, subject_of(client.certificate.get()));
}

key_ptr read_client_key(const tls_sources& sources, std::string_view password,
                        material_notes& notes) {
  if (is_der(sources.client_key.view())) {
    notes.fail(client_key_field, problem::tls_key_der);
    return nullptr;
  }
  pem_reader reader(client_key_field, sources.client_key, notes);
  if (!reader.is_sound(problem::tls_wanted_key)) return nullptr;
  if (reader.has(pem_kind::key)) return reader.key(password);
  reader.note_missing(problem::tls_wanted_key);
  return nullptr;
}

// From PEM text: certificates, and maybe the key.
void read_client_text(const tls_sources& sources, std::string_view password, tls_material& client,
                      material_notes& notes) {
  pem_reader reader(client_certificate_field, sources.client_certificate, notes);
  if (!reader.is_sound(problem::tls_wanted_certificate)) return;
  if (!reader.has(pem_kind::certificate))
    return reader.note_missing(problem::tls_wanted_certificate);
  auto certificates = reader.certificates();
  if (certificates.empty()) return;
  client.certificate = std::move(certificates.front());
  certificates.erase(certificates.begin());
  client.chain = std::move(certificates);
  if (sources.client_key.empty() && reader.has(pem_kind::key)) client.key = reader.key(password);
}

void read_client(const tls_sources& sources, std::string_view password, tls_material& client,
                 material_notes& notes) {
  if (is_der(sources.client_certificate.view())) {
    read_pkcs12(sources.client_certificate.view(), password, client, notes);
  } else {
    read_client_text(sources, password, client, notes);
  }
  if (!sources.client_key.empty()) client.key = read_client_key(sources, password, notes);
  if (!notes.faults.empty() || !client.certificate) return;
  if (client.key) return match(client, notes);
  notes.fail(client_key_field, problem::tls_key_missing);
}

// --- whom to trust ---

void read_trusted(const tls_sources& sources, tls_material& material, material_notes& notes) {
  if (is_der(sources.server_certificate.view())) {
    return notes.fail(server_certificate_field, der_advice(sources.server_certificate.view()));
  }
  pem_reader reader(server_certificate_field, sources.server_certificate, notes);
  if (!reader.is_sound(problem::tls_wanted_certificate)) return;
  if (!reader.has(pem_kind::certificate))
    return reader.note_missing(problem::tls_wanted_certificate);
  material.trusted = reader.certificates();
  material.revocations = reader.revocations();
}

// --- dates ---

bool has_expired(const certificate_ptr& certificate) {
  return not_after(certificate.get()) < wall_clock::now();
}
bool is_early(const certificate_ptr& certificate) {
  return not_before(certificate.get()) > wall_clock::now();
}

void fail_by_date(std::string_view field, const certificate_ptr& certificate,
                  material_notes& notes) {
  const std::string subject = subject_of(certificate.get());
  if (has_expired(certificate)) {
    notes.fail(field, problem::tls_expired, date_text(not_after(certificate.get())), subject);
  } else {
    notes.fail(field, problem::tls_early, date_text(not_before(certificate.get())), subject);
  }
}

void warn_of_end(std::string_view field, const sentence<3>& what,
                 const certificate_ptr& certificate, material_notes& notes) {
  notes.warn(field, what, date_text(not_after(certificate.get())), subject_of(certificate.get()));
}

void warn_if_soon(std::string_view field, const certificate_ptr& certificate,
                  material_notes& notes) {
  if (not_after(certificate.get()) > wall_clock::now() + soon) return;
  warn_of_end(field, problem::tls_expires_soon, certificate, notes);
}

// One of a bundle may be over, as long as another is not.
void check_trusted_dates(const std::vector<certificate_ptr>& trusted, material_notes& notes) {
  if (trusted.empty()) return;
  const auto unusable = [](const auto& each) { return has_expired(each) || is_early(each); };
  const auto& first = trusted.front();
  if (std::ranges::all_of(trusted, unusable)) {
    return fail_by_date(server_certificate_field, first, notes);
  }
  const auto end = [](const auto& each) { return not_after(each.get()); };
  const auto& next = *std::ranges::min_element(trusted, {}, end);
  if (has_expired(next)) {
    warn_of_end(server_certificate_field, problem::tls_expired, next, notes);
  } else {
    warn_if_soon(server_certificate_field, next, notes);
  }
}

void check_own_dates(const certificate_ptr& certificate, material_notes& notes) {
  if (has_expired(certificate) || is_early(certificate)) {
    fail_by_date(client_certificate_field, certificate, notes);
  } else {
    warn_if_soon(client_certificate_field, certificate, notes);
  }
}

}  // namespace

void check_dates(const tls_material& material, material_notes& notes) {
  if (material.certificate) check_own_dates(material.certificate, notes);
  check_trusted_dates(material.trusted, notes);
}

tls_material parse_tls_material(const tls_sources& sources, const config::tls_settings& settings,
                                material_notes& notes) {
  use_openssl();
  ERR_clear_error();
  tls_material material;
  const bool has_certificate = !sources.client_certificate.empty();
  if (has_certificate) {
    read_client(sources, settings.client_key_password.view(), material, notes);
  } else if (settings.client_certificate.empty() && !settings.client_key.empty()) {
    notes.fail(client_certificate_field, problem::tls_certificate_missing);
  }
  if (!sources.server_certificate.empty()) read_trusted(sources, material, notes);
  check_dates(material, notes);
  ERR_clear_error();
  return material;
}

}  // namespace ipaas::mqtt::transport
