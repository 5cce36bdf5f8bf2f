// What tests of runtime/tools share: the functions of a tavern, and questions to a grammar.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/grammar/grammar.h"
#include "runtime/tools/toolset.h"

namespace minstrel::tools_test {

enum Function : uint32_t { kLookAround, kOpenDoor, kOrder };

ToolFunction tool(std::string name, std::string parameters = {}, std::string description = {});

// look_around(), open_door(door: live "doors", quietly), order(items: [{name, count}], note).
std::vector<ToolFunction> tavern_functions();
std::shared_ptr<const Toolset> tavern();
std::shared_ptr<const Toolset> make(std::span<const ToolFunction> functions);
std::vector<LiveValues> doors(std::vector<std::string> names);

// Whether the whole text matches; "\1" stands for control token 1, up to "\7".
bool matches(const GrammarPtr& grammar, std::string_view text);

}  // namespace minstrel::tools_test
