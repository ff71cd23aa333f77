#ifndef VICINITY_PREFETCH_H
#define VICINITY_PREFETCH_H

/// Asks the processor to fetch the 64 bytes around an address, without waiting for them.
///
/// Swift has no spelling for this instruction. It reads nothing and cannot fail, whatever the address.
static inline __attribute__((always_inline)) void vicinity_prefetch(const void *address) {
  __builtin_prefetch(address, 0, 3);
}

#endif
