#!/bin/sh
# Installs the build in DIR below STAGE and uses what was installed: the program, the manual page, the library with
# its pkg-config file, from a program that only knows bylaw.h. check-install.sh DIR STAGE
set -eu
dir=$1
stage=$2
make -C "$dir" install DESTDIR="$stage"
stage=$stage/usr/local
bylaw=$stage/bin/bylaw
test "$(echo '{"state":"WV"}' | LD_LIBRARY_PATH=$stage/lib "$bylaw" eval -e 'if state == WV then deny courtesy')" = \
    '{"case":1,"status":"decided","actions":[{"do":"deny","what":"courtesy","rule":"-e:1"}]}'
if "$bylaw" --version | grep -q '^native code: libgccjit'; then
    echo '{"state":"WV"}' | "$bylaw" eval --jit=on --stats -e 'if state == WV then deny courtesy' 2>&1 >/dev/null | grep -q '^native code after'
fi
test -f "$stage/share/man/man1/bylaw.1"
test -f "$stage/share/bylaw/rules/support_desk.rules"
export PKG_CONFIG_PATH="$stage/lib/pkgconfig" PKG_CONFIG_SYSROOT_DIR="${stage%/usr/local}"
# shellcheck disable=SC2046
cc -Wall -Wextra -Werror -o "$stage/embed" "$(dirname "$0")/../examples/embed.c" $(pkg-config --cflags --libs bylaw)
LD_LIBRARY_PATH=$stage/lib "$stage/embed" | grep -q '"do":"deny"'
# Only the public interface may be visible.
! nm -D --defined-only "$stage/lib/libbylaw.so" | grep -E ' [TDBR] ' | grep -vE ' bylaw_[a-z_]+$'
