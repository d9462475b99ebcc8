#include "bench_reader.h"

#include "cases/case.h"
#include "cases/lines.h"
#include <stdio.h>
#include <stdlib.h>

static struct arena arena;
static struct trap trap;
static struct shape shape;
static struct case_json *reader;

#define SYMBOL(name) { { name, sizeof name - 1 }, { name, sizeof name - 1 } }
static const struct type_symbol requests[] = {
    SYMBOL("account_credit"), SYMBOL("client_credit"), SYMBOL("courtesy_credit"), SYMBOL("cancellation"), SYMBOL("refund"),
    SYMBOL("billing_dispute"), SYMBOL("wrong_recharge"), SYMBOL("plan_benefits"), SYMBOL("roaming"),
};
static const struct type_symbol levels[] = {
    SYMBOL("Essentials"), SYMBOL("Professional"), { { "Professional_2A", 15 }, { "Professional 2A", 15 } }, SYMBOL("SMB"),
};
static const struct type_symbol servers[] = { SYMBOL("na"), SYMBOL("eu"), SYMBOL("ap") };
static const struct type set_request = { .kind = TYPE_SET, .symbols = requests, .n_symbols = 9 };
static const struct type set_level = { .kind = TYPE_SET, .symbols = levels, .n_symbols = 4, .ordered = true };
static const struct type set_server = { .kind = TYPE_SET, .symbols = servers, .n_symbols = 3 };

enum { FACTS = 16 };
static struct fact facts[FACTS];
static struct str names[FACTS];

static void add(const char *name, const struct type *type)
{
    uint32_t i = shape.n_facts++;
    names[i] = str_from(name);
    facts[i] = (struct fact){ .name = names[i], .path = &names[i], .n_path = 1, .type = type };
}

static void add_facts(void)
{
    const struct type *money = type_simple(TYPE_MONEY), *moment = type_simple(TYPE_MOMENT), *number = type_simple(TYPE_NUMBER);
    add("case_id", type_simple(TYPE_TEXT));
    add("request", &set_request);
    add("amount", money);
    add("ar", money);
    shape.now_fact = shape.n_facts;
    add("now", moment);
    add("opened_at", moment);
    add("closed_at", moment);
    add("contacts", number);
    add("csat", number);
    add("refund_amount", money);
    add("refund_due", type_simple(TYPE_BOOL));
    add("refund_reason", type_simple(TYPE_TEXT));
    add("level", &set_level);
    add("server", &set_server);
    add("rep", type_simple(TYPE_PARTY));
    add("rep_employed", type_simple(TYPE_BOOL));
}

bool bench_reader_open(void)
{
    static const struct case_options options;
    if (trap_set(&trap))
        return false;
    arena_init(&arena, &trap);
    shape.facts = facts;
    add_facts();
    reader = case_json_new(&arena, &shape, &options);
    return true;
}

static uint64_t take(const struct case_input *input, const char *line, size_t length)
{
    if (input->n_errors || input->facts[0].kind == VALUE_UNKNOWN || input->facts[FACTS - 1].kind == VALUE_UNKNOWN) {
        fprintf(stderr, "%.*s\n", (int)length, line);
        exit(1);
    }
    return (uint64_t)input->facts[2].i + input->name.n;
}

uint64_t bench_reader_read(const char *line, size_t length, uint64_t number)
{
    struct case_input input;
    case_json_read(reader, line, length, number, &input, &trap);
    return take(&input, line, length);
}

uint64_t bench_reader_line(const char *line, size_t length, uint64_t number, size_t ahead)
{
    struct case_input input;
    struct lines_line fed = { .p = line, .n = length, .n_end = 1, .number = number, .fresh = ahead, .ahead = ahead };
    case_json_line(reader, &fed, &input, &trap);
    return take(&input, line, length);
}

void bench_reader_close(void)
{
    case_json_free(reader);
    arena_free(&arena);
}
