#include "value/builtin.h"

static const struct {
    const char *name, *signature, *sentence;
} builtins[] = {
#define BUILTIN(id, name, signature, sentence) [BUILTIN_##id] = { #name, signature, sentence },
#include "value/builtins.def"
#undef BUILTIN
};

const char *builtin_name(enum builtin builtin)
{
    return builtins[builtin].name;
}

const char *builtin_signature(enum builtin builtin)
{
    return builtins[builtin].signature;
}

const char *builtin_sentence(enum builtin builtin)
{
    return builtins[builtin].sentence;
}

enum builtin builtin_find(struct str name)
{
    enum builtin builtin = 0;
    while (builtin < BUILTIN_COUNT && !str_is(name, builtins[builtin].name))
        builtin++;
    return builtin;
}
