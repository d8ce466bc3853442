#pragma once
#include <sodium.h>
#include <sys/syscall.h>
#include <unistd.h>

// The system's calls behind mmap(2) and munmap(2), which PasswordHashing replaces for libsodium.

static inline void *csodium_map(void *address, size_t length, int protection, int flags, int file, long offset) {
    return (void *)syscall(SYS_mmap, address, length, protection, flags, file, offset);
}

static inline int csodium_unmap(void *address, size_t length) {
    return (int)syscall(SYS_munmap, address, length);
}
