#include "value/type.h"

/* ISO 4217, the codes in use, each with the no-break space that parts it from an amount. */
#define SPACE "\u00A0"
#define CODE(code) code SPACE
static const char codes[] =
    CODE("AED") CODE("AFN") CODE("ALL") CODE("AMD") CODE("ANG") CODE("AOA") CODE("ARS") CODE("AUD") CODE("AWG")
    CODE("AZN") CODE("BAM") CODE("BBD") CODE("BDT") CODE("BGN") CODE("BHD") CODE("BIF") CODE("BMD") CODE("BND")
    CODE("BOB") CODE("BRL") CODE("BSD") CODE("BTN") CODE("BWP") CODE("BYN") CODE("BZD") CODE("CAD") CODE("CDF")
    CODE("CHF") CODE("CLP") CODE("CNY") CODE("COP") CODE("CRC") CODE("CUP") CODE("CVE") CODE("CZK") CODE("DJF")
    CODE("DKK") CODE("DOP") CODE("DZD") CODE("EGP") CODE("ERN") CODE("ETB") CODE("EUR") CODE("FJD") CODE("FKP")
    CODE("GBP") CODE("GEL") CODE("GHS") CODE("GIP") CODE("GMD") CODE("GNF") CODE("GTQ") CODE("GYD") CODE("HKD")
    CODE("HNL") CODE("HRK") CODE("HTG") CODE("HUF") CODE("IDR") CODE("ILS") CODE("INR") CODE("IQD") CODE("IRR")
    CODE("ISK") CODE("JMD") CODE("JOD") CODE("JPY") CODE("KES") CODE("KGS") CODE("KHR") CODE("KMF") CODE("KPW")
    CODE("KRW") CODE("KWD") CODE("KYD") CODE("KZT") CODE("LAK") CODE("LBP") CODE("LKR") CODE("LRD") CODE("LSL")
    CODE("LYD") CODE("MAD") CODE("MDL") CODE("MGA") CODE("MKD") CODE("MMK") CODE("MNT") CODE("MOP") CODE("MRU")
    CODE("MUR") CODE("MVR") CODE("MWK") CODE("MXN") CODE("MYR") CODE("MZN") CODE("NAD") CODE("NGN") CODE("NIO")
    CODE("NOK") CODE("NPR") CODE("NZD") CODE("OMR") CODE("PAB") CODE("PEN") CODE("PGK") CODE("PHP") CODE("PKR")
    CODE("PLN") CODE("PYG") CODE("QAR") CODE("RON") CODE("RSD") CODE("RUB") CODE("RWF") CODE("SAR") CODE("SBD")
    CODE("SCR") CODE("SDG") CODE("SEK") CODE("SGD") CODE("SHP") CODE("SLE") CODE("SOS") CODE("SRD") CODE("SSP")
    CODE("STN") CODE("SVC") CODE("SYP") CODE("SZL") CODE("THB") CODE("TJS") CODE("TMT") CODE("TND") CODE("TOP")
    CODE("TRY") CODE("TTD") CODE("TWD") CODE("TZS") CODE("UAH") CODE("UGX") CODE("USD") CODE("UYU") CODE("UZS")
    CODE("VES") CODE("VND") CODE("VUV") CODE("WST") CODE("XAF") CODE("XCD") CODE("XCG") CODE("XOF") CODE("XPF")
    CODE("YER") CODE("ZAR") CODE("ZMW") CODE("ZWG");

enum { CODE_SIZE = 3, ENTRY_SIZE = sizeof CODE("XXX") - 1 };

/* The entry of CURRENCY, or NULL. */
static const char *find(struct str currency)
{
    for (const char *at = codes; *at; at += ENTRY_SIZE)
        if (str_eq((struct str){ at, CODE_SIZE }, currency))
            return at;
    return NULL;
}

bool text_style_known(struct str currency)
{
    return find(currency) != NULL;
}

struct text_style text_style_for(struct str currency)
{
    static const struct { const char *code, *symbol; } symbols[] = {
        { "USD", "$" }, { "EUR", "€" }, { "GBP", "£" }, { "JPY", "¥" }, { "INR", "₹" },
    };
    for (unsigned i = 0; i < sizeof symbols / sizeof *symbols; i++)
        if (str_is(currency, symbols[i].code))
            return (struct text_style){ currency, str_from(symbols[i].symbol) };
    const char *entry = find(currency);
    return (struct text_style){ currency, entry ? (struct str){ entry, ENTRY_SIZE } : currency };
}
