/* Lines of JSON, as a stream, whose keys the reader learns: what is read of each is held against another reader, simdjson's DOM, which
 * looks at all of a line, keeps all members of an object and learns nothing. Before the input come two usual lines, and one behind it. */
extern "C" {
#include "fuzz.h"
}

#include <cmath>
#include <simdjson.h>
#include <string>
#include <string_view>
#include <sys/mman.h>
#include <unistd.h>

using namespace simdjson;

namespace {

const char policy_text[] = "facts\n  t is text\n  u is text\n  n is number\n  yn is yes/no\n  level is one of low < mid \"Mid level\" < high\n"
                           "  a.b is text\n  a.c is yes/no\n"
                           "output t\noutput u\noutput n\noutput yn\noutput level\noutput a.b\noutput a.c\n";
const std::string usual = "{\"zz\":\"C-1\",\"t\":\"x\",\"other\":[{}],\"n\":12.5,\"yn\":true,\"level\":\"Mid level\",\"a\":{\"b\":\"y\",\"more\":1,\"c\":false},\"u\":\"z\"}\n";

const bylaw_policy *policy;
int file = -1;

void set_up()
{
    policy = fuzz_policy(policy_text, strlen(policy_text));
    file = memfd_create("lines", MFD_CLOEXEC);
    must(policy != NULL && file >= 0);
}

int gather(void *context, const char *bytes, size_t n)
{
    static_cast<std::string *>(context)->append(bytes, n);
    return 0;
}

std::string decide(const std::string &input)
{
    std::string out;
    bylaw_options options = {};
    options.size = sizeof options;
    options.input = options.output = BYLAW_JSON;
    options.id = "zz";
    bylaw_sinks sinks = {};
    sinks.size = sizeof sinks;
    sinks.out = gather;
    sinks.context = &out;
    bylaw_stats stats = {};
    bylaw_decider *decider;
    must(bylaw_decider_new(policy, &options, &decider, NULL) == BYLAW_OK);
    must(ftruncate(file, 0) == 0 && pwrite(file, input.data(), input.size(), 0) == ssize_t(input.size()) && lseek(file, 0, SEEK_SET) == 0);
    bylaw_status status = bylaw_stream(decider, file, "lines", &sinks, &stats, NULL);
    must(status == BYLAW_OK || status == BYLAW_FAULT);
    bylaw_decider_free(decider);
    return out;
}

/* What a line has to lead to: what has not been told is as it likes. */
enum verdict { FINE, PERHAPS, WRONG };

verdict worse(verdict a, verdict b)
{
    return a > b ? a : b;
}

/* The only member of that name, or null where there is none. */
verdict member(dom::object object, std::string_view name, dom::element &value, bool &there)
{
    unsigned times = 0;
    for (auto field : object)
        if (field.key == name) {
            value = field.value;
            times++;
        }
    there = times > 0 && !value.is_null();
    return times > 1 ? WRONG : FINE;
}

/* What the decision says of a fact. */
bool decided(dom::element decision, std::string_view pointer, dom::element &value)
{
    return decision.at_pointer(pointer).get(value) == SUCCESS;
}

verdict check_text(dom::object object, std::string_view name, dom::element decision, std::string_view pointer, bool error)
{
    dom::element value, got;
    bool there;
    verdict verdict = member(object, name, value, there);
    if (verdict == WRONG || (there && !value.is_string()))
        return WRONG;
    if (error)
        return FINE;
    must(decided(decision, pointer, got) == there);
    must(!there || std::string_view(got.get_string()) == std::string_view(value.get_string()));
    return FINE;
}

verdict check_truth(dom::object object, std::string_view name, dom::element decision, std::string_view pointer, bool error)
{
    dom::element value, got;
    bool there;
    verdict verdict = member(object, name, value, there);
    if (verdict == WRONG || (there && !value.is_bool()))
        return WRONG;
    if (error)
        return FINE;
    must(decided(decision, pointer, got) == there);
    must(!there || bool(got.get_bool()) == bool(value.get_bool()));
    return FINE;
}

verdict check_level(dom::object object, dom::element decision, bool error)
{
    dom::element value, got;
    bool there;
    if (member(object, "level", value, there) == WRONG || (there && !value.is_string()))
        return WRONG;
    std::string_view text = there ? std::string_view(value.get_string()) : "";
    text = text == "mid" ? "Mid level" : text;
    if (there && text != "low" && text != "Mid level" && text != "high")
        return WRONG;
    if (error)
        return FINE;
    must(decided(decision, "/values/level", got) == there);
    must(!there || std::string_view(got.get_string()) == text);
    return FINE;
}

/* Whether a number has too many places, or is written in quotes, is not looked at here. */
verdict check_number(dom::object object, dom::element decision, bool error)
{
    const double most = 9223372036854.775807;
    dom::element value, got;
    bool there;
    if (member(object, "n", value, there) == WRONG || (there && !value.is_number() && !value.is_string()))
        return WRONG;
    if (error)
        return there && (value.is_double() || value.is_string() || std::fabs(double(value.get_double())) > most - 2) ? PERHAPS : FINE;
    must(decided(decision, "/values/n", got) == there);
    if (there && value.is_number()) {
        double one = double(got.get_double()), two = double(value.get_double());
        must(std::fabs(one - two) <= 1e-9 * std::fabs(two));
    }
    return PERHAPS;
}

verdict check_below(dom::object object, dom::element decision, bool error)
{
    dom::element value;
    bool there;
    if (member(object, "a", value, there) == WRONG || (there && !value.is_object()))
        return WRONG;
    dom::element nothing;
    if (!there) {
        must(error || !decided(decision, "/values/a", nothing));
        return FINE;
    }
    return worse(check_text(value, "b", decision, "/values/a/b", error), check_truth(value, "c", decision, "/values/a/c", error));
}

verdict check_name(dom::object object, dom::element decision, bool error)
{
    dom::element value, got;
    bool there;
    if (member(object, "zz", value, there) == WRONG || (there && !value.is_string() && !value.is_number()))
        return WRONG;
    if (!error && there && value.is_string()) {
        must(decided(decision, "/case", got) && std::string_view(got.get_string()) == std::string_view(value.get_string()));
    }
    return FINE;
}

verdict check_object(dom::object object, dom::element decision, bool error)
{
    verdict verdict = worse(check_text(object, "t", decision, "/values/t", error), check_text(object, "u", decision, "/values/u", error));
    verdict = worse(verdict, check_truth(object, "yn", decision, "/values/yn", error));
    verdict = worse(verdict, check_level(object, decision, error));
    verdict = worse(verdict, check_number(object, decision, error));
    verdict = worse(verdict, check_below(object, decision, error));
    return worse(verdict, check_name(object, decision, error));
}

bool nested_deep(std::string_view line)
{
    size_t n = 0;
    for (char c : line)
        n += c == '{' || c == '[';
    return n > 200; /* Bylaw and simdjson have limits of their own */
}

verdict check_line(dom::parser &parser, std::string_view line, dom::element decision, bool error)
{
    padded_string padded(line);
    dom::element root;
    error_code code = parser.parse(padded).get(root);
    if (code == NUMBER_ERROR || nested_deep(line))
        return PERHAPS; /* as large as a double may be */
    if (code != SUCCESS || !root.is_object() || line.substr(0, 3) == "\xEF\xBB\xBF")
        return WRONG;
    return check_object(root, decision, error);
}

/* The next line of TEXT without its end; false: none is left. */
bool next_line(std::string_view &text, std::string_view &line)
{
    if (text.empty())
        return false;
    size_t lf = text.find('\n'), n = lf == text.npos ? text.size() : lf;
    line = text.substr(0, n);
    text.remove_prefix(lf == text.npos ? n : n + 1);
    return true;
}

void compare(std::string_view input, std::string_view output)
{
    static dom::parser own, theirs;
    std::string_view line, decision_line;
    while (next_line(input, line)) {
        dom::element decision;
        must(next_line(output, decision_line));
        padded_string padded(decision_line);
        must(own.parse(padded).get(decision) == SUCCESS);
        bool error = std::string_view(decision["status"].get_string()) == "error";
        verdict verdict = check_line(theirs, line, decision, error);
        must(verdict != WRONG || error);
        must(verdict != FINE || !error);
    }
    must(output.empty());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (file < 0)
        set_up();
    std::string input = usual + usual + std::string(reinterpret_cast<const char *>(data), size);
    if (input.back() != '\n')
        input += '\n';
    input += usual;
    compare(input, decide(input));
    return 0;
}
