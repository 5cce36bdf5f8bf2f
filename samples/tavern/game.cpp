#include "samples/tavern/game.h"

#include <algorithm>
#include <utility>

#include "samples/tavern/persona.h"

namespace tavern {
namespace {

constexpr std::string_view kHelp =
    "/characters   who is here\n"
    "/talk NAME    turn to somebody else\n"
    "/who          what the character you talk to knows\n"
    "/state        your purse and bag, and what has changed in town\n"
    "/reset        let the character forget this conversation\n"
    "/help         this list\n"
    "/quit         leave\n"
    "@NAME TEXT    say one thing to somebody else\n"
    "Everything else is said to the character you talk to. Ctrl-C ends an answer.\n";

// "talk Marta" -> "talk" and "Marta"
std::pair<std::string_view, std::string_view> split(std::string_view line) {
    size_t end = line.find(' ');
    if (end == std::string_view::npos) return {line, {}};
    std::string_view rest = line.substr(end);
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    return {line.substr(0, end), rest};
}

}  // namespace

bool Game::turn_to(std::string_view name) {
    const Character* who = world_.find(name);
    if (who != nullptr) current_ = who;
    return who != nullptr;
}

bool Game::play(std::string_view line) {
    if (line.empty() || line.front() == '#') return true;
    if (line.front() == '/') return command(line.substr(1));
    if (line.front() == '@') {
        speak_aside(line.substr(1));
    } else {
        speak_to(*current_, line);
    }
    return true;
}

bool Game::command(std::string_view line) {
    auto [verb, rest] = split(line);
    if (verb == "quit") return false;
    if (verb == "help") {
        terminal_.write(kHelp);
    } else if (verb == "characters") {
        list_characters();
    } else if (verb == "who") {
        terminal_.write(persona_of(*current_) + "\n");
    } else if (verb == "state") {
        terminal_.write(deeds_.describe());
    } else if (verb == "reset") {
        conversation_with(*current_).forget();
        terminal_.hint(current_->name + " has forgotten this conversation.");
    } else if (verb == "talk") {
        if (turn_to(rest)) {
            terminal_.hint("You turn to " + current_->name + ". " + current_->description);
        } else {
            fail("nobody here is called '" + std::string(rest) + "'; /characters lists everybody");
        }
    } else {
        fail("there is no command '/" + std::string(verb) + "'; /help lists them");
    }
    return true;
}

void Game::speak_aside(std::string_view line) {
    auto [name, text] = split(line);
    const Character* who = world_.find(name);
    if (who == nullptr) {
        fail("nobody here is called '" + std::string(name) + "'; /characters lists everybody");
    } else if (text.empty()) {
        fail("say something to " + who->name + ": @" + who->id + " TEXT");
    } else {
        speak_to(*who, text);
    }
}

void Game::speak_to(const Character& who, std::string_view text) {
    if (!terminal_.interactive()) terminal_.write("You: " + std::string(text) + "\n");
    terminal_.write(Colour::kCharacter, who.name + ": ");
    terminal_.arm_interrupt();
    Question question;
    question.text = text;
    question.persona = persona_of(who);
    question.functions = deeds_.functions(who);
    question.choices = deeds_.choices(who);
    std::vector<std::string> done;
    Listener listener;
    listener.stop = [this] { return terminal_.interrupted(); };
    listener.on_text = [this](std::string_view piece) { terminal_.write_untrusted(piece); };
    listener.on_call = [&](std::string_view function, std::string_view arguments) {
        Deeds::Outcome outcome = deeds_.act(who, function, arguments);
        if (!outcome.done.empty()) done.push_back(std::move(outcome.done));
        return outcome.result;
    };
    std::string error;
    Conversation::End end = conversation_with(who).ask(question, listener, error);
    terminal_.write("\n");
    for (const std::string& deed : done) terminal_.write_untrusted("  * " + deed + "\n");
    if (end == Conversation::End::kStopped) terminal_.hint("You turn away.");
    if (end == Conversation::End::kFailed) fail(who.name + " cannot answer: " + error);
    terminal_.arm_interrupt();
}

void Game::list_characters() {
    for (const Character& who : world_.characters) {
        terminal_.write((&who == current_ ? "* " : "  ") + who.id + ": " + who.name + ", the " +
                        who.role + " at " + who.place + "\n");
    }
}

void Game::fail(std::string_view text) {
    complain(text);
    failed_ = true;
}

std::string Game::persona_of(const Character& who) const {
    return system_prompt(deeds_.present(who), deeds_.purse());
}

Conversation& Game::conversation_with(const Character& who) {
    std::unique_ptr<Conversation>& conversation = conversations_[&who];
    if (!conversation) {
        auto number = static_cast<uint64_t>(&who - world_.characters.data());
        conversation = std::make_unique<Conversation>(voices_, number);
    }
    return *conversation;
}

}  // namespace tavern
