# Makes src/stdlib_data.c of the files of the standard library: awk -f embed.awk FILE.rules ... > stdlib_data.c
# Each file becomes an array of bytes, since a C string literal may be only so long.
BEGIN {
    for (i = 0; i < 256; i++)
        code[sprintf("%c", i)] = i
    print "/* Made from stdlib/ by build-aux/embed.awk. */"
    print "#include \"pipeline.h\"\n"
    for (k = 1; k < ARGC; k++)
        embed(ARGV[k], k)
    print "const struct stdlib_module stdlib_modules[] = {"
    for (k = 1; k < ARGC; k++)
        printf "    { \"%s\", text%d, sizeof text%d - 1 },\n", name[k], k, k
    print "};"
    printf "const size_t n_stdlib_modules = %d;\n", ARGC - 1
    exit 0
}
function embed(file, k,    line, n, i) {
    n = split(file, parts, "/")
    name[k] = parts[n]
    sub(/\.rules$/, "", name[k])
    printf "static const char text%d[] = {", k
    while ((getline line < file) > 0) {
        line = line "\n"
        printf "\n   "
        for (i = 1; i <= length(line); i++)
            printf " %d,", code[substr(line, i, 1)]
    }
    print "\n    0 };\n"
    close(file)
}
