/* What the benchmarks of reading share: lines of about 650 bytes with 24 keys, as a desk's export has them, and simdjson
 * on-demand taking the 16 facts of rules/refund.rules and rules/cancellation.rules of one of them. */
#ifndef BYLAW_BENCH_CASES_H
#define BYLAW_BENCH_CASES_H

#include <cstdio>
#include <simdjson.h>
#include <string>
#include <string_view>

namespace {

using namespace simdjson;
using namespace std::literals;

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

/* All 16 facts of the line at P, behind which SIMDJSON_PADDING bytes may be read. */
uint64_t take_facts(ondemand::parser &parser, const char *p, size_t length)
{
    uint64_t sum = 0;
    padded_string_view view(p, length, length + SIMDJSON_PADDING);
    ondemand::document document = parser.iterate(view);
    ondemand::object object = document.get_object();
    for (std::string_view key : { "case_id"sv, "request"sv, "opened_at"sv, "closed_at"sv, "now"sv, "level"sv, "server"sv })
        sum += take_text(object, key);
    for (std::string_view key : { "amount"sv, "ar"sv, "contacts"sv, "csat"sv })
        sum += take_number(object, key);
    sum += take_text(object, "rep"sv) + take_bool(object, "rep_employed"sv) + take_number(object, "refund_amount"sv);
    sum += take_bool(object, "refund_due"sv) + take_text(object, "refund_reason"sv);
    return sum;
}

} // namespace

#endif
