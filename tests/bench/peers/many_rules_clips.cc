/* What a case costs by the number of rules, evaluation alone, in CLIPS: see many_rules.js.
 *
 *     many_rules_clips FILE TURNS */
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <simdjson.h>
#include <string>
#include <vector>

extern "C" {
#include <clips/clips.h>
}

using namespace simdjson;

namespace {

struct triple {
    std::string plan, region;
    double amount;
};

long applied;

void applies(void *)
{
    applied++;
}

std::vector<triple> triples(dom::element list)
{
    std::vector<triple> all;
    for (dom::array one : list.get_array())
        all.push_back({ std::string(std::string_view(one.at(0))), std::string(std::string_view(one.at(2))), double(one.at(1)) });
    return all;
}

bool build(void *clips, const std::vector<triple> &rules)
{
    if (!EnvBuild(clips, "(deftemplate desk (slot plan (type SYMBOL)) (slot amount (type FLOAT)) (slot region (type SYMBOL)))"))
        return false;
    for (size_t i = 0; i < rules.size(); i++) {
        std::string rule = "(defrule r" + std::to_string(i) + " (desk (plan " + rules[i].plan + ") (amount ?amount&:(> ?amount " +
                           std::to_string(rules[i].amount) + ")) (region " + rules[i].region + ")) => (applies))";
        if (!EnvBuild(clips, rule.c_str()))
            return false;
    }
    return true;
}

void decide(void *clips, void *deftemplate, const triple &c)
{
    struct fact *fact = EnvCreateFact(clips, deftemplate);
    struct field *fields = fact->theProposition.theFields;
    fields[0].type = fields[2].type = SYMBOL;
    fields[1].type = FLOAT;
    fields[0].value = EnvAddSymbol(clips, c.plan.c_str());
    fields[1].value = EnvAddDouble(clips, c.amount);
    fields[2].value = EnvAddSymbol(clips, c.region.c_str());
    void *there = EnvAssert(clips, fact);
    EnvRun(clips, -1);
    EnvRetract(clips, there);
}

double turn(void *clips, void *deftemplate, const std::vector<triple> &cases)
{
    std::clock_t start = std::clock();
    applied = 0;
    for (const triple &c : cases)
        decide(clips, deftemplate, c);
    return double(std::clock() - start) / CLOCKS_PER_SEC * 1e9 / double(cases.size());
}

} // namespace

int main(int argc, char **argv)
{
    dom::parser parser;
    dom::element given;
    if (argc != 3 || parser.load(argv[1]).get(given))
        return 2;
    std::vector<triple> rules = triples(given["rules"]), cases = triples(given["cases"]);
    void *clips = CreateEnvironment();
    EnvDefineFunction2(clips, "applies", 'v', (int (*)(void *))(void *)applies, "applies", "00");
    if (!build(clips, rules))
        return 1;
    EnvReset(clips);
    EnvSetFactDuplication(clips, 1);
    void *deftemplate = EnvFindDeftemplate(clips, "desk");
    std::vector<double> times;
    for (int i = 0; i < atoi(argv[2]); i++)
        times.push_back(turn(clips, deftemplate, cases));
    std::sort(times.begin(), times.end());
    printf("%.1f %ld\n", times[times.size() / 2], applied);
    return 0;
}
