// References between schemas: URI resolution (RFC 3986, section 5) and fragments. Stateless; any
// thread.
#pragma once

#include <string>
#include <string_view>

namespace minstrel {

// `reference` against the absolute or empty `base`; the fragment of the reference is kept.
std::string resolve_uri(std::string_view base, std::string_view reference);

// The part before '#', and what follows it with percent-encoding undone.
std::string_view uri_without_fragment(std::string_view uri);
std::string uri_fragment(std::string_view uri);

}  // namespace minstrel
