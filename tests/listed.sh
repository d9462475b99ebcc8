#!/bin/sh
# Every test program and script that is there must be in tests/local.mk, or it would never run; every source file has its line in doc/architecture.md.
set -u
cd "${srcdir:-.}" || exit 1
passed=0
failed=0
for file in tests/unit/test_*.c tests/api/test_*.c tests/run_*.py tests/fuzz/fuzz_*.c* tests/bench/bench_[!r]*.c; do
    if grep -q -F "$file" tests/local.mk; then
        passed=$((passed + 1))
    else
        echo "tests/local.mk does not know $file"
        failed=$((failed + 1))
    fi
done
for file in src/*.[ch] src/*/*.c src/*/*.h src/*/*.cc src/*/*.def grammar/*.[chly]; do
    if [ ! -e "$file" ] || grep -q -F "${file##*/}" doc/architecture.md; then
        passed=$((passed + 1))
    else
        echo "doc/architecture.md has no line for $file"
        failed=$((failed + 1))
    fi
done
# doc/opcodes.md is made of src/code/opcodes.def.
if LC_ALL=C ${AWK:-awk} -f build-aux/opcodes.awk src/code/opcodes.def | cmp -s - doc/opcodes.md; then
    passed=$((passed + 1))
else
    echo "doc/opcodes.md is stale: awk -f build-aux/opcodes.awk src/code/opcodes.def > doc/opcodes.md"
    failed=$((failed + 1))
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
