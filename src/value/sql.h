/* SQL as far as Bylaw looks into it: where the :name parameters stand, and that it is one statement of a kind. The checker and the
 * sources of rows go by the same scanner, so that what the one takes for a parameter is one to the other. It leaves alone what
 * stands in 'texts' (E'…' and $tag$…$tag$ too), "names", `names`, comments, and behind :: (a cast). */
#ifndef BYLAW_VALUE_SQL_H
#define BYLAW_VALUE_SQL_H

#include "base/str.h"

enum sql_kind {
    SQL_END,
    SQL_WORD,      /* SELECT, invoices, … */
    SQL_PARAM,     /* :name, :customer.id */
    SQL_NUMBERED,  /* ?, ?1, $1, @name, $name: parameters that only databases know. A policy writes :name */
    SQL_SEMICOLON,
    SQL_OTHER,     /* all else, a character or a quoted text or name at a time */
    SQL_UNCLOSED,  /* a quote or comment that does not end; the last token */
};

struct sql_token {
    enum sql_kind kind;
    uint32_t from, to; /* bytes of the SQL */
    struct str name;   /* SQL_PARAM: without its colon; SQL_WORD: the word */
};

/* The token that begins at byte *AT or behind the blanks and comments there; moves *AT behind it. */
struct sql_token sql_next(struct str sql, uint32_t *at);
/* Whether a SQL_WORD is KEYWORD (given in capitals), in whatever case. */
bool sql_is(struct sql_token token, const char *keyword);

enum sql_statement { SQL_NO_STATEMENT, SQL_SELECT, SQL_UPDATE, SQL_INSERT, SQL_DELETE, SQL_OTHER_STATEMENT };
/* What SQL does, by its words: one question (SELECT, VALUES, WITH … SELECT, and nothing in it writes) or one statement that writes, at
 * most with a semicolon behind it; *WHY is NULL. Else SQL_NO_STATEMENT, and *WHY tells what is wrong, lower case, no full stop. The
 * database has the last word all the same. */
enum sql_statement sql_statement(struct str sql, const char **why);

/* Whether SQL, as it is written, changes rows of TABLE (in small letters), whatever its schema, quotes and capitals: as the target of an
 * UPDATE, INSERT INTO or DELETE FROM. Views and triggers of the database are beyond it. */
bool sql_writes_to(struct str sql, struct str table);

#endif
