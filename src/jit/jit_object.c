#include "jit/jit_object.h"

#include "base/mem.h"
#include "base/sha256.h"

#include <elf.h>
#include <endian.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LARGEST = 256 << 20 };

#if defined __x86_64__
enum { MACHINE = EM_X86_64 };
#elif defined __aarch64__
enum { MACHINE = EM_AARCH64 };
#else
enum { MACHINE = EM_NONE };
#endif

static const char magic[] = "BylawSum"; /* in front of the checksum */

static bool read_all(int fd, struct jit_object *object)
{
    for (size_t at = 0; at < object->n;) {
        ssize_t got = pread(fd, object->bytes + at, object->n - at, (off_t)at);
        if (got <= 0)
            return false;
        at += (size_t)got;
    }
    return true;
}

const char *jit_object_read(int fd, struct jit_object *object)
{
    struct stat status;
    *object = (struct jit_object){ 0 };
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size <= 0 || status.st_size > LARGEST)
        return "it is no shared object";
    *object = (struct jit_object){ mem_alloc((size_t)status.st_size), (size_t)status.st_size };
    if (object->bytes == NULL)
        return "no memory";
    return read_all(fd, object) ? NULL : "it cannot be read";
}

void jit_object_free(struct jit_object *object)
{
    mem_free(object->bytes);
    *object = (struct jit_object){ 0 };
}

/* Whether N bytes from AT on are there. */
static bool holds(const struct jit_object *object, uint64_t at, uint64_t n)
{
    return at <= object->n && n <= object->n - at;
}

static const char *check_head(const struct jit_object *object, Elf64_Ehdr *head)
{
    if (!holds(object, 0, sizeof *head))
        return "it is no shared object";
    memcpy(head, object->bytes, sizeof *head);
    if (memcmp(head->e_ident, ELFMAG, SELFMAG) != 0 || head->e_ident[EI_CLASS] != ELFCLASS64 || head->e_type != ET_DYN)
        return "it is no shared object";
    if (head->e_ident[EI_DATA] != (BYTE_ORDER == LITTLE_ENDIAN ? ELFDATA2LSB : ELFDATA2MSB) || head->e_machine != MACHINE)
        return "it is for another machine";
    bool whole = head->e_phentsize == sizeof(Elf64_Phdr) && holds(object, head->e_phoff, (uint64_t)head->e_phnum * sizeof(Elf64_Phdr));
    return whole ? NULL : "it is damaged";
}

static Elf64_Phdr segment(const struct jit_object *object, const Elf64_Ehdr *head, uint32_t i)
{
    Elf64_Phdr segment;
    memcpy(&segment, object->bytes + head->e_phoff + i * sizeof segment, sizeof segment);
    return segment;
}

static uint64_t padded(uint64_t n)
{
    return (n + 3) & ~UINT64_C(3);
}

/* Whether the notes of a segment are, among others, NOTE. */
static bool has_note(const struct jit_object *object, const Elf64_Phdr *segment, const char *note, size_t n)
{
    static const char name[] = "Bylaw";
    uint64_t at = segment->p_offset, end = at + segment->p_filesz;
    Elf64_Nhdr head;
    while (at <= end && end - at >= sizeof head) {
        memcpy(&head, object->bytes + at, sizeof head);
        uint64_t text = at + sizeof head + padded(head.n_namesz), next = text + padded(head.n_descsz);
        if (next > end)
            return false;
        if (head.n_type == 1 && head.n_namesz == sizeof name && memcmp(object->bytes + at + sizeof head, name, sizeof name) == 0)
            return head.n_descsz == n && memcmp(object->bytes + text, note, n) == 0;
        at = next;
    }
    return false;
}

/* Nothing that loading would run or fetch. */
static bool is_quiet(const struct jit_object *object, const Elf64_Phdr *segment)
{
    static const int64_t loud[] = { DT_NEEDED, DT_INIT, DT_FINI, DT_INIT_ARRAY, DT_FINI_ARRAY, DT_PREINIT_ARRAY, DT_RPATH, DT_RUNPATH,
                                    DT_AUXILIARY, DT_FILTER, DT_TEXTREL };
    for (uint64_t at = segment->p_offset, end = at + segment->p_filesz; at + sizeof(Elf64_Dyn) <= end; at += sizeof(Elf64_Dyn)) {
        Elf64_Dyn entry;
        memcpy(&entry, object->bytes + at, sizeof entry);
        for (size_t i = 0; i < sizeof loud / sizeof *loud; i++)
            if (entry.d_tag == loud[i])
                return false;
    }
    return true;
}

static const char *check_segments(const struct jit_object *object, const Elf64_Ehdr *head, const char *note, size_t n)
{
    bool noted = false;
    for (uint32_t i = 0; i < head->e_phnum; i++) {
        Elf64_Phdr one = segment(object, head, i);
        if (one.p_type != PT_NULL && !holds(object, one.p_offset, one.p_filesz))
            return "it is damaged";
        if (one.p_type == PT_INTERP || (one.p_type == PT_DYNAMIC && !is_quiet(object, &one)) ||
            (one.p_type == PT_LOAD && (one.p_flags & PF_W) && (one.p_flags & PF_X)))
            return "it is no native code that Bylaw has made";
        noted = noted || (one.p_type == PT_NOTE && has_note(object, &one, note, n));
    }
    return noted ? NULL : "it is not of this policy, this machine and this version of Bylaw";
}

const char *jit_object_check(const struct jit_object *object, const char *note, size_t n)
{
    Elf64_Ehdr head;
    const char *wrong = check_head(object, &head);
    return wrong != NULL ? wrong : check_segments(object, &head, note, n);
}

/* ---- the seal ---- */

void jit_object_seal(const void *bytes, size_t n, unsigned char seal[JIT_OBJECT_SEAL])
{
    struct sha256 hash;
    sha256_begin(&hash);
    sha256_add(&hash, bytes, n);
    memcpy(seal, magic, sizeof magic - 1);
    sha256_end(&hash, seal + sizeof magic - 1);
}

const char *jit_object_check_seal(const struct jit_object *object)
{
    _Static_assert(JIT_OBJECT_SEAL == sizeof magic - 1 + SHA256_BYTES, "the magic and a digest");
    unsigned char seal[JIT_OBJECT_SEAL];
    Elf64_Ehdr head;
    const char *wrong = check_head(object, &head); /* what is quite another file is no damaged one */
    if (wrong != NULL)
        return wrong;
    if (object->n <= JIT_OBJECT_SEAL || memcmp(object->bytes + object->n - JIT_OBJECT_SEAL, magic, sizeof magic - 1) != 0)
        return "it has no checksum at its end, so it is damaged, or another program or version has made it";
    jit_object_seal(object->bytes, object->n - JIT_OBJECT_SEAL, seal);
    bool right = memcmp(object->bytes + object->n - JIT_OBJECT_SEAL, seal, sizeof seal) == 0;
    return right ? NULL : "it is damaged: its bytes are not those that its checksum was made of";
}

/* ---- a copy ---- */

static bool write_all(int fd, const struct jit_object *object)
{
    for (size_t at = 0; at < object->n;) {
        ssize_t put = write(fd, object->bytes + at, object->n - at);
        if (put <= 0)
            return false;
        at += (size_t)put;
    }
    return true;
}

int jit_object_copy(const struct jit_object *object)
{
    int fd = memfd_create("bylaw-native", MFD_CLOEXEC);
    if (fd >= 0 && write_all(fd, object))
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}
