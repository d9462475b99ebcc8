/* desk.rules written by hand, as somebody would who knows simdjson and needs this one policy to be fast: the ceiling for `bylaw eval
 * desk.rules FILE`, whose output it writes to the byte. One thread, blocks of whole lines, simdjson's on-demand interface, one
 * buffer for what comes out.
 *
 *     ceiling [--strict] FILE >OUTPUT
 *
 * Without --strict it takes what it asks for and does not look at the rest. With --strict it sees what Bylaw sees: a key that stands
 * twice, garbage in values that nobody asks for, something behind the object, a value of another type, a moment that is none.
 * (UTF-8 is looked at by simdjson in both cases.) Where something is wrong it says so and ends, which Bylaw does not. */
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <simdjson.h>
#include <string_view>
#include <unistd.h>

using namespace simdjson;
using namespace std::literals;

/* In the way of every value: gcc at -O2 would call them. */
#define FLAT inline __attribute__((always_inline))

namespace {

enum : uint8_t { REFUND, CREDIT, CANCEL, UPGRADE, COMPLAINT, QUESTION };
enum : uint8_t { EMAIL, PHONE, CHAT, SMS };
enum : uint8_t { WEST, EAST, NORTH, SOUTH, ABROAD };
enum : uint8_t { BASIC, PRO, TEAM, SMB };
enum : uint8_t { EN, DE, ES, FR };

[[noreturn]] void fail(const char *what)
{
    fprintf(stderr, "ceiling: %s\n", what);
    exit(1);
}

struct desk_case {
    std::string_view id; /* in its quotes */
    uint8_t request, channel, region, plan, language;
    bool escalated, vip, employed;
    bool opened_early, closed_late; /* what is asked about the moments */
    int64_t amount, balance, credit_limit; /* cents */
    int64_t days, visits, csat, attachments;
    std::string_view rep, reason;
};

/* ---- values ---- */

/* Cents: an amount as the token is written, blanks aside. */
int64_t cents_of(std::string_view token)
{
    const char *p = token.data(), *end = p + token.size();
    bool negative = *p == '-';
    int64_t whole = 0, decimals = 0;
    p += negative;
    const char *digits = p;
    while (p < end && unsigned(*p - '0') < 10)
        whole = whole * 10 + (*p++ - '0');
    if (p == digits || p - digits > 12)
        fail("no amount");
    if (p < end && *p == '.') {
        if (end - p < 3 || unsigned(p[1] - '0') > 9 || unsigned(p[2] - '0') > 9)
            fail("no amount");
        decimals = (p[1] - '0') * 10 + (p[2] - '0');
        p += 3;
    }
    while (p < end && (*p == ' ' || *p == '\t' || *p == '\r'))
        p++;
    if (p != end)
        fail("no amount");
    int64_t cents = whole * 100 + decimals;
    return negative ? -cents : cents;
}

int two(const char *p)
{
    unsigned tens = unsigned(p[0] - '0'), ones = unsigned(p[1] - '0');
    if (tens > 9 || ones > 9)
        fail("no moment");
    return int(tens * 10 + ones);
}

/* 2017-08-10T14:00:00Z, and no other spelling. */
int64_t moment_of(std::string_view s)
{
    static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    if (s.size() != 20 || s[4] != '-' || s[7] != '-' || s[10] != 'T' || s[13] != ':' || s[16] != ':' || s[19] != 'Z')
        fail("no moment");
    int year = two(&s[0]) * 100 + two(&s[2]), month = two(&s[5]), day = two(&s[8]);
    int hour = two(&s[11]), minute = two(&s[14]), second = two(&s[17]);
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    if (month < 1 || month > 12 || day < 1 || day > lengths[month - 1] + (leap && month == 2) || hour > 23 || minute > 59 || second > 59)
        fail("no moment");
    int y = month > 2 ? year : year - 1, era = y / 400, of_era = y - era * 400; /* "days from civil" */
    int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t days = int64_t(era) * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
    return days * 86400 + hour * 3600 + minute * 60 + second;
}

/* ---- reading, taking what is asked for ---- */

/* The token of KEY's value. Looks behind the last key first, where it stands. */
FLAT std::string_view token(ondemand::object &object, std::string_view key)
{
    ondemand::value value;
    if (object.find_field_unordered(key).get(value))
        fail("a key is missing");
    return value.raw_json_token();
}

/* The token with its quotes; what stands between them stays as it is. */
FLAT std::string_view quoted(std::string_view token)
{
    size_t n = token.size();
    while (n > 2 && token[n - 1] != '"')
        n--;
    if (token[0] != '"' || n < 2)
        fail("no text");
    return std::string_view(token.data(), n);
}

FLAT std::string_view inside(std::string_view token)
{
    token = quoted(token);
    return std::string_view(token.data() + 1, token.size() - 2);
}

FLAT int64_t digits_of(std::string_view token)
{
    int64_t number = 0;
    size_t i = 0;
    for (; i < token.size() && unsigned(token[i] - '0') < 10; i++)
        number = number * 10 + (token[i] - '0');
    if (i == 0)
        fail("no whole number");
    return number;
}

/* The words of each set differ in one letter. */
struct letters {
    uint8_t word[256];
    constexpr explicit letters(std::string_view each) : word()
    {
        for (size_t i = 0; i < each.size(); i++)
            word[(unsigned char)each[i]] = uint8_t(i);
    }
    uint8_t operator()(char c) const { return word[(unsigned char)c]; }
};

constexpr letters second_of_request("erapou"sv), first_of_channel("epcs"sv), first_of_region("wensa"sv), first_of_plan("bpts"sv),
    second_of_language("nesr"sv);

/* Moments that are all written alike are compared as texts. */
void read_quick(ondemand::document &document, desk_case &c)
{
    ondemand::object object;
    if (document.get_object().get(object))
        fail("no object");
    c.id = quoted(token(object, "case_id"sv));
    c.request = second_of_request(token(object, "request"sv)[2]);
    c.channel = first_of_channel(token(object, "channel"sv)[1]);
    c.region = first_of_region(token(object, "region"sv)[1]);
    c.plan = first_of_plan(token(object, "plan"sv)[1]);
    c.opened_early = inside(token(object, "opened_at"sv)) < "2017-07-01T00:00:00Z"sv;
    c.closed_late = inside(token(object, "closed_at"sv)) >= "2018-12-01T00:00:00Z"sv;
    c.amount = cents_of(token(object, "amount"sv));
    c.balance = cents_of(token(object, "balance"sv));
    c.credit_limit = cents_of(token(object, "credit_limit"sv));
    c.days = digits_of(token(object, "days"sv));
    c.visits = digits_of(token(object, "visits"sv));
    c.csat = digits_of(token(object, "csat"sv));
    c.escalated = token(object, "escalated"sv)[0] == 't';
    c.vip = token(object, "vip"sv)[0] == 't';
    c.employed = token(object, "employed"sv)[0] == 't';
    c.rep = inside(token(object, "rep"sv));
    c.language = second_of_language(token(object, "language"sv)[2]);
    c.reason = inside(token(object, "reason"sv));
    c.attachments = digits_of(token(object, "attachments"sv));
}

/* ---- reading all of it ---- */

void must(error_code error)
{
    if (error)
        fail(error_message(error));
}

/* The token without the blanks behind it. */
FLAT std::string_view trimmed(std::string_view token)
{
    size_t n = token.size();
    while (token[n - 1] == ' ' || token[n - 1] == '\t' || token[n - 1] == '\r')
        n--;
    return std::string_view(token.data(), n);
}

/* Looks at all of a value, whatever it is. */
void look_at(ondemand::value value)
{
    ondemand::json_type type{};
    must(value.type().get(type));
    switch (type) {
    case ondemand::json_type::array:
        for (auto element : value.get_array())
            look_at(element.value());
        break;
    case ondemand::json_type::object:
        for (auto member : value.get_object()) {
            must(member.unescaped_key().error());
            look_at(member.value());
        }
        break;
    case ondemand::json_type::number: must(value.get_number().error()); break;
    case ondemand::json_type::string: must(value.get_string().error()); break;
    case ondemand::json_type::boolean: must(value.get_bool().error()); break;
    case ondemand::json_type::null:
        if (!value.is_null())
            fail("no null");
        break;
    }
}

/* What stands in quotes; where that is not simply what is meant, simdjson unescapes it. */
FLAT std::string_view text_of(ondemand::value value)
{
    std::string_view token = trimmed(value.raw_json_token()), text;
    if (token[0] == '"' && !memchr(token.data(), '\\', token.size()))
        return token.substr(1, token.size() - 2);
    must(value.get_string().get(text));
    return text;
}

FLAT bool truth_of(ondemand::value value)
{
    std::string_view token = trimmed(value.raw_json_token());
    if (token != "true"sv && token != "false"sv)
        fail("no yes or no");
    return token[0] == 't';
}

FLAT int64_t number_of(ondemand::value value)
{
    std::string_view token = trimmed(value.raw_json_token());
    int64_t number = 0;
    if (token.size() < 10 && token[0] != '0') {
        for (char c : token)
            if (unsigned(c - '0') > 9)
                fail("no whole number");
        return digits_of(token);
    }
    must(value.get_int64().get(number));
    return number;
}

FLAT int64_t amount_of(ondemand::value value)
{
    std::string_view token = trimmed(value.raw_json_token());
    if (token.size() > 1 && token[0] == '0' && token[1] != '.')
        fail("no amount");
    return cents_of(token);
}

FLAT int64_t seconds_of(ondemand::value value)
{
    return moment_of(text_of(value));
}

/* The word that has its letter, if it is the one. */
template <size_t N> FLAT uint8_t word(const letters &by, size_t at, const std::string_view (&words)[N], ondemand::value value)
{
    std::string_view text = text_of(value);
    uint8_t i = text.size() > at ? by(text[at]) : 0;
    if (text != words[i])
        fail("no such word");
    return i;
}

const std::string_view requests[] = { "refund", "credit", "cancel", "upgrade", "complaint", "question" },
                       channels[] = { "email", "phone", "chat", "sms" }, regions[] = { "west", "east", "north", "south", "abroad" },
                       plans[] = { "basic", "pro", "team", "smb" }, languages[] = { "en", "de", "es", "fr" };

enum key : unsigned {
    CASE_ID, REQUEST, CHANNEL, REGION, PLAN, OPENED_AT, CLOSED_AT, AMOUNT, BALANCE, CREDIT_LIMIT, DAYS, VISITS, CSAT, ESCALATED, VIP,
    EMPLOYED, REP, LANGUAGE, REASON, ATTACHMENTS, KEYS,
};

const std::string_view names[KEYS] = {
    "case_id", "request", "channel", "region", "plan", "opened_at", "closed_at", "amount", "balance", "credit_limit", "days", "visits",
    "csat", "escalated", "vip", "employed", "rep", "language", "reason", "attachments",
};

/* It is most likely the one behind the last that was found. */
FLAT unsigned key_of(simdjson_result<ondemand::field> &member, unsigned expected)
{
    ondemand::raw_json_string raw;
    std::string_view name;
    must(member.key().get(raw));
    if (expected < KEYS && raw.unsafe_is_equal(names[expected]))
        return expected;
    must(member.unescaped_key().get(name));
    for (unsigned i = 0; i < KEYS; i++)
        if (name == names[i])
            return i;
    return KEYS;
}

void take(desk_case &c, unsigned key, ondemand::value value)
{
    switch (key) {
    case CASE_ID:
        text_of(value);
        c.id = quoted(value.raw_json_token());
        break;
    case REQUEST: c.request = word(second_of_request, 1, requests, value); break;
    case CHANNEL: c.channel = word(first_of_channel, 0, channels, value); break;
    case REGION: c.region = word(first_of_region, 0, regions, value); break;
    case PLAN: c.plan = word(first_of_plan, 0, plans, value); break;
    case OPENED_AT: c.opened_early = seconds_of(value) < 1498867200 /* 2017-07-01 */; break;
    case CLOSED_AT: c.closed_late = seconds_of(value) >= 1543622400 /* 2018-12-01 */; break;
    case AMOUNT: c.amount = amount_of(value); break;
    case BALANCE: c.balance = amount_of(value); break;
    case CREDIT_LIMIT: c.credit_limit = amount_of(value); break;
    case DAYS: c.days = number_of(value); break;
    case VISITS: c.visits = number_of(value); break;
    case CSAT: c.csat = number_of(value); break;
    case ESCALATED: c.escalated = truth_of(value); break;
    case VIP: c.vip = truth_of(value); break;
    case EMPLOYED: c.employed = truth_of(value); break;
    case REP: c.rep = text_of(value); break;
    case LANGUAGE: c.language = word(second_of_language, 1, languages, value); break;
    case REASON: c.reason = text_of(value); break;
    case ATTACHMENTS: c.attachments = number_of(value); break;
    default: look_at(value);
    }
}

void read_strict(ondemand::document &document, desk_case &c)
{
    ondemand::object object;
    uint32_t seen = 0;
    unsigned expected = 0;
    must(document.get_object().get(object));
    for (auto member : object) {
        ondemand::value value;
        must(member.value().get(value));
        unsigned key = key_of(member, expected);
        if (key < KEYS) {
            if (seen >> key & 1)
                fail("a key stands twice");
            seen |= 1u << key;
            expected = key + 1;
        }
        take(c, key, value);
    }
    if (seen != (1u << KEYS) - 1)
        fail("a key is missing");
    if (document.current_location().error() != OUT_OF_BOUNDS)
        fail("something behind the object");
}

/* ---- deciding and writing ---- */

struct output {
    char bytes[1 << 16];
    size_t n = 0;
    void flush()
    {
        for (size_t at = 0; at < n;) {
            ssize_t written = write(1, bytes + at, n - at);
            if (written <= 0)
                fail("cannot write");
            at += size_t(written);
        }
        n = 0;
    }
    void put(std::string_view text)
    {
        memcpy(bytes + n, text.data(), text.size());
        n += text.size();
    }
};

const size_t MOST_OUT = 8 << 10; /* of one case: its name, and all rules */

void decide(const desk_case &c, output &out)
{
    if (out.n + c.id.size() + MOST_OUT > sizeof out.bytes)
        out.flush();
    if (c.id.size() > MOST_OUT)
        fail("a long name");
    out.put("{\"case\":"sv);
    out.put(c.id);
    out.put(",\"status\":\"decided\",\"actions\":["sv);
    size_t before = out.n;
    auto act = [&](std::string_view object) {
        out.put(object);
        out.put(","sv);
    };
#define TAG(name, rule) act("{\"do\":\"tag\",\"with\":\"" name "\",\"rule\":\"" rule "\"}"sv)
    switch (c.request) {
    case REFUND:
        if (c.amount > 100000 && c.plan == SMB)
            TAG("large_refund", "large_refund");
        if (c.amount > 50000 && c.region == WEST)
            act("{\"do\":\"task\",\"to\":\"Heather\",\"text\":\"Look into the refund\",\"rule\":\"refund_west\"}"sv);
        if (c.amount <= 50000 && c.days < 30)
            act("{\"do\":\"allow\",\"what\":\"refund\",\"rule\":\"refund_in_time\"}"sv);
        if (c.amount <= 3500 && c.escalated)
            act("{\"do\":\"allow\",\"what\":\"courtesy_credit\",\"up_to\":35.00,\"rule\":\"refund_small\"}"sv);
        if (c.amount > 20000 && c.visits >= 4)
            act("{\"do\":\"note\",\"text\":\"Comes back often\",\"rule\":\"refund_again\"}"sv);
        if (c.reason == "charged twice"sv)
            TAG("charged_twice", "refund_twice");
        break;
    case CREDIT:
        if (c.amount > 100000 && c.plan == BASIC)
            TAG("large_credit", "large_credit");
        if (c.amount > 25000 && c.region == EAST)
            act("{\"do\":\"task\",\"to\":\"Marta\",\"text\":\"Look into the credit\",\"rule\":\"credit_east\"}"sv);
        if (c.amount <= 25000 && c.days < 10)
            act("{\"do\":\"allow\",\"what\":\"credit\",\"rule\":\"credit_new\"}"sv);
        if (c.amount <= 3500 && !c.escalated)
            act("{\"do\":\"reply\",\"message\":\"Your credit is on its way.\",\"rule\":\"credit_calm\"}"sv);
        if (c.balance > c.credit_limit && !c.vip)
            act("{\"do\":\"escalate\",\"to\":\"Lead\",\"rule\":\"credit_over\"}"sv);
        if (c.amount < 90000 && c.region == SOUTH)
            TAG("credit_south", "credit_south");
        break;
    case CANCEL:
        if (c.amount > 120000 && c.plan == TEAM)
            act("{\"do\":\"task\",\"to\":\"Spencer\",\"text\":\"Call and save the team\",\"rule\":\"cancel_team\"}"sv);
        if (c.amount > 60000 && c.region == NORTH)
            TAG("cancel_north", "cancel_north");
        if (c.amount <= 60000 && c.days < 60)
            act("{\"do\":\"offer\",\"what\":\"one_month_free\",\"amount\":20.00,\"rule\":\"cancel_early\"}"sv);
        if (c.escalated && c.channel == PHONE)
            act("{\"do\":\"notify\",\"to\":\"Spencer\",\"message\":\"A client is leaving\",\"via\":\"slack\",\"rule\":\"cancel_loud\"}"sv);
        if (c.amount > 10000 && c.visits >= 7)
            act("{\"do\":\"note\",\"text\":\"Had many visits before leaving\",\"rule\":\"cancel_visits\"}"sv);
        if (c.rep == "Joan"sv && !c.employed)
            TAG("orphaned", "cancel_rep");
        break;
    case UPGRADE:
        if (c.amount > 100000 && c.plan == PRO)
            TAG("large_upgrade", "upgrade_pro");
        if (c.amount > 40000 && c.region == WEST)
            TAG("upgrade_west", "upgrade_west");
        if (c.amount <= 40000 && c.days < 20)
            act("{\"do\":\"offer\",\"what\":\"setup\",\"amount\":50.00,\"rule\":\"upgrade_new\"}"sv);
        if (c.language == DE && c.channel == EMAIL)
            act("{\"do\":\"reply\",\"message\":\"Danke, wir melden uns.\",\"rule\":\"upgrade_german\"}"sv);
        break;
    case COMPLAINT:
        if (c.amount > 90000 && c.plan == SMB)
            act("{\"do\":\"escalate\",\"to\":\"Manager\",\"rule\":\"complaint_smb\"}"sv);
        if (c.amount > 80000 && c.region == EAST)
            TAG("complaint_east", "complaint_east");
        if (c.amount <= 80000 && c.days < 45)
            act("{\"do\":\"reply\",\"message\":\"We are sorry, and look into it.\",\"rule\":\"complaint_new\"}"sv);
        if (c.csat <= 2 && (c.vip || c.visits >= 3))
            act("{\"do\":\"notify\",\"to\":\"Lead\",\"message\":\"Somebody is unhappy\",\"rule\":\"complaint_bad\"}"sv);
        if (c.attachments >= 3)
            TAG("papers", "complaint_papers");
        break;
    case QUESTION:
        if (c.amount > 190000 && c.plan == TEAM)
            TAG("large_question", "question_team");
        if (c.opened_early)
            TAG("waits_long", "question_old");
        if (c.amount <= 10000 && c.days < 15)
            TAG("newcomer", "question_new");
        break;
    }
    if (c.closed_late && c.channel == SMS)
        act("{\"do\":\"note\",\"text\":\"Closed late\",\"rule\":\"late\"}"sv);
    if (c.region == ABROAD && c.balance > 150000 && c.language != EN)
        TAG("abroad", "abroad");
    out.n -= out.n > before; /* the last comma */
    out.put("]}\n"sv);
}

/* ---- the way through the file ---- */

const size_t BLOCK = 128 << 10; /* fits the second-level cache; 64 KiB and 1 MiB are slower */

struct way {
    ondemand::parser parser;
    output out;
    desk_case c;
    bool strict;

    void take_line(const char *p, size_t n)
    {
        ondemand::document document;
        must(parser.iterate(padded_string_view(p, n, n + SIMDJSON_PADDING)).get(document));
        if (strict)
            read_strict(document, c);
        else
            read_quick(document, c);
        decide(c, out);
    }
};

void run(way &way, int fd)
{
    static char bytes[BLOCK + SIMDJSON_PADDING];
    size_t n = 0;
    for (ssize_t got; (got = read(fd, bytes + n, BLOCK - n)) > 0;) {
        n += size_t(got);
        char *at = bytes, *end = at + n;
        while (char *lf = static_cast<char *>(memchr(at, '\n', size_t(end - at)))) {
            way.take_line(at, size_t(lf - at));
            at = lf + 1;
        }
        n = size_t(end - at);
        memmove(bytes, at, n);
        if (n == BLOCK)
            fail("a long line");
    }
    if (n > 0)
        way.take_line(bytes, n);
    way.out.flush();
}

} // namespace

int main(int argc, char **argv)
{
    static way way;
    way.strict = argc > 2 && strcmp(argv[1], "--strict") == 0;
    if (argc != 2 + way.strict)
        fail("ceiling [--strict] FILE");
    int fd = open(argv[argc - 1], O_RDONLY);
    if (fd < 0)
        fail("no such file");
    run(way, fd);
    return 0;
}
