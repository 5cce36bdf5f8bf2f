// The functions by which the town's people act. `parameters` is what their calls are held to, with
// the values of the moment; `declaration` is what the model reads, in the short form that it has
// learnt from.
#pragma once

#include <string_view>

namespace tavern {

struct Function {
    std::string_view name;
    std::string_view description;
    std::string_view parameters;
    std::string_view declaration;
};

inline constexpr Function kFunctions[] = {
    {"sell_item", "Sell goods to the player.",
     R"({"type": "object",
         "properties": {"item": {"type": "string", "live": "wares"},
                        "count": {"type": "integer", "minimum": 1, "maximum": 9},
                        "price": {"type": "integer", "minimum": 1, "maximum": 999}},
         "required": ["item", "count", "price"]})",
     R"({"type": "object",
         "properties": {"item": {"type": "string"}, "count": {"type": "integer"},
                        "price": {"type": "integer"}},
         "required": ["item", "count", "price"]})"},
    {"buy_item", "Buy goods from the player.",
     R"({"type": "object",
         "properties": {"item": {"type": "string", "live": "goods"},
                        "count": {"type": "integer", "minimum": 1, "maximum": 9},
                        "price": {"type": "integer", "minimum": 1, "maximum": 999}},
         "required": ["item", "count", "price"]})",
     R"({"type": "object",
         "properties": {"item": {"type": "string"}, "count": {"type": "integer"},
                        "price": {"type": "integer"}},
         "required": ["item", "count", "price"]})"},
    {"check_stock", "Look up the stock of an item.",
     R"({"type": "object", "properties": {"item": {"type": "string", "live": "stock"}},
         "required": ["item"]})",
     R"({"type": "object", "properties": {"item": {"type": "string"}}, "required": ["item"]})"},
    {"give_quest", "Start a quest.",
     R"({"type": "object", "properties": {"quest": {"type": "string", "live": "quests"}},
         "required": ["quest"]})",
     R"({"type": "object", "properties": {"quest": {"type": "string"}}, "required": ["quest"]})"},
    {"open_door", "Open a door.",
     R"({"type": "object", "properties": {"door": {"type": "string", "live": "doors"}},
         "required": ["door"]})",
     R"({"type": "object", "properties": {"door": {"type": "string"}}, "required": ["door"]})"},
    {"give_directions", "Show the way on the map.",
     R"({"type": "object", "properties": {"place": {"type": "string", "live": "places"}},
         "required": ["place"]})",
     R"({"type": "object", "properties": {"place": {"type": "string"}}, "required": ["place"]})"},
    {"set_mood", "Show a mood.",
     R"({"type": "object",
         "properties": {"mood": {"enum": ["happy", "angry", "sad", "afraid"]}},
         "required": ["mood"]})",
     R"({"type": "object", "properties": {"mood": {"type": "string"}}, "required": ["mood"]})"},
};

}  // namespace tavern
