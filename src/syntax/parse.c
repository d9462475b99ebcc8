#include "syntax/parse.h"

#include "grammar/build.h"
#include "grammar/layout.h"
#include "grammar/lexer.h"
#include "grammar/parser.h"

enum { PARSE_MAX_ERRORS = 1000 };

struct ast_file *parse_file(struct arena *arena, struct diags *diags, uint32_t source, struct tokens *tokens)
{
    struct tokens own = { 0 };
    struct parse parse = { .arena = arena, .diags = diags, .source = source };
    parse.file = arena_new(arena, struct ast_file);
    parse.file->source = source;
    lexer_scan(arena, diags, source, &own);
    layout_run(arena, diags, source, &own, &parse.stream);
    parse.most_errors = diags->n_errors + PARSE_MAX_ERRORS;
    parser_parse(&parse);
    if (tokens)
        *tokens = own;
    return parse.file;
}
