#include "runtime/grammar/schema_format.h"

#include <initializer_list>
#include <string>

#include "runtime/grammar/schema_pattern.h"

namespace minstrel {
namespace {

using std::string;

// Patterns of whole strings, composed from parts. Where a standard counts (days of a month, leap
// seconds, 16-bit groups), the pattern counts as well.
string group(const string& part) {
    return "(?:" + part + ")";
}

string any_of(std::initializer_list<string> parts) {
    string result;
    for (const string& part : parts) result += (result.empty() ? "" : "|") + part;
    return group(result);
}

// RFC 3339, section 5.6, with the leap days of the Gregorian calendar.
string date() {
    const string leap_year =
        any_of({"[0-9]{2}(?:0[48]|[2468][048]|[13579][26])", "(?:[02468][048]|[13579][26])00"});
    const string day31 = "(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])";
    const string day30 = "(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)";
    const string february = "02-(?:0[1-9]|1[0-9]|2[0-8])";
    return any_of({"[0-9]{4}-" + any_of({day31, day30, february}), leap_year + "-02-29"});
}

// A 60th second exists at 23:59 UTC only. It is offered with an offset of zero: elsewhere it would
// take a state for every minute of the day.
string time() {
    const string minute = "[0-5][0-9]";
    const string hour = "(?:[01][0-9]|2[0-3])";
    const string fraction = "(?:\\.[0-9]+)?";
    const string offset = any_of({"[Zz]", "[+-]" + hour + ":" + minute});
    return any_of({hour + ":" + minute + ":" + minute + fraction + offset,
                   "23:59:60" + fraction + "(?:[Zz]|[+-]00:00)"});
}

// RFC 3339, appendix A.
string duration() {
    const string n = "[0-9]+";
    const string times =
        any_of({n + "H(?:" + n + "M(?:" + n + "S)?)?", n + "M(?:" + n + "S)?", n + "S"});
    const string days =
        any_of({n + "Y(?:" + n + "M(?:" + n + "D)?)?", n + "M(?:" + n + "D)?", n + "D"});
    return "P" + any_of({days + "(?:T" + times + ")?", "T" + times, n + "W"});
}

string ipv4() {
    const string byte = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    return byte + "(?:\\." + byte + "){3}";
}

// RFC 4291, section 2.2: eight groups, one run of zero groups as "::", the last two as IPv4.
string ipv6() {
    const string h = "[0-9a-fA-F]{1,4}";
    const auto count = [](int n) { return "{" + std::to_string(n) + "}"; };
    string result = group(h + ":") + count(7) + h + "|" + group(h + ":") + count(6) + ipv4();
    for (int left = 0; left <= 7; ++left) {
        string head;
        if (left > 0) head.append(h).append(group(":" + h)).append(count(left - 1));
        const int right = 7 - left;
        result.append("|").append(head).append("::");
        if (right > 0) {
            string tail = h;
            tail.append(group(":" + h)).append("{0,").append(std::to_string(right - 1)).append("}");
            result.append(group(tail)).append("?");
        }
        if (right >= 2) {
            result.append("|").append(head).append("::").append(group(h + ":"));
            result.append("{0,").append(std::to_string(right - 2)).append("}").append(ipv4());
        }
    }
    return group(result);
}

string hostname() {
    const string label = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    return "(?=.{1,253}$)" + label + "(?:\\." + label + ")*";
}

// RFC 5321, section 4.1.2.
string email() {
    const string atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
    const string quoted = "\"(?:[ !#-\\[\\]-~]|\\\\[ -~])*\"";
    const string label = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    const string literal = "\\[" + any_of({ipv4(), "IPv6:" + ipv6()}) + "\\]";
    return any_of({atom + "(?:\\." + atom + ")*", quoted}) + "@" +
           any_of({label + "(?:\\." + label + ")*", literal});
}

// RFC 3986, appendix A.
string uri(bool relative) {
    const string escaped = "%[0-9a-fA-F]{2}";
    const string plain = "-A-Za-z0-9._~!$&'()*+,;=";
    const string pchar = any_of({"[" + plain + ":@]", escaped});
    const string query = any_of({"[" + plain + ":@/?]", escaped}) + "*";
    const string segments = "(?:/" + pchar + "*)*";
    const string user = "(?:" + any_of({"[" + plain + ":]", escaped}) + "*@)?";
    const string future = "v[0-9a-fA-F]+\\.[" + plain + ":]+";
    const string host = any_of(
        {"\\[" + any_of({ipv6(), future}) + "\\]", any_of({"[" + plain + "]", escaped}) + "*"});
    const string authority = "//" + user + host + "(?::[0-9]*)?" + segments;
    const string rooted = "/(?:" + pchar + "+" + segments + ")?";
    const string scheme = "[A-Za-z][A-Za-z0-9+.-]*:";
    const string tail = "(?:\\?" + query + ")?(?:#" + query + ")?";
    const string absolute = scheme + any_of({authority, rooted, pchar + "+" + segments, ""});
    if (!relative) return absolute + tail;
    const string no_colon = any_of({"[" + plain + "@]", escaped}) + "+";
    return any_of({absolute, authority, rooted, no_colon + segments, ""}) + tail;
}

string pointer() {
    return "(?:/(?:[^~/]|~[01])*)*";
}

std::optional<string> pattern_of(std::string_view name) {
    if (name == "date") return date();
    if (name == "time") return time();
    if (name == "date-time") return date() + "[Tt]" + time();
    if (name == "duration") return duration();
    if (name == "ipv4") return ipv4();
    if (name == "ipv6") return ipv6();
    if (name == "uuid") return "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";
    if (name == "hostname") return hostname();
    if (name == "email") return email();
    if (name == "uri") return uri(false);
    if (name == "uri-reference") return uri(true);
    if (name == "json-pointer") return pointer();
    if (name == "relative-json-pointer") return "(?:0|[1-9][0-9]*)(?:#|" + pointer() + ")";
    return std::nullopt;
}

}  // namespace

std::optional<Language> format_language(LanguagePool& pool, std::string_view name) {
    const std::optional<string> pattern = pattern_of(name);
    if (!pattern) return std::nullopt;
    // A look-ahead has to stand outside of groups.
    const bool ahead = pattern->starts_with("(?=");
    const Result<Language> language =
        pattern_language(pool, ahead ? "^" + *pattern + "$" : "^(?:" + *pattern + ")$");
    if (!language.ok()) return std::nullopt;
    return language.value();
}

}  // namespace minstrel
