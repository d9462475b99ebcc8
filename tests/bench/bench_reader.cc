/* The reader of cases against simdjson's on-demand interface extracting the same facts and nothing else, in one run:
 * lines of about 650 bytes with 24 keys, the 16 facts of rules/refund.rules and rules/cancellation.rules. Prints the
 * medians and the ratio. The lines stay in the cache, as those of a stream do between reading and deciding. The ceiling
 * does not look for duplicates nor into what it skips, and takes numbers as texts.
 *
 *     bench_reader [LINES] [ROUNDS] */
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <simdjson.h>
#include <string>
#include <string_view>
#include <vector>

#include "bench_reader.h"

namespace {

using namespace simdjson;
using namespace std::literals;

struct line {
    size_t from, length;
};

struct input {
    std::string text;
    std::vector<line> lines;
};

const char *pick(unsigned seed, std::initializer_list<const char *> choices)
{
    return choices.begin()[seed % choices.size()];
}

/* Cases as a desk's export has them: compact, the keys always in the same order. */
std::string make_case(unsigned i)
{
    unsigned r = i * 2654435761u;
    char out[1024];
    int n = snprintf(out, sizeof out,
                     "{\"case_id\":\"C-%07u\",\"request\":\"%s\",\"channel\":\"%s\",\"opened_at\":\"2018-03-%02uT%02u:14:05Z\","
                     "\"closed_at\":\"2018-04-%02uT09:%02u:00Z\",\"now\":\"2018-04-%02uT12:00:00Z\",\"client\":\"Client number %u\","
                     "\"email\":\"client%u@example.com\",\"level\":\"%s\",\"server\":\"%s\",\"amount\":%u.%02u,\"ar\":%u.%02u,"
                     "\"contacts\":%u,\"csat\":%u,\"rep\":\"%s\",\"rep_employed\":%s,\"refund_amount\":%u.50,\"refund_due\":%s,"
                     "\"refund_reason\":\"%s\",\"language\":\"en\",\"agent\":\"%s\",\"attachments\":%u,\"vip\":%s,"
                     "\"subject\":\"About my account %u\",\"notes\":\"",
                     i, pick(r >> 4, { "refund", "cancellation", "refund", "billing_dispute" }), pick(r >> 7, { "email", "phone", "chat" }),
                     1 + r % 28, r % 24, 1 + (r >> 5) % 28, r % 60, 1 + (r >> 9) % 28, i, i,
                     pick(r >> 11, { "Essentials", "Professional", "Professional 2A", "SMB" }), pick(r >> 13, { "na", "eu", "ap" }),
                     r % 2000, r % 100, (r >> 3) % 1500, (r >> 8) % 100, 1 + r % 9, 1 + (r >> 6) % 5, pick(r >> 15, { "Spencer", "Heather", "Marta", "Joan" }),
                     r & 64 ? "true" : "false", (r >> 7) % 3000, r & 128 ? "true" : "false",
                     pick(r >> 17, { "charged twice for one month", "the service was never delivered", "billed after the cancellation" }),
                     pick(r >> 19, { "agent_07", "agent_12" }), r % 4, r & 256 ? "true" : "false", i);
    std::string text(out, size_t(n));
    while (text.size() < 645)
        text += "the customer wrote twice and is waiting for an answer, "[text.size() % 55];
    return text.substr(0, 646) + "\"}";
}

input make_input(size_t n)
{
    input in;
    for (size_t i = 0; i < n; i++) {
        std::string text = make_case(unsigned(i));
        in.lines.push_back({ in.text.size(), text.size() });
        in.text += text + "\n";
    }
    in.text.append(SIMDJSON_PADDING + 64, '\0');
    return in;
}

/* Something of each value, so that nothing is left out by the compiler. */
uint64_t take(std::string_view text)
{
    return text.size() + (unsigned char)text[0];
}

uint64_t take_text(ondemand::object &object, std::string_view key)
{
    return take(std::string_view(object.find_field(key).get_string()));
}

uint64_t take_number(ondemand::object &object, std::string_view key)
{
    return take(std::string_view(object.find_field(key).raw_json_token()));
}

uint64_t take_bool(ondemand::object &object, std::string_view key)
{
    return bool(object.find_field(key).get_bool());
}

uint64_t ceiling(ondemand::parser &parser, const input &in)
{
    uint64_t sum = 0;
    for (const line &l : in.lines) {
        padded_string_view view(in.text.data() + l.from, l.length, l.length + SIMDJSON_PADDING);
        ondemand::document document = parser.iterate(view);
        ondemand::object object = document.get_object();
        for (std::string_view key : { "case_id"sv, "request"sv, "opened_at"sv, "closed_at"sv, "now"sv, "level"sv, "server"sv })
            sum += take_text(object, key);
        for (std::string_view key : { "amount"sv, "ar"sv, "contacts"sv, "csat"sv })
            sum += take_number(object, key);
        sum += take_text(object, "rep"sv) + take_bool(object, "rep_employed"sv) + take_number(object, "refund_amount"sv);
        sum += take_bool(object, "refund_due"sv) + take_text(object, "refund_reason"sv);
    }
    return sum;
}

uint64_t ours(const input &in)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < in.lines.size(); i++)
        sum += bench_reader_read(in.text.data() + in.lines[i].from, in.lines[i].length, i + 1);
    return sum;
}

const size_t block_bytes = 128 << 10; /* as cases/lines.c reads */

/* As a stream of lines comes: tokens found for a block of lines at once. */
uint64_t ours_in_blocks(const input &in)
{
    uint64_t sum = 0;
    size_t i = 0, end = 0;
    for (; i < in.lines.size(); i++) {
        size_t ahead = 0, j = i;
        const line &l = in.lines[i];
        if (l.from >= end) {
            for (; j < in.lines.size() && in.lines[j].from + in.lines[j].length + 1 - l.from <= block_bytes; j++)
                end = in.lines[j].from + in.lines[j].length + 1;
            ahead = end - l.from;
        }
        sum += bench_reader_line(in.text.data() + l.from, l.length, i + 1, ahead);
    }
    return sum;
}

template <typename F> double seconds(F f)
{
    auto start = std::chrono::steady_clock::now();
    volatile uint64_t sum = f();
    (void)sum;
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double median(std::vector<double> times)
{
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
}

} // namespace

int main(int argc, char **argv)
{
    size_t n = argc > 1 ? strtoul(argv[1], nullptr, 10) : 300, rounds = argc > 2 ? strtoul(argv[2], nullptr, 10) : 3001;
    input in = make_input(n);
    if (!bench_reader_open())
        return 1;
    ondemand::parser parser;
    std::vector<double> theirs, own, blocks;
    for (size_t round = 0; round < rounds; round++) {
        theirs.push_back(seconds([&] { return ceiling(parser, in); }) / double(n) * 1e9);
        own.push_back(seconds([&] { return ours(in); }) / double(n) * 1e9);
        blocks.push_back(seconds([&] { return ours_in_blocks(in); }) / double(n) * 1e9);
    }
    bench_reader_close();
    printf("%zu cases of %zu bytes, medians of %zu rounds (simdjson %s)\n", n, in.lines[0].length, rounds,
           get_active_implementation()->name().c_str());
    printf("simdjson on-demand, 16 facts  %7.1f ns a case\n", median(theirs));
    printf("case_json_read, strict        %7.1f ns a case, ratio %.2f\n", median(own), median(own) / median(theirs));
    printf("case_json_line, strict        %7.1f ns a case, ratio %.2f\n", median(blocks), median(blocks) / median(theirs));
    return 0;
}
