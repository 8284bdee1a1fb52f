/*
 * Preloaded into a process, it hands out every aligned block full of NaN (all bits set, in float32 and bfloat16 alike).
 * Whoever reads memory before writing it then computes NaN every time, not once in a thousand runs.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

typedef int (*allocator)(void **, size_t, size_t);

int posix_memalign(void **block, size_t alignment, size_t size) {
    static allocator next;
    if (!next) {
        *(void **)&next = dlsym(RTLD_NEXT, "posix_memalign");
    }
    int error = next(block, alignment, size);
    if (!error) {
        memset(*block, 0xff, size);
    }
    return error;
}
