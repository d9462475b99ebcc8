# Makes src/message_pages.c of doc/messages.md and doc/checks.md: the page of a message begins at its heading "## BY0107: ..." and ends at
# the next one. awk -f pages.awk doc/messages.md doc/checks.md > message_pages.c
BEGIN {
    for (i = 0; i < 256; i++)
        code[sprintf("%c", i)] = i
    print "/* Made from doc/messages.md and doc/checks.md by build-aux/pages.awk. */"
    print "#include \"pipeline.h\"\n"
}
FNR == 1 {
    finish()
}
/^## BY[0-9][0-9][0-9][0-9]:/ {
    finish()
    n++
    name[n] = substr($2, 1, 6)
    printf "static const char page%d[] = {", n
    inside = 1
}
inside {
    line = $0 "\n"
    printf "\n   "
    for (i = 1; i <= length(line); i++)
        printf " %d,", code[substr(line, i, 1)]
}
function finish() {
    if (inside)
        print "\n    0 };\n"
    inside = 0
}
END {
    finish()
    print "const struct message_page message_pages[] = {"
    for (i = 1; i <= n; i++)
        printf "    { \"%s\", page%d },\n", name[i], i
    print "    { 0, 0 },\n};"
    printf "const size_t n_message_pages = %d;\n", n
}
