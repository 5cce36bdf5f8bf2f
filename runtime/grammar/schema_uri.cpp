#include "runtime/grammar/schema_uri.h"

#include <algorithm>
#include <vector>

#include "runtime/grammar/text_cursor.h"

namespace minstrel {
namespace {

// Views into one URI; a part that is absent has has_... == false.
struct Parts {
    std::string_view scheme, authority, path, query;
    bool has_scheme = false, has_authority = false, has_query = false;
};

bool is_scheme_char(char c, bool first) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter || (!first && ((c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.'));
}

Parts split(std::string_view uri) {
    Parts parts;
    uri = uri_without_fragment(uri);
    size_t colon = 0;
    while (colon < uri.size() && is_scheme_char(uri[colon], colon == 0)) ++colon;
    if (colon > 0 && colon < uri.size() && uri[colon] == ':') {
        parts.has_scheme = true;
        parts.scheme = uri.substr(0, colon);
        uri.remove_prefix(colon + 1);
    }
    if (const size_t mark = uri.find('?'); mark != uri.npos) {
        parts.has_query = true;
        parts.query = uri.substr(mark + 1);
        uri = uri.substr(0, mark);
    }
    if (uri.substr(0, 2) == "//") {
        uri.remove_prefix(2);
        const size_t end = std::min(uri.find('/'), uri.size());
        parts.has_authority = true;
        parts.authority = uri.substr(0, end);
        uri.remove_prefix(end);
    }
    parts.path = uri;
    return parts;
}

// "a/./b/../c" -> "a/c"; a leading slash and a trailing one are kept.
std::string remove_dot_segments(std::string_view path) {
    std::vector<std::string_view> kept;
    const bool rooted = !path.empty() && path.front() == '/';
    if (rooted) path.remove_prefix(1);
    bool open_end = false;
    while (true) {
        const size_t slash = path.find('/');
        const std::string_view segment = path.substr(0, slash);
        open_end = segment == "." || segment == "..";
        if (segment == "..") {
            if (!kept.empty()) kept.pop_back();
        } else if (segment != ".") {
            kept.push_back(segment);
        }
        if (slash == path.npos) break;
        path.remove_prefix(slash + 1);
    }
    std::string result = rooted ? "/" : "";
    for (size_t i = 0; i < kept.size(); ++i) {
        if (i > 0) result += '/';
        result += kept[i];
    }
    if (open_end && !kept.empty()) result += '/';
    return result;
}

std::string merge(const Parts& base, std::string_view path) {
    if (base.has_authority && base.path.empty()) return "/" + std::string(path);
    const size_t slash = base.path.rfind('/');
    const std::string_view folder =
        slash == base.path.npos ? std::string_view() : base.path.substr(0, slash + 1);
    return std::string(folder) + std::string(path);
}

}  // namespace

std::string_view uri_without_fragment(std::string_view uri) {
    return uri.substr(0, uri.find('#'));
}

std::string uri_fragment(std::string_view uri) {
    const size_t mark = uri.find('#');
    if (mark == uri.npos) return "";
    std::string result;
    for (size_t i = mark + 1; i < uri.size(); ++i) {
        if (uri[i] == '%' && i + 2 < uri.size() && hex_value(uri[i + 1]) >= 0 &&
            hex_value(uri[i + 2]) >= 0) {
            result += char(hex_value(uri[i + 1]) * 16 + hex_value(uri[i + 2]));
            i += 2;
        } else {
            result += uri[i];
        }
    }
    return result;
}

std::string resolve_uri(std::string_view base, std::string_view reference) {
    const size_t mark = reference.find('#');
    const std::string fragment = mark == reference.npos ? "" : std::string(reference.substr(mark));
    const std::string_view rest = uri_without_fragment(reference);
    if (rest.empty()) return std::string(uri_without_fragment(base)) + fragment;
    const Parts r = split(rest);
    const Parts b = split(base);
    std::string path;
    std::string_view query = r.query;
    bool has_query = r.has_query;
    if (r.has_scheme || r.has_authority || (!r.path.empty() && r.path.front() == '/')) {
        path = remove_dot_segments(r.path);
    } else if (r.path.empty()) {
        path = b.path;
        if (!has_query) {
            has_query = b.has_query;
            query = b.query;
        }
    } else {
        path = remove_dot_segments(merge(b, r.path));
    }
    const Parts& authority = r.has_scheme || r.has_authority ? r : b;
    const Parts& scheme = r.has_scheme ? r : b;
    std::string result;
    if (scheme.has_scheme) result += std::string(scheme.scheme) + ":";
    if (authority.has_authority) result += "//" + std::string(authority.authority);
    result += path;
    if (has_query) result += "?" + std::string(query);
    return result + fragment;
}

}  // namespace minstrel
