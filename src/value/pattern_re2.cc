// The one file that knows RE2. No C++ exception and no jump crosses these functions.
#include <execinfo.h>
#include <new>
#include <re2/re2.h>
#include <string.h>

#define _Noreturn [[noreturn]] // base/ is plain C
extern "C" {
#include "value/pattern.h"
}

struct pattern {
    explicit pattern(const re2::StringPiece &text, const RE2::Options &options) : re(text, options) {}
    RE2 re;
};

// RE2 throws through pthread_once where memory is short, and glibc then loads the unwinder, which needs memory itself and
// ends the process without. So backtrace(3) has it loaded before there is any RE2: not at the start, which it would make longer by a fifth, whatever the
// policy. False: there is no memory for it. (Under the address sanitizer, whose runtime has it loaded already, what glibc keeps
// of it would count as a leak.)
static bool has_unwinder()
{
#ifndef __SANITIZE_ADDRESS__
    void *frame[1];
    return backtrace(frame, 1) > 0;
#else
    return true;
#endif
}

static RE2::Options options_for_rules()
{
    RE2::Options options;
    options.set_encoding(RE2::Options::EncodingUTF8);
    options.set_log_errors(false);
    options.set_max_mem(PATTERN_MAX_MEMORY);
    options.set_never_capture(true);
    return options;
}

static void keep_error(const std::string &message, char error[PATTERN_ERROR_BYTES])
{
    size_t n = message.size();
    if (n >= PATTERN_ERROR_BYTES)
        for (n = PATTERN_ERROR_BYTES - 1; n > 0 && (message[n] & 0xC0) == 0x80; n--)
            ; // not within a character
    memcpy(error, message.data(), n);
    error[n] = '\0';
}

extern "C" enum pattern_status pattern_new(struct str text, struct pattern **out, char error[PATTERN_ERROR_BYTES])
{
    *out = nullptr;
    error[0] = '\0';
    if (!has_unwinder())
        return PATTERN_NO_MEMORY;
    try {
        struct pattern *made = new pattern(re2::StringPiece(text.p, text.n), options_for_rules());
        if (!made->re.ok()) {
            keep_error(made->re.error(), error);
            delete made;
            return PATTERN_BAD;
        }
        *out = made;
        return PATTERN_OK;
    } catch (...) {
        return PATTERN_NO_MEMORY;
    }
}

extern "C" int pattern_match(const struct pattern *pattern, struct str subject)
{
    try {
        return pattern->re.Match(re2::StringPiece(subject.p, subject.n), 0, subject.n, RE2::UNANCHORED, nullptr, 0);
    } catch (...) {
        return -1;
    }
}

extern "C" void pattern_free(struct pattern *pattern) { delete pattern; }
