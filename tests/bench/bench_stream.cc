/* The whole way against its ceiling: bylaw eval deciding a file of cases by the refund and cancellation packs, decisions
 * thrown away, and simdjson on-demand reading the same file, extracting the same 16 facts and doing nothing else. In turn,
 * in one run; wall time of one thread each; prints medians and their ratio (bar: at most 2.5).
 *
 *     bench_stream BYLAW RULES_FOLDER [CASES] [ROUNDS] */
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include "bench_cases.h"

namespace {

double now()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/* Blocks of whole lines, the rest of the last line moved to the front. */
uint64_t extract(const char *path)
{
    const size_t block = 128 << 10;
    std::vector<char> bytes(block + SIMDJSON_PADDING);
    ondemand::parser parser;
    uint64_t sum = 0;
    size_t n = 0;
    int fd = open(path, O_RDONLY);
    for (ssize_t got; (got = read(fd, bytes.data() + n, block - n)) > 0;) {
        n += size_t(got);
        char *at = bytes.data(), *end = at + n;
        while (char *lf = static_cast<char *>(memchr(at, '\n', size_t(end - at)))) {
            sum += take_facts(parser, at, size_t(lf - at));
            at = lf + 1;
        }
        n = size_t(end - at);
        memmove(bytes.data(), at, n);
    }
    close(fd);
    return sum;
}

void decide(const char *bylaw, const std::string &rules, const char *path)
{
    std::string refund = rules + "/refund.rules", cancellation = rules + "/cancellation.rules";
    const char *call[] = { bylaw, "eval", refund.c_str(), cancellation.c_str(), path, nullptr };
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
    pid_t child;
    int status = -1;
    if (posix_spawn(&child, bylaw, &files, nullptr, const_cast<char **>(call), environ) != 0 || waitpid(child, &status, 0) < 0 || status != 0) {
        fprintf(stderr, "bench_stream: %s failed\n", bylaw);
        exit(1);
    }
    posix_spawn_file_actions_destroy(&files);
}

double median(std::vector<double> times)
{
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
}

} // namespace

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    size_t n = argc > 3 ? strtoul(argv[3], nullptr, 10) : 300000, rounds = argc > 4 ? strtoul(argv[4], nullptr, 10) : 7;
    char path[] = "/tmp/bylaw-bench-XXXXXX";
    FILE *file = fdopen(mkstemp(path), "w");
    for (size_t i = 0; i < n; i++)
        fprintf(file, "%s\n", make_case(unsigned(i)).c_str());
    fclose(file);
    std::vector<double> theirs, own;
    volatile uint64_t sum = 0;
    for (size_t round = 0; round < rounds; round++) {
        double start = now();
        sum = sum + extract(path);
        theirs.push_back(now() - start);
        start = now();
        decide(argv[1], argv[2], path);
        own.push_back(now() - start);
    }
    unlink(path);
    printf("%zu cases, medians of %zu rounds\n", n, rounds);
    printf("simdjson on-demand, 16 facts  %7.1f ns a case\n", median(theirs) / double(n) * 1e9);
    printf("bylaw eval, two packs         %7.1f ns a case, ratio %.2f\n", median(own) / double(n) * 1e9, median(own) / median(theirs));
    return 0;
}
