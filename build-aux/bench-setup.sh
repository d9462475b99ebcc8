#!/bin/sh
# Gets what `make bench` compares Bylaw with into the folder DIR: Debian's packages by setup.sh, the packages of npm in the versions and
# with the checksums of tests/bench/peers/package-lock.json, and the host programs of CLIPS. Changes nothing where all is there; what
# cannot be had is told, and make bench names it as absent.
#
#     build-aux/bench-setup.sh DIR
set -u
dir=$1
peers=$(dirname "$0")/../tests/bench/peers
mkdir -p "$dir" || exit 1

"$(dirname "$0")/setup.sh" bench || echo "bench-setup: not all of Debian's packages are there" >&2

# npm install, not npm ci: the lock file names the packages of this kind of machine only, and others are to be had, too.
if ! cmp -s "$peers/package-lock.json" "$dir/installed" || [ ! -d "$dir/node_modules" ]; then
    cp "$peers/package.json" "$peers/package-lock.json" "$dir" && chmod u+w "$dir/package.json" "$dir/package-lock.json"
    if (cd "$dir" && npm install --ignore-scripts --no-audit --no-fund --loglevel=error) >&2; then
        cp "$peers/package-lock.json" "$dir/installed"
    else
        echo "bench-setup: npm cannot install DuckDB, GoRules Zen and json-rules-engine" >&2
    fi
fi

for host in desk_clips many_rules_clips; do
    if [ ! -x "$dir/$host" ] || [ "$peers/$host.cc" -nt "$dir/$host" ]; then
        ${CXX:-c++} -std=c++17 -O2 -o "$dir/$host" "$peers/$host.cc" -lsimdjson -l:libclips.a -lm ||
            echo "bench-setup: the host program $host of CLIPS does not build" >&2
    fi
done
exit 0
