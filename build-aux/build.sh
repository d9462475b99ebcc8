#!/bin/sh
# Configures and builds Bylaw in the folder DIR: build.sh DIR [configure's options]. Does only what is out of date.
set -eu
dir=$1
shift
cd "$(dirname "$0")/.."
if [ ! -x configure ] || [ configure.ac -nt configure ] || [ Makefile.am -nt Makefile.in ]; then
    autoreconf -fi
fi
mkdir -p "$dir"
cd "$dir"
[ -f config.status ] && [ config.status -nt ../configure ] || ../configure "$@"
make -j"$(nproc)"
