/* What the reference evaluator is tested with, on the VM. */
#define BENCH_VM
#include "test_eval.c"
