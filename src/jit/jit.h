/* Native code for a policy: made by a child process (bylaw-jit) in the background, or ahead of time, and loaded. Whatever goes wrong leaves
 * the VM as it is, and a notice.
 *
 * A struct jit belongs to one policy's code and is shared by the threads that decide by it. */
#ifndef BYLAW_JIT_JIT_H
#define BYLAW_JIT_JIT_H

#include "base/sha256.h"
#include "vm/native.h"

struct code;
struct jit;

/* Whether bylaw-jit is part of this Bylaw. */
bool jit_built_in(void);

/* For CODE, which is borrowed; PROGRAM, borrowed: the path of bylaw-jit. NULL: no memory. HASH below is what the policy is known by
 * (hexadecimal): native code bears it. */
struct jit *jit_new(const struct code *code, const char *program);
/* Kills the child if it is still at work, waits for it, deletes what it has written; the native code is gone. */
void jit_free(struct jit *jit);

/* Sets the child to work, once; what is wrong is in the notice. */
void jit_start(struct jit *jit, const char hash[SHA256_HEX + 1]);
/* Waits until the child is through, at most as long as it may take. */
void jit_wait(struct jit *jit);
/* The native code, or NULL: it is not there yet, or never will be. Costs nearly nothing. */
native_units *jit_units(struct jit *jit);
/* Notes that deciding has taken so many NANOSECONDS more; yields the sum by now. */
uint64_t jit_spend(struct jit *jit, uint64_t nanoseconds);
bool jit_started(struct jit *jit);
/* What came of it, for people, without a full stop: "native code after 25 ms", "native code from p.so", "no native code: …"; NULL: nothing was tried, or it is still
 * being made. Not while other threads decide. */
const char *jit_notice(const struct jit *jit);

/* Loads the shared object PATH, made by jit_build of the same policy and by the same Bylaw; that is checked before anything of it runs, and
 * so is that no byte of it has changed.
 * False: *WHY, a constant text, tells why not. */
bool jit_load(struct jit *jit, const char hash[SHA256_HEX + 1], const char *path, const char **why);
/* Makes the native code and waits for it: a file's N BYTES, which live as long as JIT. False: *WHY, likewise. Beside this, and once it is
 * done, nothing else is asked of JIT. */
bool jit_build(struct jit *jit, const char hash[SHA256_HEX + 1], const char **bytes, size_t *n, const char **why);

#endif
