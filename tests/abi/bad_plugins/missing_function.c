/* Has the right version, and ends after the manifest: the first function missing is validate. */
#include "ipaas/plugin.h"

uint32_t ipaas_abi_version(void) { return IPAAS_ABI_MAJOR << 16; }

int32_t ipaas_manifest(ipaas_text* manifest) {
  manifest->length = 0;
  return IPAAS_OK;
}
