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
#include <vector>

#include "bench_cases.h"
#include "bench_reader.h"

namespace {

struct line {
    size_t from, length;
};

struct input {
    std::string text;
    std::vector<line> lines;
};

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

uint64_t ceiling(ondemand::parser &parser, const input &in)
{
    uint64_t sum = 0;
    for (const line &l : in.lines) {
        sum += take_facts(parser, in.text.data() + l.from, l.length);
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
