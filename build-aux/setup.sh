#!/bin/sh
# Installs what building (and, with the word "tests", testing; with "bench", comparing) Bylaw needs on Debian 12 and is missing.
# quickstart and run-tests call it; so may you. It changes nothing where all is there.
set -eu

build="gcc g++ make autoconf automake libtool pkg-config flex bison gawk libsimdjson-dev libre2-dev libcsv-dev libedit-dev nettle-dev libsqlite3-dev sqlite3 libpq-dev libz3-dev libgccjit-12-dev"
tests="libcriterion-dev python3 mandoc valgrind clang libclang-rt-14-dev gcovr xz-utils file patch bsdutils postgresql gnuplot-nox"

bench="python3 gnuplot-nox luajit lua-cjson libclips-dev jq"
command -v npm >/dev/null 2>&1 || bench="$bench nodejs npm"

wanted=$build
[ "${1:-}" = tests ] && wanted="$build $tests"
[ "${1:-}" = bench ] && wanted="$build $bench"

missing=
for package in $wanted; do
    state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$state" = installed ] || missing="$missing $package"
done
[ -z "$missing" ] && exit 0

command -v apt-get >/dev/null 2>&1 || {
    echo "setup: these are needed, and there is no apt-get to install them:$missing" >&2
    exit 2
}
as_root=
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || {
        echo "setup: run this once as root, to install:$missing" >&2
        exit 2
    }
    as_root=sudo
fi
echo "setup: installing$missing" >&2
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq >&2
# shellcheck disable=SC2086
$as_root apt-get install -y -qq --no-install-recommends $missing >&2
