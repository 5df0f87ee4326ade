/* Speaks a contract that is not ours, so nothing but its version may be called. */
#include "ipaas/plugin.h"

uint32_t ipaas_abi_version(void) { return (IPAAS_ABI_MAJOR + 1) << 16; }
