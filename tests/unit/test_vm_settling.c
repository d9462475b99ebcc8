/* How the reference evaluator settles cases, on the VM. */
#define BENCH_VM
#include "test_settling.c"
