/* Runs desk.clp in CLIPS: simdjson reads, a case becomes a fact, the rules fire, the fact goes.
 *
 *     desk_clips FOLDER_OF_PEERS FILE >OUTPUT */
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <simdjson.h>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

extern "C" {
#include <clips/clips.h>
}


using namespace simdjson;

namespace {

enum slot_kind { WORD, TEXT, AMOUNT, COUNT, TRUTH };

const struct slot {
    const char *name;
    slot_kind kind;
} slots[] = {
    { "request", WORD }, { "channel", WORD }, { "region", WORD }, { "plan", WORD }, { "opened_at", TEXT }, { "closed_at", TEXT },
    { "amount", AMOUNT }, { "balance", AMOUNT }, { "credit_limit", AMOUNT }, { "days", COUNT }, { "visits", COUNT }, { "csat", COUNT },
    { "escalated", TRUTH }, { "vip", TRUTH }, { "employed", TRUTH }, { "rep", TEXT }, { "language", WORD }, { "reason", TEXT },
    { "attachments", COUNT },
};

/* What `bylaw eval` writes for each rule that applies, in the order of the policy; and which of them apply to the case at hand. */
struct action {
    std::string rule, text;
};
std::vector<action> actions;
uint64_t applying;

[[noreturn]] void fail(const char *what)
{
    fprintf(stderr, "desk_clips: %s\n", what);
    exit(1);
}

void applies(void *clips)
{
    std::string_view rule = EnvRtnLexeme(clips, 1);
    for (size_t i = 0; i < actions.size(); i++)
        if (actions[i].rule == rule)
            applying |= uint64_t(1) << i;
}

void read_actions(const std::string &path)
{
    dom::parser parser;
    for (auto member : parser.load(path).get_object())
        actions.push_back({ std::string(member.key), std::string(std::string_view(member.value)) });
}

void *start(const std::string &folder)
{
    void *clips = CreateEnvironment();
    EnvDefineFunction2(clips, "applies", 'v', (int (*)(void *))(void *)applies, "applies", "11w");
    if (EnvLoad(clips, (folder + "/desk.clp").c_str()) != 1)
        fail("desk.clp is not understood");
    EnvReset(clips);
    EnvSetFactDuplication(clips, 1); /* no look whether it is there already: it is not */
    return clips;
}

void put(void *clips, struct field &field, slot_kind kind, ondemand::value value, std::string &text)
{
    switch (kind) {
    case WORD:
    case TEXT:
        text = std::string_view(value.get_string());
        field.type = kind == WORD ? SYMBOL : STRING;
        field.value = EnvAddSymbol(clips, text.c_str());
        break;
    case AMOUNT:
        field.type = FLOAT;
        field.value = EnvAddDouble(clips, value.get_double());
        break;
    case COUNT:
        field.type = INTEGER;
        field.value = EnvAddLong(clips, value.get_int64());
        break;
    case TRUTH:
        field.type = SYMBOL;
        field.value = EnvAddSymbol(clips, bool(value.get_bool()) ? "yes" : "no");
        break;
    }
}

void decide(void *clips, void *deftemplate, ondemand::object &object, std::string &text)
{
    struct fact *fact = EnvCreateFact(clips, deftemplate);
    struct field *field = fact->theProposition.theFields; /* the slots, in their order */
    for (const slot &slot : slots)
        put(clips, *field++, slot.kind, object.find_field(slot.name), text);
    applying = 0;
    void *there = EnvAssert(clips, fact);
    EnvRun(clips, -1);
    EnvRetract(clips, there);
}

void write_decision(std::string_view id, std::string &out)
{
    out.append("{\"case\":").append(id).append(",\"status\":\"decided\",\"actions\":[");
    bool first = true;
    for (size_t i = 0; i < actions.size(); i++)
        if (applying >> i & 1) {
            out.append(first ? "" : ",").append(actions[i].text);
            first = false;
        }
    out.append("]}\n");
}

void flush(std::string &out)
{
    for (size_t at = 0; at < out.size();) {
        ssize_t n = write(1, out.data() + at, out.size() - at);
        if (n <= 0)
            fail("cannot write");
        at += size_t(n);
    }
    out.clear();
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 3)
        fail("desk_clips FOLDER_OF_PEERS FILE");
    read_actions(std::string(argv[1]) + "/desk_actions.json");
    void *clips = start(argv[1]);
    void *deftemplate = EnvFindDeftemplate(clips, "desk");
    FILE *file = fopen(argv[2], "r");
    if (!file)
        fail("no such file");
    std::string out, text;
    std::vector<char> line(64 << 10);
    ondemand::parser parser;
    while (fgets(line.data(), int(line.size() - SIMDJSON_PADDING), file)) {
        ondemand::document document = parser.iterate(padded_string_view(line.data(), strlen(line.data()), line.size()));
        ondemand::object object = document.get_object();
        std::string id(std::string_view(object.find_field("case_id").raw_json_token()));
        decide(clips, deftemplate, object, text);
        write_decision(id, out);
        if (out.size() > 64 << 10)
            flush(out);
    }
    flush(out);
    return 0;
}
