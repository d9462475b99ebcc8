#!/bin/sh
# Fuzzes Bylaw: builds the library and the targets with clang and its sanitizers in FOLDER, and runs each target
# FUZZ_RUNS times (a million), or only the targets named: fuzz.sh SOURCE FOLDER [rules|json|csv|case|image|lines]...
# What it finds is written to FOLDER as crash-*, timeout-*, oom-*, with the way to run it again.
set -eu
src=$(cd "$1" && pwd)
mkdir -p "$2"
folder=$(cd "$2" && pwd)
shift 2
[ $# -gt 0 ] || set -- rules json csv case image lines
runs=${FUZZ_RUNS:-1000000}
checks="-g -O2 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined"
# The dictionaries do what watching every comparison would do, at half the time.
watch="-fsanitize=fuzzer-no-link -fno-sanitize-coverage=trace-cmp"

cd "$folder"
if [ ! -f config.status ]; then
    "$src/configure" --disable-shared CC=clang CXX=clang++ \
        CFLAGS="$checks $watch" CXXFLAGS="$checks $watch" >configure.log
fi
make -j"$(nproc)" libbylaw.la >make.log 2>&1 || { tail -n 40 make.log; exit 1; }
python3 "$src/tests/fuzz/seeds.py" seeds
cat "$src/tests/fuzz/rules.dict" "$src/tests/fuzz/json.dict" >seeds/case.dict

for target in "$@"; do
    # shellcheck disable=SC2086
    if [ -f "$src/tests/fuzz/fuzz_$target.cc" ]; then
        clang++ -std=c++17 $checks -fsanitize=fuzzer -I"$src/src" -c -o "$target.o" "$src/tests/fuzz/fuzz_$target.cc"
    else
        clang $checks -fsanitize=fuzzer -I"$src/src" -c -o "$target.o" "$src/tests/fuzz/fuzz_$target.c"
    fi
    # shellcheck disable=SC2086,SC2046
    clang++ $checks -fsanitize=fuzzer -o "fuzz_$target" "$target.o" .libs/libbylaw.a \
        $(pkg-config --libs simdjson re2 nettle sqlite3) -lcsv
    dictionary=$src/tests/fuzz/$target.dict
    [ "$target" != lines ] || dictionary=$src/tests/fuzz/json.dict
    [ -f "$dictionary" ] || dictionary=seeds/case.dict
    mkdir -p "found/$target"
    echo "fuzz $target: $runs runs"
    ASAN_OPTIONS=detect_leaks=1 "./fuzz_$target" -runs="$runs" -max_len=2048 -timeout=20 -rss_limit_mb=4096 \
        -print_final_stats=1 -entropic=0 -dict="$dictionary" "found/$target" "$src/tests/fuzz/corpus/$target" "seeds/$target" \
        >"$target.log" 2>&1 || { grep -vE '^#[0-9]+' "$target.log" | tail -n 60; echo "FAILED: fuzz $target; again: $folder/fuzz_$target $folder/<the file named above>"; exit 1; }
    grep -E 'DONE|number_of_executed|average_exec' "$target.log"
done
