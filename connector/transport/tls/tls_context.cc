#include "transport/tls/tls_context.h"

#include <openssl/err.h>

#include <algorithm>
#include <mutex>
#include <new>
#include <string>
#include <utility>

#include "transport/tls/openssl_library.h"
#include "transport/tls/tls_sources.h"

namespace ipaas::mqtt::transport {
namespace {

using digest = tls_context::content_digest;

// --- what the process shares ---

struct entry {
  digest key;
  std::weak_ptr<tls_context> context;
};

struct process_wide {
  std::mutex mutex;
  std::vector<entry> contexts;  // guarded by mutex, as is the next
  std::weak_ptr<X509_STORE> system_store;
};

// Never destroyed: see io_thread.cc. What it holds is gone with the last context.
union never_destroyed {
  process_wide value;
  constexpr never_destroyed() : value() {}
  ~never_destroyed() {}
};
constinit never_destroyed process;

std::shared_ptr<tls_context> find_context(const digest& key) {
  process_wide& state = process.value;
  const std::lock_guard lock(state.mutex);
  for (const entry& each : state.contexts)
    if (each.key == key)
      if (auto found = each.context.lock()) return found;
  return nullptr;
}

void keep_context(const std::shared_ptr<tls_context>& context) {
  process_wide& state = process.value;
  const std::lock_guard lock(state.mutex);
  state.contexts.push_back({context->digest(), context});
}

void forget_unused() {
  process_wide& state = process.value;
  const std::lock_guard lock(state.mutex);
  std::erase_if(state.contexts, [](const entry& each) { return each.context.expired(); });
  if (state.contexts.empty()) std::vector<entry>().swap(state.contexts);
  if (state.system_store.expired()) state.system_store.reset();
}

std::shared_ptr<X509_STORE> new_store() {
  X509_STORE* store = X509_STORE_new();
  if (store == nullptr) throw std::bad_alloc();
  return {store, X509_STORE_free};
}

std::shared_ptr<X509_STORE> shared_system_store() {
  process_wide& state = process.value;
  const std::lock_guard lock(state.mutex);
  if (auto store = state.system_store.lock()) return store;
  auto store = new_store();
  X509_STORE_set_default_paths(store.get());
  state.system_store = store;
  return store;
}

// --- the digest ---

class hasher {
 public:
  hasher() : state_(EVP_MD_CTX_new()) {
    if (!state_ || EVP_DigestInit_ex(state_.get(), EVP_sha256(), nullptr) != 1) {
      throw std::bad_alloc();
    }
  }
  // Each with its length, so that no two lists of texts look alike.
  void add(std::string_view text) {
    const std::size_t size = text.size();
    EVP_DigestUpdate(state_.get(), &size, sizeof size);
    EVP_DigestUpdate(state_.get(), text.data(), size);
  }
  digest result() {
    digest bytes{};
    EVP_DigestFinal_ex(state_.get(), bytes.data(), nullptr);
    return bytes;
  }

 private:
  digest_ptr state_;
};

digest digest_of(const tls_sources& sources, const config::tls_settings& settings) {
  hasher all;
  all.add(sources.client_certificate.view());
  all.add(sources.client_key.view());
  all.add(settings.client_key_password.view());
  all.add(sources.server_certificate.view());
  all.add(settings.minimum == config::tls_version::v1_3 ? "1.3" : "1.2");
  all.add(settings.skip_verify ? "not verified" : "verified");
  for (const std::string& protocol : settings.alpn) all.add(protocol);
  return all.result();
}

// --- OpenSSL's callbacks ---

tls_owner& owner_of(SSL* ssl) { return *static_cast<tls_owner*>(SSL_get_app_data(ssl)); }

int on_new_session(SSL* ssl, SSL_SESSION* session) {
  owner_of(ssl).on_session(session_ptr(session));
  return 1;  // it is ours now
}

int on_certificate_wanted(SSL* ssl, X509**, EVP_PKEY**) {
  owner_of(ssl).on_certificate_missed();
  return 0;  // go on without
}

// A revocation list counts for those it speaks of; who has none is not refused for that.
int allow_missing_list(int good, X509_STORE_CTX* verification) {
  if (good == 1) return good;
  return X509_STORE_CTX_get_error(verification) == X509_V_ERR_UNABLE_TO_GET_CRL ? 1 : 0;
}

std::vector<certificate_ptr> chain_in(X509_STORE_CTX* verification) {
  std::vector<certificate_ptr> chain;
  STACK_OF(X509)* sent = X509_STORE_CTX_get0_untrusted(verification);
  for (int i = 0; i < sk_X509_num(sent); ++i) chain.push_back(share(sk_X509_value(sent, i)));
  return chain;
}

int verify(X509_STORE_CTX* verification, void*) {
  const int good = X509_verify_cert(verification);
  if (good == 1) return good;
  void* const ssl = X509_STORE_CTX_get_ex_data(verification, SSL_get_ex_data_X509_STORE_CTX_idx());
  owner_of(static_cast<SSL*>(ssl))
      .on_refused({X509_STORE_CTX_get_error(verification),
                   share(X509_STORE_CTX_get_current_cert(verification)), chain_in(verification)});
  return good;
}

// --- settings ---

std::string alpn_list(const std::vector<std::string>& protocols) {
  std::string list;
  for (const std::string& each : protocols) {
    list += static_cast<char>(each.size());
    list += each;
  }
  return list;
}

phrase last_reason() {
  const char* words = ERR_reason_error_string(ERR_peek_last_error());
  return words == nullptr ? say(problem::tls_library_silent) : phrase_value(words).text();
}

error fault_of(const material_notes& notes) {
  return describe(error_code::tls_certificate, notes.faults.front().sentence);
}

}  // namespace

tls_context::tls_context(const content_digest& digest, tls_material material)
    : digest_(digest), material_(std::move(material)), context_(SSL_CTX_new(TLS_client_method())) {
  if (!context_) throw std::bad_alloc();
}

tls_context::~tls_context() {
  context_.reset();
  store_.reset();
  forget_unused();
}

void tls_context::set_up(const config::tls_settings& settings, material_notes& notes) {
  SSL_CTX* context = context_.get();
  SSL_CTX_set_min_proto_version(
      context, settings.minimum == config::tls_version::v1_3 ? TLS1_3_VERSION : TLS1_2_VERSION);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                SSL_MODE_RELEASE_BUFFERS | SSL_MODE_NO_AUTO_CHAIN);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(context, on_new_session);
  if (!material_.certificate) SSL_CTX_set_client_cert_cb(context, on_certificate_wanted);
  SSL_CTX_set_cert_verify_callback(context, verify, nullptr);
  SSL_CTX_set_verify(context, settings.skip_verify ? SSL_VERIFY_NONE : SSL_VERIFY_PEER,
                     material_.revocations.empty() ? nullptr : allow_missing_list);
  const std::string protocols = alpn_list(settings.alpn);
  SSL_CTX_set_alpn_protos(context, reinterpret_cast<const unsigned char*>(protocols.data()),
                          static_cast<unsigned>(protocols.size()));
  trust();
  present(notes);
}

void tls_context::present(material_notes& notes) {
  if (!material_.certificate) return;
  SSL_CTX* context = context_.get();
  bool good = SSL_CTX_use_certificate(context, material_.certificate.get()) == 1 &&
              SSL_CTX_use_PrivateKey(context, material_.key.get()) == 1;
  for (const certificate_ptr& each : material_.chain)
    good = good && SSL_CTX_add1_chain_cert(context, each.get()) == 1;
  if (!good) {
    notes.fail(client_certificate_field, problem::tls_unusable, last_reason());
  }
}

void tls_context::trust() {
  store_ = material_.trusted.empty() ? shared_system_store() : new_store();
  for (const certificate_ptr& each : material_.trusted)
    X509_STORE_add_cert(store_.get(), each.get());
  for (const revocations_ptr& each : material_.revocations)
    X509_STORE_add_crl(store_.get(), each.get());
  SSL_CTX_set1_cert_store(context_.get(), store_.get());
  X509_VERIFY_PARAM* rules = SSL_CTX_get0_param(context_.get());
  // A certificate that is given is trusted as it is, be it an authority's or the server's own.
  if (!material_.trusted.empty()) X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_PARTIAL_CHAIN);
  if (!material_.revocations.empty()) {
    X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
  }
}

std::variant<std::shared_ptr<tls_context>, error> tls_context::acquire(
    const config::tls_settings& settings) {
  use_openssl();
  material_notes notes;
  const tls_sources sources = read_tls_sources(settings, notes);
  if (!notes.faults.empty()) return fault_of(notes);
  const content_digest key = digest_of(sources, settings);
  if (auto found = find_context(key)) {
    check_dates(found->material_, notes);
    if (!notes.faults.empty()) return fault_of(notes);
    return found;
  }
  tls_material material = parse_tls_material(sources, settings, notes);
  if (!notes.faults.empty()) return fault_of(notes);
  ERR_clear_error();
  std::shared_ptr<tls_context> made(new tls_context(key, std::move(material)));
  made->set_up(settings, notes);
  ERR_clear_error();
  if (!notes.faults.empty()) return fault_of(notes);
  keep_context(made);
  return made;
}

void tls_context::check(const config::tls_settings& settings, material_notes& notes) {
  use_openssl();
  const tls_sources sources = read_tls_sources(settings, notes);
  const auto found = notes.faults.empty() ? find_context(digest_of(sources, settings)) : nullptr;
  if (found) return check_dates(found->material_, notes);
  parse_tls_material(sources, settings, notes);
}

}  // namespace ipaas::mqtt::transport
