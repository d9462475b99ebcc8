#include "base/shared.h"

#include <dlfcn.h>

bool shared_open(const char *file, const char *const *names, void **at, unsigned n)
{
    void *library = dlopen(file, RTLD_LAZY | RTLD_LOCAL);
    for (unsigned i = 0; i < n && library != 0; i++) {
        at[i] = dlsym(library, names[i]);
        if (at[i] == 0)
            return false;
    }
    return library != 0;
}
