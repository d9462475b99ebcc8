/* libbylaw: decides cases by policies written in the Bylaw rule language.
 *
 * The way: load a policy from files or texts (bylaw_load), look at its messages, then decide cases: one at a time
 * (bylaw_decider) or as a stream (bylaw_stream). A policy is immutable once loaded and may be shared by any number of
 * threads; a decider belongs to one thread at a time.
 *
 * Ownership: every object that a call makes is the caller's, and is freed with the call of the same name (NULL is fine).
 * Texts that come out are borrowed from the object and live as long as is said with the call. Texts that go in are
 * copied unless it is said that they are borrowed. All texts are UTF-8.
 *
 * Errors are return values. The library never prints, never exits, never reads the environment, and keeps no global state.
 * The interface follows libtool's versioning; structs of options begin with their size so that they may grow. */
#ifndef BYLAW_H
#define BYLAW_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define BYLAW_API __attribute__((visibility("default")))
#else
#define BYLAW_API
#endif

/* The same numbers as the exit status of the program bylaw. */
typedef enum {
    BYLAW_OK = 0,        /* all is well: every case decided or incomplete */
    BYLAW_FAULT = 1,     /* some case is in error or in conflict */
    BYLAW_UNUSABLE = 2,  /* the policy, an input, an output or an option cannot be used */
    BYLAW_NOT_BUILT = 3, /* a part that is not built in */
    BYLAW_LIMIT = 4,     /* a limit stopped it: memory, --max-errors */
    BYLAW_DEFECT = 70    /* a defect of Bylaw */
} bylaw_status;

/* Takes N bytes; yields 0, or anything else to stop (a closed pipe, a full disk). */
typedef int (*bylaw_write)(void *context, const char *bytes, size_t n);

/* ---- this library ---- */

/* "0.1.0". */
BYLAW_API const char *bylaw_version(void);
/* The parts that are built in, one line a part, for --version. */
BYLAW_API const char *bylaw_parts(void);
/* The page of the manual on a message ("BY0107"): what it means, a wrong and a right example, as Markdown. NULL where
 * there is no such code. */
BYLAW_API const char *bylaw_message_page(const char *code);
/* Writes N bytes of TEXT so that they can do no harm to a terminal: control characters and bidirectional marks as \u{1B}. For what
 * is quoted of a call or a file. */
BYLAW_API bylaw_status bylaw_show(const char *text, size_t n, bylaw_write write, void *context);
/* The files of the standard library: name and text of the INDEXth, or NULL. */
BYLAW_API const char *bylaw_stdlib(size_t index, const char **text);

/* ---- policies ---- */

typedef struct bylaw_policy bylaw_policy;

typedef struct {
    const char *path; /* a file to read; or, with text: the name that messages give it ("-e") */
    const char *text; /* the policy itself, or NULL to read path */
    size_t length;    /* of text */
} bylaw_source;

typedef struct {
    size_t size;   /* sizeof(bylaw_load_options) */
    int no_stdlib; /* do not load stdlib/support.rules first */
    const char *why_not; /* an action (allow courtesy) or an output's value (owner = Spencer) that explanations are to say why it did
                          * not come, and what would bring it; NULL: none. Its mistakes are among the policy's messages */
} bylaw_load_options;

/* Loads the policy made of N SOURCES; one that begins as an image does (bylaw_build) is taken for one. *POLICY is made even if the policy is faulty, to hold the messages (NULL only without memory:
 * BYLAW_LIMIT). BYLAW_OK: it can decide; BYLAW_UNUSABLE: its messages have errors. OPTIONS may be NULL. */
BYLAW_API bylaw_status bylaw_load(const bylaw_source *sources, size_t n, const bylaw_load_options *options, bylaw_policy **policy);
BYLAW_API void bylaw_policy_free(bylaw_policy *policy);

typedef enum { BYLAW_TEXT, BYLAW_JSON, BYLAW_CSV, BYLAW_DOT /* explanations only */, BYLAW_SARIF /* bylaw_check only */, BYLAW_MARKDOWN /* bylaw_diff only */ } bylaw_format;

typedef struct {
    size_t size;
    bylaw_format format; /* BYLAW_TEXT or BYLAW_JSON (one object a line) */
    int color;           /* colours for a terminal, in text */
    unsigned most;       /* show so many, count the rest; 0: all */
} bylaw_message_options;

BYLAW_API size_t bylaw_errors(const bylaw_policy *policy);
BYLAW_API size_t bylaw_warnings(const bylaw_policy *policy);
/* Whether a file that was named on the call (not one that another file uses) could not be read. */
BYLAW_API int bylaw_unreadable(const bylaw_policy *policy);
/* The INDEXth file that was read for the policy, or that could not be, as messages call it; NULL: there are no more. Lives as long as the policy. */
BYLAW_API const char *bylaw_file(const bylaw_policy *policy, size_t index);
/* Writes the policy's messages. BYLAW_OK, or BYLAW_UNUSABLE if WRITE stopped it, or BYLAW_LIMIT. */
BYLAW_API bylaw_status bylaw_messages(const bylaw_policy *policy, const bylaw_message_options *options, bylaw_write write, void *context);
/* Whether the policy's facts were inferred from their use. */
BYLAW_API int bylaw_facts_inferred(const bylaw_policy *policy);
/* Writes the policy's facts as a block of the language. */
BYLAW_API bylaw_status bylaw_facts(const bylaw_policy *policy, bylaw_write write, void *context);
/* Whether the policy has an action of that name. */
BYLAW_API int bylaw_has_action(const bylaw_policy *policy, const char *verb);

/* How many rules it has: groups and tables count as one. 0 of a policy with errors. */
BYLAW_API size_t bylaw_rules(const bylaw_policy *policy);

/* What a policy is known by wherever decisions are kept: SHA-256 over its words, those of the standard library among them, as 64 digits and
 * a NUL. Comments, layout and the places of files do not change it. */
enum { BYLAW_HASH_SIZE = 65 };
BYLAW_API void bylaw_policy_hash(const bylaw_policy *policy, char hash[BYLAW_HASH_SIZE]);

/* Writes POLICY as an image: a file of that is loaded by bylaw_load, by its path or as a text, in a fraction of the time, and decides as
 * POLICY does. It carries the policy's texts, for all that needs more than the code. Whether a source is an image is seen from what it
 * holds. It is for this version of Bylaw on this kind of machine: others refuse it (message BY0009). The same texts give the same
 * bytes. Damage is found when it is loaded; but its checksum is no signature: images from those who are not trusted are to be looked at
 * by bylaw_check, which holds the image to its texts, before they decide. BYLAW_UNUSABLE: the policy has errors, or WRITE stopped it. BYLAW_LIMIT: no memory, or it would be too large (4 GiB a part). */
BYLAW_API bylaw_status bylaw_build(const bylaw_policy *policy, bylaw_write write, void *context);

typedef enum { BYLAW_STOP_TOKENS, BYLAW_STOP_AST, BYLAW_STOP_PROGRAM, BYLAW_STOP_CODE, BYLAW_STOP_INDEX } bylaw_stop;
/* Writes what the policy is at that stop of the way from text to decision. BYLAW_UNUSABLE where it did not get so far. */
BYLAW_API bylaw_status bylaw_dump(const bylaw_policy *policy, bylaw_stop stop, bylaw_write write, void *context);

/* ---- checking over all possible cases ---- */

typedef struct {
    size_t size;
    bylaw_format format; /* BYLAW_TEXT, BYLAW_JSON (one document, bylaw.check/1) or BYLAW_SARIF (2.1.0) */
    int color;           /* text */
    unsigned most;       /* text: show so many, count the rest; 0: all */
    int quick;           /* only what reading says: no case is looked at */
    const char *as_of;   /* an ISO date: rules that have ended by then are told, too; NULL: none */
    const char *only;    /* a kind ("gap") or a code ("BY0312"): nothing else is told or counted; NULL: all */
    const char *db;      /* the database (sqlite:FILE, postgresql://…) that the policy's SQL is held against; NULL: none */
} bylaw_check_options;

typedef struct {
    uint64_t errors, warnings;
    uint64_t open; /* questions that could not be answered: they are told as not proved */
} bylaw_check_stats;

/* Tells what is wrong with POLICY: its messages, as bylaw_messages has them, and, if it has no errors, what is found over all its possible
 * cases: conflicts, gaps, what never applies. Each finding has a case that the reference evaluator has decided, or is proved. OPTIONS may
 * be NULL; STATS (not NULL) are added to. BYLAW_OK; BYLAW_FAULT: there are errors, of reading or conflicts; BYLAW_UNUSABLE: an option
 * (*WHY tells which), the database cannot
 * be asked (which is told as a finding), or WRITE stopped it (*WHY is NULL); BYLAW_NOT_BUILT: Bylaw knows no such database (told, too); BYLAW_LIMIT; BYLAW_DEFECT: a finding that its case does not bear out. */
BYLAW_API bylaw_status bylaw_check(const bylaw_policy *policy, const bylaw_check_options *options, bylaw_write write, void *context,
                                   bylaw_check_stats *stats, const char **why);

/* Gets what a file is to hold from now on, and the difference as a unified diff; not 0: it could not be written. */
typedef int (*bylaw_rewrite)(void *context, const char *path, const char *text, size_t length, const char *diff, size_t diff_length);

/* Takes findings of bylaw_check away where that changes no decision: rules, rows and values that never apply, overrides and defeats that never
 * matter, definitions, templates and lookups that nothing uses, allows that nothing needs; in files that the call named. It is proved
 * that no case is decided differently, before REWRITE is called for each file that changes. TELL gets a line for each change. OPTIONS as for
 * bylaw_check (only and as_of count). BYLAW_OK; BYLAW_FAULT (*WHY tells): the policy has errors; BYLAW_UNUSABLE: an option (*WHY), or
 * REWRITE or TELL failed; BYLAW_LIMIT; BYLAW_DEFECT: as bylaw_check. */
BYLAW_API bylaw_status bylaw_fix(const bylaw_policy *policy, const bylaw_check_options *options, bylaw_rewrite rewrite, bylaw_write tell, void *context,
                                 const char **why);

/* ---- deciding ---- */

typedef enum { BYLAW_VM, BYLAW_REFERENCE } bylaw_engine;

/* Native code for the VM's rules, made by another program while the VM decides (AUTO, once there were so many cases that it pays back) or
 * before it does (ON). Where it cannot be had the VM goes on; what is decided is the same. */
typedef enum { BYLAW_JIT_OFF, BYLAW_JIT_AUTO, BYLAW_JIT_ON } bylaw_jit;

/* Cases of a stream that are there may be read ahead, up to 64, and decided together: where that is quicker (AUTO), always (ON: for tests), or
 * never. What comes out is the same, and no case waits for input that has not come. */
typedef enum { BYLAW_BATCH_AUTO, BYLAW_BATCH_ON, BYLAW_BATCH_OFF } bylaw_batch;

typedef struct {
    size_t size;
    bylaw_engine engine;
    bylaw_format input;   /* BYLAW_JSON (NDJSON) or BYLAW_CSV */
    bylaw_format output;  /* BYLAW_JSON, BYLAW_TEXT or BYLAW_CSV */
    const char *id;       /* the fact that names a case; NULL: case_id, else id, else the line's number */
    const char *now;      /* an ISO moment, "clock", or NULL; a case's own now wins */
    const char *as_of;    /* an ISO date: now is its midnight UTC; NULL: not given */
    int safe;             /* CSV output: defuse formulas */
    int color;            /* text output */
    uint64_t max_errors;  /* stop after so many cases in error or conflict; 0: never */
    const char *const *fail_on; /* verbs: cases that have one are counted in stats.failed_on */
    size_t n_fail_on;
    int receipt;          /* JSON output: each decision has a receipt, that is what it rests on, so that it can be made again */
    const char *const *mask; /* facts whose values stand in receipts as keyed hashes (HMAC-SHA-256) */
    size_t n_mask;
    const char *mask_key; /* the key of the hashes, borrowed: any bytes, at least 16; NULL: private facts are left out without one */
    size_t mask_key_length;
    int explain;      /* explanations instead of bare decisions: text, JSON or dot; decided by the reference evaluator */
    int show_private; /* explanations show values of private facts */
    const char *only; /* only the case of that name is written and counted; NULL: all */
    const char *db;        /* the database that lookups ask: "sqlite:FILE", "postgresql://…" (libpq reads its own environment); NULL: none */
    const char *rows;      /* a file of rows (JSON) in place of a database, or beside one: then it answers the lookups that it names */
    const char *rows_text; /* those rows themselves, and rows is what messages call them; NULL: read the file */
    size_t rows_length;    /* of rows_text */
    int figures;          /* facts that only kpis name are read as any: what is wrong with them is an error of the case */
    bylaw_jit jit;
    const char *jit_program; /* the path of bylaw-jit */
    const char *native;   /* a shared object that bylaw_build_native made of the same policy; in place of jit. NULL: none */
    unsigned jobs;        /* so many threads may decide a long stream of NDJSON, see bylaw_stream; 0 or 1: the calling one alone */
    bylaw_batch batch;    /* of bylaw_stream */
} bylaw_options;

typedef struct {
    uint64_t cases, decided, incomplete, conflicts, errors;
    uint64_t failed_on; /* cases that have an action of options.fail_on */
    uint64_t bytes;     /* of input */
} bylaw_stats;

typedef struct bylaw_decider bylaw_decider;

/* Makes native code of POLICY, for the option native, by the program at the path PROGRAM (bylaw-jit), and waits for it: a shared object for
 * this policy, this version of Bylaw and this machine. BYLAW_NOT_BUILT: there is no native code in this Bylaw; BYLAW_UNUSABLE: it could not be
 * made; *WHY (may be NULL) tells. */
BYLAW_API bylaw_status bylaw_build_native(const bylaw_policy *policy, const char *program, bylaw_write write, void *context, const char **why);

/* What came of native code by now, in words without a full stop ("native code after 25 ms", "native code from p.so", "no native code: not worth it
 * yet"); NULL: the options want none. Lives as long as the decider. */
BYLAW_API const char *bylaw_decider_native(const bylaw_decider *decider);

/* A context for deciding by POLICY, which is borrowed and must outlive it. BYLAW_UNUSABLE: an option cannot be used, or the database of
 * options.db, or the policy's SQL there, or a lookup has nobody to answer it; BYLAW_NOT_BUILT: the part for that database is not built
 * in. *WHY (if WHY is not NULL) then tells it in one line. *DECIDER may be made all the same, only to hold that text and (in
 * bylaw_decide_trouble) its long form with the place in the policy: free it. A database is opened for reading only. */
BYLAW_API bylaw_status bylaw_decider_new(const bylaw_policy *policy, const bylaw_options *options, bylaw_decider **decider,
                                         const char **why);
/* Decides one case of JSON (N bytes, one object). *DECISION is its line without the newline, *LENGTH its bytes, both until the next call. */
BYLAW_API bylaw_status bylaw_decide(bylaw_decider *decider, const char *json, size_t n, const char **decision, size_t *length);
/* The long form, for people, of what was wrong with the last case, or with making the decider; "" if nothing. */
BYLAW_API const char *bylaw_decide_trouble(const bylaw_decider *decider);
BYLAW_API void bylaw_decider_free(bylaw_decider *decider);

typedef struct {
    size_t size;
    bylaw_write out;      /* decisions */
    bylaw_write talk;     /* the long form of errors; NULL: not wanted */
    void *context;        /* of both */
    void (*progress)(void *context, const bylaw_stats *stats); /* every 65,536 cases; NULL: not wanted */
} bylaw_sinks;

/* Decides all cases of the open file FD, called NAME in messages, in order: one line out for each line in. May be called for
 * several inputs in turn; STATS (not NULL) are added to. BYLAW_UNUSABLE: reading failed, or a sink stopped it (then *WHY is NULL).
 *
 * With options.jobs above 1, a stream of NDJSON that is long enough to be worth it is decided by that many threads (at most 256, the calling
 * one among them; fewer where they cannot be had), which are gone when the call returns. Whatever comes out is the same, in the same order; but the functions of SINKS
 * are then called by any of them, by one at a time. CSV, the options db, rows and only, and all other calls stay on the calling thread. */
BYLAW_API bylaw_status bylaw_stream(bylaw_decider *decider, int fd, const char *name, const bylaw_sinks *sinks,
                                    bylaw_stats *stats, const char **why);

/* ---- figures ---- */

typedef struct bylaw_report bylaw_report;

/* Figures over cases: the kpis of POLICY (borrowed, must outlive it), and what was decided. BY: a fact whose values part the cases into groups, or
 * day(FACT), week(FACT), month(FACT), year(FACT) of a date or moment; or NULL. *REPORT is made even where an option cannot be used, to be freed;
 * NULL only without memory. *WHY: as with bylaw_decider_new, alive as long as *REPORT. */
BYLAW_API bylaw_status bylaw_report_new(const bylaw_policy *policy, const bylaw_options *options, const char *by, bylaw_report **report,
                                        const char **why);
/* Counts all cases of the open file FD, as bylaw_stream; of SINKS out is not called. */
BYLAW_API bylaw_status bylaw_report_stream(bylaw_report *report, int fd, const char *name, const bylaw_sinks *sinks, bylaw_stats *stats,
                                           const char **why);
/* Counts the cases that the journal in the database DB has of a policy of that name (in any version), each decided again from its receipt. *LEFT_OUT is added to: cases that cannot be, since
 * something is masked or was never read. What is wrong with the database, and how many cases are other policies', goes to SINKS->talk. */
BYLAW_API bylaw_status bylaw_report_journal(bylaw_report *report, const char *db, const bylaw_sinks *sinks, bylaw_stats *stats,
                                            uint64_t *left_out);
/* The plots are commands for gnuplot, which writes the picture to standard output. */
typedef enum { BYLAW_REPORT_TEXT, BYLAW_REPORT_JSON, BYLAW_REPORT_CSV, BYLAW_REPORT_SVG_PLOT, BYLAW_REPORT_PNG_PLOT } bylaw_report_form;
/* Writes the figures so far. BYLAW_FAULT: a plot has no room for so many groups (more than 100), nothing is written. */
BYLAW_API bylaw_status bylaw_report_write(bylaw_report *report, bylaw_report_form form, bylaw_write write, void *context);
BYLAW_API void bylaw_report_free(bylaw_report *report);

/* ---- deciding again ---- */

typedef struct {
    size_t size;
    bylaw_engine engine;
    bylaw_format output; /* BYLAW_TEXT: what is not the same, for people; BYLAW_JSON: one object a receipt */
    const char *db;      /* a database: the journal in it, in place of a file; NULL: none */
} bylaw_replay_options;

typedef struct {
    uint64_t cases, same, different;
    uint64_t cannot;       /* that cannot be decided again: something is masked, or not in the receipt */
    uint64_t unreadable;   /* lines that are no decisions with receipts */
    uint64_t other_policy; /* that were decided under another version of the policy */
} bylaw_replay_stats;

/* Decides again, by POLICY, the cases of the receipts in the open file FD (called NAME in messages): lines as bylaw_stream writes them with
 * options.receipt. Each is held against what was decided, and told to SINKS->out. STATS (not NULL) are added to. BYLAW_FAULT: one is
 * different or unreadable; else as bylaw_stream. */
BYLAW_API bylaw_status bylaw_replay(const bylaw_policy *policy, const bylaw_replay_options *options, int fd, const char *name,
                                    const bylaw_sinks *sinks, bylaw_replay_stats *stats, const char **why);
/* ---- the interview ---- */

typedef struct bylaw_interview bylaw_interview;

/* All texts are NUL-terminated, and live until the interview's next call; "" where there is none. */
typedef struct {
    const char *fact;      /* by its name in the policy; NULL: nothing open can change the decision */
    const char *label;     /* what people call it, or the question to a judge */
    const char *type;      /* as the language writes it: "money" */
    const char *judged_by; /* who decides it */
    const char *guidance;  /* and by what */
    const char *const *choices; /* of a closed set, or a party's declared members: as they are in data */
    size_t n_choices;
    int yes_no;
    int closed;            /* one of the choices and no other */
    int required;
    int optional;          /* no rule is open for want of it: it may stay missing, or have its default */
    const char *otherwise; /* that default, for people */
    const char *const *rules; /* that wait for it, at most 16 */
    size_t n_rules;
    size_t open;           /* rules that are neither certain to fire nor certain not to */
    double expected;       /* how many after the answer, on average */
    size_t asked;          /* how many were asked before */
} bylaw_question;

/* An interview by POLICY (borrowed), that asks for one fact at a time until nothing open can change the decision. OPTIONS: now, as_of
 * and where rows come from, and for bylaw_interview_decision output (BYLAW_JSON or BYLAW_TEXT) and explain; the others are not looked at. Errors as bylaw_decider_new. */
BYLAW_API bylaw_status bylaw_interview_new(const bylaw_policy *policy, const bylaw_options *options, bylaw_interview **interview,
                                           const char **why);
BYLAW_API void bylaw_interview_free(bylaw_interview *interview);
/* Begins (again) with what is known already: a case of N bytes of JSON. BYLAW_FAULT: the case cannot be read; *WHY tells, until the next call. */
BYLAW_API bylaw_status bylaw_interview_start(bylaw_interview *interview, const char *json, size_t n, const char **why);
/* The question to ask next. */
BYLAW_API bylaw_status bylaw_interview_ask(bylaw_interview *interview, bylaw_question *question);
/* Answers the question that was asked last, with N bytes as a person types them. BYLAW_FAULT: that is no answer; *WHY tells what was expected,
 * and the question stands. */
BYLAW_API bylaw_status bylaw_interview_answer(bylaw_interview *interview, const char *text, size_t n, const char **why);
/* It cannot be told: it stays missing, and is not asked again. */
BYLAW_API bylaw_status bylaw_interview_skip(bylaw_interview *interview);
/* Takes the last answer back; BYLAW_FAULT where there is none. */
BYLAW_API bylaw_status bylaw_interview_back(bylaw_interview *interview);
/* The decision on what is known so far; when nothing is left to ask, whole, whatever the facts are that were not asked for. EXPLAINED: with
 * its reasons, where the interview was made with the option explain. The text lives until the next call. */
BYLAW_API bylaw_status bylaw_interview_decision(bylaw_interview *interview, int explained, const char **decision, size_t *length);
/* The case so far, as JSON on one line. */
BYLAW_API bylaw_status bylaw_interview_case(bylaw_interview *interview, const char **json, size_t *length);
/* For programs, without any state: the case so far in, the decision so far, what is needed and the next question out, as one JSON object
 * ("bylaw.ask/1", see doc/ask.md). A fact that the case has as null cannot be told. *LINE has no newline. BYLAW_FAULT: the case is in error. */
BYLAW_API bylaw_status bylaw_interview_step(bylaw_interview *interview, const char *json, size_t n, const char **line, size_t *length);

/* ---- carrying decisions out ---- */

typedef struct {
    size_t size;
    const char *db; /* the database that is written and asked: sqlite:FILE or postgresql://… */
    int again;     /* carry out cases that were carried out under another version of the policy, too */
    int dry_run;   /* tell what would be done; nothing at all is written */
    int decisions; /* the input is decisions that were made before, as bylaw_stream writes them in JSON */
} bylaw_apply_options;

typedef struct {
    uint64_t now, before, would, no; /* cases that were carried out, that had been before, that would be, that are not */
    uint64_t updates, posted;        /* updates executed, actions put into the outbox */
} bylaw_apply_stats;

typedef struct bylaw_applier bylaw_applier;

/* A context for carrying out what POLICY (borrowed) decides. BYLAW_UNUSABLE, BYLAW_NOT_BUILT: *WHY tells
 * why, as long as *APPLIER lives, which is to be freed then too (NULL only without memory). Options of output are not looked at: a decision
 * comes out as a line of JSON with "applied" behind all else; mask and mask_key are for the receipts in the journal. */
BYLAW_API bylaw_status bylaw_applier_new(const bylaw_policy *policy, const bylaw_options *options, const bylaw_apply_options *how,
                                         bylaw_applier **applier, const char **why);
/* The long form, for people, of what was wrong with the policy's SQL when APPLIER was made; "" if nothing. */
BYLAW_API const char *bylaw_applier_trouble(const bylaw_applier *applier);
/* Decides and carries out all cases of FD, each in a transaction of its own; else as bylaw_stream. BYLAW_UNUSABLE is also a database
 * that cannot be used any more. */
BYLAW_API bylaw_status bylaw_apply(bylaw_applier *applier, int fd, const char *name, const bylaw_sinks *sinks, bylaw_stats *stats,
                                   bylaw_apply_stats *applied, const char **why);
BYLAW_API void bylaw_applier_free(bylaw_applier *applier);

/* ---- scenarios ---- */

/* What scenarios have tried of the rules: rules, their branches and rows, and each atomic condition: which answers it has given, and
 * whether it was shown to matter. Any number of policies may be counted into one. */
typedef struct bylaw_coverage bylaw_coverage;

typedef struct {
    const char *title; /* NUL-terminated, as all here; borrowed until the call returns */
    const char *file;  /* that it stands in */
    unsigned line;
    unsigned row;      /* of a table, from 1; 0: no table's */
    int passed;
    const char *trouble; /* for people: what was expected, what came; "" if it passed */
} bylaw_test_result;

/* A file that scenarios stand in, with expectations that were not met rewritten to what came. All borrowed until the call returns. */
typedef struct {
    const char *file;
    const char *old, *text; /* all of it as it was read, and as it is to be; both without the byte order mark that the file may have */
    size_t n_old, n;        /* bytes of these */
    const char *diff;       /* between them, in the unified form */
    size_t n_diff;
    unsigned expectations;  /* that are rewritten */
} bylaw_test_update;

typedef struct {
    size_t size;
    const char *filter; /* only scenarios whose titles contain it; NULL: all */
    bylaw_engine engine;
    void (*result)(void *context, const bylaw_test_result *result); /* a call a scenario, in order; NULL: not wanted */
    void *context;
    const char *db, *rows; /* as in bylaw_options, for what the scenarios do not give */
    void (*trouble)(void *context, const char *text); /* why the database or the rows cannot be used, at length; NULL: not wanted */
    bylaw_coverage *coverage; /* is added to; the reference evaluator then decides; NULL: none */
    void (*update)(void *context, const bylaw_test_update *update); /* after all scenarios, a call a file that would change; nothing is
                        * written. NULL: not wanted; else failures come without explanations */
    void (*left)(void *context, const bylaw_test_result *result); /* with update, before those: of failed scenarios that are left alone as they are;
                        * trouble is why. Errors and conflicts always are. NULL: not wanted */
} bylaw_test_options;

typedef struct {
    uint64_t scenarios; /* that the policy has, whatever the filter */
    uint64_t passed, failed;
} bylaw_test_stats;

/* Tries the scenarios of POLICY. STATS (not NULL) are added to. BYLAW_OK, BYLAW_FAULT where one failed, BYLAW_UNUSABLE where the
 * policy has errors, BYLAW_LIMIT. */
BYLAW_API bylaw_status bylaw_test(const bylaw_policy *policy, const bylaw_test_options *options, bylaw_test_stats *stats);

typedef struct {
    size_t size;
    uint64_t rules, rules_fired, branches, branches_fired;
    uint64_t conditions, can_matter, mattering; /* those that can be yes and no; those of them shown to matter */
    uint64_t answers, answers_seen; /* yes, no and unknown of each condition, as far as there can be a case that gives them */
} bylaw_coverage_figures;

/* NULL: no memory. */
BYLAW_API bylaw_coverage *bylaw_coverage_new(void);
BYLAW_API void bylaw_coverage_free(bylaw_coverage *coverage);
/* Fills in FIGURES, whose size is set. */
BYLAW_API void bylaw_coverage_sums(const bylaw_coverage *coverage, bylaw_coverage_figures *figures);
/* PAIRS: text, with the two scenarios by which each condition was shown to matter. */
typedef enum { BYLAW_COVERAGE_TEXT, BYLAW_COVERAGE_JSON, BYLAW_COVERAGE_LCOV, BYLAW_COVERAGE_HTML, BYLAW_COVERAGE_PAIRS } bylaw_coverage_form;
/* BYLAW_OK, or BYLAW_UNUSABLE if WRITE stopped it, or BYLAW_LIMIT. */
BYLAW_API bylaw_status bylaw_coverage_write(bylaw_coverage *coverage, bylaw_coverage_form form, bylaw_write write, void *context);

/* Writes scenarios that POLICY's own lack, expecting what it decides now, to be read: both sides of each bound, and each answer of a condition that some
 * case can give. *N (not NULL) is added how many. BYLAW_OK; BYLAW_UNUSABLE: the policy has errors, or WRITE stopped it; BYLAW_LIMIT. */
BYLAW_API bylaw_status bylaw_suggest(const bylaw_policy *policy, bylaw_write write, void *context, uint64_t *n);

typedef enum { BYLAW_MUTANT_SURVIVES, BYLAW_MUTANT_OPEN } bylaw_mutant_fate; /* OPEN: whether it decides anything differently is not known */

typedef struct {
    const char *words;    /* "'amount > $1000' could be 'amount >= $1000'"; NUL-terminated, as all here; borrowed until the call returns */
    const char *rule;     /* in which it is */
    const char *file;
    unsigned line;
    bylaw_mutant_fate fate;
    const char *scenario; /* one that would fail on it, ready to paste; "" where none is known */
} bylaw_mutant;

typedef struct {
    size_t size;
    unsigned threads;   /* 0: as many as there are processors */
    void (*survivor)(void *context, const bylaw_mutant *mutant); /* a call a survivor, in order; NULL: not wanted */
    void (*progress)(void *context, uint64_t done, uint64_t of); /* NULL: not wanted; called on the caller's thread */
    void *context;
    const char *db, *rows; /* as in bylaw_options, for what the scenarios do not give */
} bylaw_mutate_options;

typedef struct {
    uint64_t mutants, killed;
    uint64_t same;    /* not killed, and proved to decide every case as the policy does */
    uint64_t survive; /* not killed, and a case is known that they decide differently */
    uint64_t open;    /* not killed, and neither */
} bylaw_mutate_stats;

/* Tries the scenarios of POLICY on mutants of it, of the rules in the files that its scenarios name. STATS (not NULL) are added to. BYLAW_OK: none survives or is
 * open; BYLAW_FAULT: some do; BYLAW_UNUSABLE: the policy has errors, no scenarios, or some fail on the policy itself; BYLAW_LIMIT. */
BYLAW_API bylaw_status bylaw_mutate(const bylaw_policy *policy, const bylaw_mutate_options *options, bylaw_mutate_stats *stats);

/* ---- guarantees ---- */

typedef enum { BYLAW_PROVED, BYLAW_BROKEN, BYLAW_NOT_PROVED } bylaw_proof;

typedef struct {
    const char *guarantee; /* as it was written; NUL-terminated, as all here; borrowed until the call returns */
    const char *file;      /* that it stands in */
    unsigned line;
    bylaw_proof proof;
    const char *why;    /* broken: how, by which rules; not proved: what stands in the way; proved: that there was nothing to prove, or "" */
    const char *json;   /* a case that breaks it, as bylaw_decide takes it; else "" */
    const char *rows;   /* what lookups find in that case, in the form of --rows; "" where nothing is looked up */
    const char *report; /* all of that, and why the case is decided as it is: for people, or one JSON object (options.format); with a newline */
} bylaw_proof_result;

typedef struct {
    size_t size;
    bylaw_format format;       /* BYLAW_TEXT or BYLAW_JSON */
    const char *const *assume; /* yes/no definitions of the policy: only cases where they all are yes are thought of */
    size_t n_assume;
    void (*result)(void *context, const bylaw_proof_result *result); /* a call a guarantee, in order; NULL: not wanted */
    void *context;
} bylaw_prove_options;

typedef struct {
    uint64_t proved, broken, open;
} bylaw_prove_stats;

/* Proves the guarantees (never, always) of POLICY for every possible case, facts missing or not, or finds a case that breaks them. STATS (not
 * NULL) are added to. BYLAW_OK: all are proved; BYLAW_FAULT: one is broken or not proved; BYLAW_UNUSABLE: the policy has errors, or
 * an assumption is no yes/no definition of it; BYLAW_LIMIT. */
BYLAW_API bylaw_status bylaw_prove(const bylaw_policy *policy, const bylaw_prove_options *options, bylaw_prove_stats *stats);

/* ---- two policies ---- */

typedef struct {
    size_t size;
    bylaw_format format; /* BYLAW_TEXT, BYLAW_JSON (an object a region, then one of the whole), BYLAW_MARKDOWN */
    unsigned most;       /* regions that are told; 0: 50 */
    int receipts;        /* of bylaw_diff_cases: the file has decisions with receipts, as bylaw_stream writes them */
} bylaw_diff_options;

/* Tells, by WRITE, of all possible cases which the policies OLD and NEW (NEW may come of other files) decide differently: regions, each with a
 * case; or that there are none. BYLAW_OK: proved that no case decides differently; BYLAW_FAULT: one does, or it is not proved;
 * BYLAW_UNUSABLE: a policy has errors, or WRITE stopped it; BYLAW_LIMIT; BYLAW_DEFECT: what was written last tells of it. */
BYLAW_API bylaw_status bylaw_diff(const bylaw_policy *old, const bylaw_policy *changed, const bylaw_diff_options *options, bylaw_write write,
                                  void *context);
/* The same for the cases of the open file FD alone, in bounded memory: what flips, with ten cases each, and what money moves. DECIDING (may be
 * NULL) says how cases come and are decided, as for bylaw_decider_new. BYLAW_OK: all are decided the same; BYLAW_FAULT: one is not, or cannot be
 * decided again; else COMPLAIN (NULL: not wanted) gets one line that tells why, without newline. */
BYLAW_API bylaw_status bylaw_diff_cases(const bylaw_policy *old, const bylaw_policy *changed, const bylaw_diff_options *options,
                                        const bylaw_options *deciding, int fd, bylaw_write write, void *context, bylaw_write complain);

#ifdef __cplusplus
}
#endif

#endif
