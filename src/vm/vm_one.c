/* One instruction at a time, for native code: what it does not do by itself is done here, by the same text as the interpreter's. */
#define VM_ONE
#include "vm/vm_run.c"
