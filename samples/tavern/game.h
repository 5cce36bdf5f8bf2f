// The game: keeps the conversations of one visit and carries out what the player types.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "samples/tavern/conversation.h"
#include "samples/tavern/deeds.h"
#include "samples/tavern/terminal.h"
#include "samples/tavern/world.h"

namespace tavern {

class Game {
  public:
    Game(const World& world, Voices& voices, Terminal& terminal)
        : world_(world),
          voices_(voices),
          terminal_(terminal),
          current_(&world.characters.front()),
          deeds_(world) {}

    // False when nobody has that id or name.
    bool turn_to(std::string_view name);

    // One line as typed; false when the visit is over.
    bool play(std::string_view line);

    // True when an answer or a command failed, which the exit code of a script reports.
    bool failed() const { return failed_; }

  private:
    bool command(std::string_view line);
    void speak_to(const Character& who, std::string_view text);
    void speak_aside(std::string_view line);
    void list_characters();
    void fail(std::string_view text);
    std::string persona_of(const Character& who) const;
    Conversation& conversation_with(const Character& who);

    const World& world_;
    Voices& voices_;
    Terminal& terminal_;
    const Character* current_;
    Deeds deeds_;
    std::map<const Character*, std::unique_ptr<Conversation>> conversations_;
    bool failed_ = false;
};

}  // namespace tavern
