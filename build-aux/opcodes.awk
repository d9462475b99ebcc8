# doc/opcodes.md from src/code/opcodes.def:
#     awk -f build-aux/opcodes.awk src/code/opcodes.def > doc/opcodes.md
BEGIN {
    print "# The instructions of the VM"
    print ""
    print "Made from `src/code/opcodes.def` by `build-aux/opcodes.awk`: change the former. `bylaw dump` shows a policy in these"
    print "instructions; `src/vm/vm_run.c` carries them out."
    print ""
    head = 1
}
# The comment at the head: text and, indented, the form of a line.
head && /^\/\*|^ \*/ {
    line = $0
    sub(/^\/\* ?|^ \* ?/, "", line)
    done = sub(/ *\*\/$/, "", line)
    if (line !~ /^ *$/ || started)
        print line
    started = 1
    if (done)
        head = 0
    next
}
/^\/\* ---- .* ---- \*\/$/ {
    title = $0
    sub(/^\/\* ---- /, "", title)
    sub(/ ---- \*\/$/, "", title)
    printf "\n## %s\n\n| instruction | a | b | c | fails | effect |\n| --- | --- | --- | --- | --- | --- |\n", title
    next
}
/^OP\(/ {
    sentence = $0
    sub(/^[^"]*"/, "", sentence)
    sub(/"\)$/, "", sentence)
    gsub(/\|/, "\\|", sentence)
    split(substr($0, 4), field, /, */)
    for (i = 2; i <= 4; i++)
        field[i] = field[i] == "NONE" ? "" : tolower(field[i])
    printf "| `%s` | %s | %s | %s | %s | %s |\n", field[1], field[2], field[3], field[4], field[5] == 1 ? "yes" : "", sentence
}
