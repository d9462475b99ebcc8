/* Stands in for libFuzzer: gives a target the files named on the call, and those in the folders named. Exactly as
 * many bytes as a file has, so that a sanitizer sees a read behind them. */
#include "fuzz.h"

#include <ftw.h>

static int files;

static int replay(const char *path, const struct stat *status, int kind, struct FTW *way)
{
    (void)way;
    if (kind != FTW_F)
        return 0;
    size_t size = (size_t)status->st_size;
    uint8_t *data = malloc(size > 0 ? size : 1);
    FILE *file = fopen(path, "rb");
    must(data != NULL && file != NULL && fread(data, 1, size, file) == size);
    fclose(file);
    fprintf(stderr, "%s\n", path);
    LLVMFuzzerTestOneInput(data, size);
    free(data);
    files++;
    return 0;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        must(nftw(argv[i], replay, 16, FTW_PHYS) == 0);
    printf("%d passed, 0 failed\n", files);
    return files == 0;
}
