/* The one file that knows simdjson. Only its first stage is used: the second (and on-demand, which does not look into
 * what it skips) would let pass what a case may not have, or cost more than walking the places ourselves:
 * tests/bench/bench_reader measures both. */
#include <memory>
#include <new>
#include <simdjson.h>

#define _Noreturn [[noreturn]] /* base/ is plain C */
extern "C" {
#include "base/mem.h"
}
#include "cases/json_shim.h"

using simdjson::internal::dom_parser_implementation;

struct json_shim {
    std::unique_ptr<dom_parser_implementation> parser;
};

static const size_t SHIM_FIRST_CAPACITY = 16 << 10;

/* simdjson looks for the best instructions at its first use, where its functions, which may not throw, make std::strings: a
 * lack of memory just then would end the host's process. So that use is here, before main. */
__attribute__((constructor)) static void shim_detect()
{
    simdjson::get_active_implementation()->name();
}

/* simdjson takes its memory with new; this lets the harness that makes any allocation fail reach those places too. */
static bool shim_may_allocate() noexcept
{
    void *probe = mem_alloc(1);
    mem_free(probe);
    return probe != nullptr;
}

static bool shim_open(json_shim *shim) noexcept
{
    return shim_may_allocate() && simdjson::get_active_implementation()->create_dom_parser_implementation(
                                      SHIM_FIRST_CAPACITY, 1, shim->parser) == simdjson::SUCCESS;
}

/* The old places are given back first, for the peak of memory. */
static bool shim_grow(json_shim *shim, size_t length) noexcept
{
    size_t capacity = shim->parser->capacity();
    if (length <= capacity)
        return true;
    if (!shim_may_allocate())
        return false;
    while (capacity < length)
        capacity = capacity < SHIM_FIRST_CAPACITY ? SHIM_FIRST_CAPACITY : capacity * 2;
    shim->parser->structural_indexes.reset();
    return shim->parser->set_capacity(capacity) == simdjson::SUCCESS; /* else its capacity is 0 */
}

static enum json_shim_status shim_status(simdjson::error_code code) noexcept
{
    switch (code) {
    case simdjson::SUCCESS: return JSON_SHIM_OK;
    case simdjson::EMPTY: return JSON_SHIM_EMPTY;
    case simdjson::UTF8_ERROR: return JSON_SHIM_UTF8;
    case simdjson::UNCLOSED_STRING: return JSON_SHIM_QUOTE;
    case simdjson::UNESCAPED_CHARS: return JSON_SHIM_CONTROL;
    case simdjson::MEMALLOC: return JSON_SHIM_MEMORY;
    default: return JSON_SHIM_FAULT;
    }
}

extern "C" struct json_shim *json_shim_new(void)
{
    void *block = mem_alloc(sizeof(json_shim));
    if (!block)
        return nullptr;
    json_shim *shim = new (block) json_shim;
    try {
        if (shim_open(shim))
            return shim;
    } catch (...) {
    }
    json_shim_free(shim);
    return nullptr;
}

extern "C" enum json_shim_status json_shim_index(struct json_shim *shim, const char *text, size_t length, const uint32_t **at,
                                                 uint32_t *n)
{
    *n = 0;
    try {
        if (!shim_grow(shim, length))
            return JSON_SHIM_MEMORY;
        auto bytes = reinterpret_cast<const uint8_t *>(text);
        auto code = length ? shim->parser->stage1(bytes, length, simdjson::stage1_mode::regular) : simdjson::EMPTY;
        if (code == simdjson::SUCCESS || code == simdjson::UTF8_ERROR) {
            *at = shim->parser->structural_indexes.get();
            *n = shim->parser->n_structural_indexes;
            shim->parser->structural_indexes[*n] = uint32_t(length);
        }
        return shim_status(code);
    } catch (...) {
        return JSON_SHIM_FAULT;
    }
}

extern "C" void json_shim_free(struct json_shim *shim)
{
    if (!shim)
        return;
    shim->~json_shim();
    mem_free(shim);
}
