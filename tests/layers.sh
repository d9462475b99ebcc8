#!/bin/sh
# Holds every #include "room/file.h" below src/ and grammar/ against src/LAYERS. Prints N passed, N failed.
set -eu
top=${srcdir:-.}
cd "$top"
awk '
    FNR == NR { # src/LAYERS: ROOM: what it may include
        if ($0 ~ /^#/ || NF == 0) next
        room = $1; sub(/:$/, "", room)
        for (i = 2; i <= NF; i++) may[room, $i] = 1
        known[room] = 1
        next
    }
    /^[ \t]*#[ \t]*include[ \t]*"/ {
        split($0, quoted, "\"")
        target = quoted[2]
        n = split(FILENAME, at, "/")
        room = at[1] == "grammar" ? "grammar" : n == 2 ? at[2] : at[2]
        if (n == 2) sub(/\.(c|h)$/, "", room)
        file = FILENAME; sub(/^src\//, "", file)
        m = split(target, to, "/")
        other = to[1]
        if (m == 1) sub(/\.(c|h)$/, "", other)
        checked++
        if (!(room in known)) { print FILENAME ": src/LAYERS does not know the room " room; bad++; next }
        if (room == other || (room, other) in may || (room, target) in may || (file, target) in may || (file, other) in may) next
        print FILENAME ":" FNR ": " room " may not include " target
        bad++
    }
    END { printf "%d passed, %d failed\n", checked - bad, bad; exit bad > 0 || checked == 0 }
' src/LAYERS $(find src grammar -name '*.[chly]' -o -name '*.cc' | sort)
