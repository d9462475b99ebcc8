#include "value/builtin.h"

/* Simple case mappings of Unicode 15: all of Latin-1, Latin Extended-A and Additional, Greek, Cyrillic; of Latin
 * Extended-B what living languages are written with; not the accented letters of ancient Greek. Each entry is a range of capitals and the distance to their small letters; with
 * PAIRS every second letter from the first is a capital and the next its small one. */
enum { PAIRS = 1 };

static const struct range {
    uint16_t from, to;
    int16_t distance;
} ranges[] = {
    { 0x0041, 0x005A, 32 },    { 0x00C0, 0x00D6, 32 },    { 0x00D8, 0x00DE, 32 },    { 0x0100, 0x012E, PAIRS },
    { 0x0132, 0x0136, PAIRS }, { 0x0139, 0x0147, PAIRS }, { 0x014A, 0x0176, PAIRS }, { 0x0178, 0x0178, -121 },
    { 0x0179, 0x017D, PAIRS }, { 0x018F, 0x018F, 202 },   { 0x01A0, 0x01A4, PAIRS }, { 0x01AF, 0x01AF, PAIRS },
    { 0x01CD, 0x01DB, PAIRS }, { 0x01DE, 0x01EE, PAIRS }, { 0x01F4, 0x01F4, PAIRS }, { 0x01F8, 0x021E, PAIRS },
    { 0x0222, 0x0232, PAIRS }, { 0x0370, 0x0372, PAIRS }, { 0x0376, 0x0376, PAIRS }, { 0x037F, 0x037F, 116 },
    { 0x0386, 0x0386, 38 },    { 0x0388, 0x038A, 37 },    { 0x038C, 0x038C, 64 },    { 0x038E, 0x038F, 63 },
    { 0x0391, 0x03A1, 32 },    { 0x03A3, 0x03AB, 32 },    { 0x03CF, 0x03CF, 8 },     { 0x03D8, 0x03EE, PAIRS },
    { 0x03F7, 0x03F7, PAIRS }, { 0x03F9, 0x03F9, -7 },    { 0x03FA, 0x03FA, PAIRS }, { 0x03FD, 0x03FF, -130 },
    { 0x0400, 0x040F, 80 },    { 0x0410, 0x042F, 32 },    { 0x0460, 0x0480, PAIRS }, { 0x048A, 0x04BE, PAIRS },
    { 0x04C0, 0x04C0, 15 },    { 0x04C1, 0x04CD, PAIRS }, { 0x04D0, 0x052E, PAIRS }, { 0x1E00, 0x1E94, PAIRS },
    { 0x1EA0, 0x1EFE, PAIRS },
};
enum { N_RANGES = sizeof ranges / sizeof *ranges };

/* Letters that share the other form with another letter: they map one way only. */
static const struct single {
    uint16_t code, to;
} lowers[] = {
    { 0x0130, 0x0069 }, { 0x03F4, 0x03B8 }, { 0x1E9E, 0x00DF },
}, uppers[] = {
    { 0x00B5, 0x039C }, { 0x0131, 0x0049 }, { 0x017F, 0x0053 }, { 0x0345, 0x0399 }, { 0x03C2, 0x03A3 },
    { 0x03D0, 0x0392 }, { 0x03D1, 0x0398 }, { 0x03D5, 0x03A6 }, { 0x03D6, 0x03A0 }, { 0x03F0, 0x039A },
    { 0x03F1, 0x03A1 }, { 0x03F5, 0x0395 }, { 0x1E9B, 0x1E60 },
};

static bool covers(const struct range *range, uint32_t code)
{
    return code >= range->from && code <= range->to && (range->distance != PAIRS || (code - range->from) % 2 == 0);
}

static uint32_t map_single(const struct single *singles, unsigned n, uint32_t code)
{
    for (unsigned i = 0; i < n; i++)
        if (singles[i].code == code)
            return singles[i].to;
    return code;
}

uint32_t builtin_lower(uint32_t code)
{
    if (code < 0x80)
        return code >= 'A' && code <= 'Z' ? code + 32 : code;
    for (unsigned i = 0; i < N_RANGES; i++)
        if (covers(&ranges[i], code))
            return (uint32_t)((int32_t)code + ranges[i].distance);
    return map_single(lowers, sizeof lowers / sizeof *lowers, code);
}

uint32_t builtin_upper(uint32_t code)
{
    if (code < 0x80)
        return code >= 'a' && code <= 'z' ? code - 32 : code;
    if (code > 0x1EFF)
        return code;
    for (unsigned i = 0; i < N_RANGES; i++)
        if (covers(&ranges[i], (uint32_t)((int32_t)code - ranges[i].distance)))
            return (uint32_t)((int32_t)code - ranges[i].distance);
    return map_single(uppers, sizeof uppers / sizeof *uppers, code);
}
