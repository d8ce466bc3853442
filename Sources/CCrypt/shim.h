#pragma once
#include <crypt.h>
#include <stddef.h>

/// The number of bytes that a hash needs. They must be zero before the first one.
static inline size_t ccrypt_memory_size(void) { return sizeof(struct crypt_data); }

/// Hashes a phrase as `setting` says. Returns the hash, which is in `memory`, or NULL if the setting is not valid.
static inline const char *ccrypt_hash(const char *phrase, const char *setting, void *memory) {
    return crypt_rn(phrase, setting, memory, sizeof(struct crypt_data));
}
