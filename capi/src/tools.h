// Function calling of the C API turned into the runtime's: checked and copied. Shared by sessions
// and requests. Stateless; any thread.
#pragma once

#include <optional>
#include <vector>

#include "capi/src/validate.h"
#include "minstrel/tools.h"
#include "runtime/core/status.h"
#include "runtime/flow/command.h"

namespace minstrel::capi {

// Values of live parameters, or of the live terminals of a grammar.
Result<std::vector<LiveEntry>> read_live(const mst_live_values* live, uint32_t count,
                                         TextReader* texts);

// Nothing when `desc` is NULL. `needs_toolset`: a session has nowhere else to take it from.
Result<std::optional<ToolRules>> read_tools(const mst_tools_desc* desc, bool needs_toolset,
                                            TextReader* texts);

}  // namespace minstrel::capi
