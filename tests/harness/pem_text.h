// What one of OpenSSL's writers writes, as text.
#pragma once

#include <openssl/bio.h>

#include <string>

#include "harness/private_key.h"

namespace ipaas::harness {

template <typename Writer>
std::string pem_text(const Writer& write) {
  const openssl_ptr<BIO, BIO_free_all> out(BIO_new(BIO_s_mem()));
  check_openssl(write(out.get()) == 1, "writing to memory");
  char* bytes = nullptr;
  const long length = BIO_get_mem_data(out.get(), &bytes);
  return std::string(bytes, static_cast<std::size_t>(length));
}

}  // namespace ipaas::harness
