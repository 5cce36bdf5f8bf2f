// The library as the game uses it. Voices owns the engine, the model and the functions that people
// may call; a Conversation is the session of one character. All calls come from the game's thread;
// the work is done elsewhere.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "minstrel/minstrel.h"
#include "samples/tavern/deeds.h"

namespace tavern {

struct VoiceSettings {
    std::string model_path;
    uint64_t seed = 1;
    float temperature = 0.0F;  // 0: always the likeliest words
    uint32_t threads = 0;      // 0: the library's choice
    // The bundled model has learnt from conversations of up to 1,060 tokens, most far shorter, and
    // loses the thread in longer ones. A character forgets the oldest turns instead; the persona
    // stays.
    uint32_t context_tokens = 640;
};

class Voices {
  public:
    // Loads the model and returns when it is ready. On failure null, and `error` says why.
    static std::unique_ptr<Voices> open(const VoiceSettings& settings,
                                        const std::function<void(int percent)>& on_progress,
                                        std::string& error);
    ~Voices() { mst_engine_destroy(engine_); }
    Voices(const Voices&) = delete;
    Voices& operator=(const Voices&) = delete;

  private:
    friend class Conversation;
    explicit Voices(const VoiceSettings& settings) : settings_(settings) {}
    bool make_toolset(std::string& error);
    bool load(const std::function<void(int percent)>& on_progress, std::string& error);

    VoiceSettings settings_;
    mst_engine* engine_ = nullptr;
    mst_model model_ = {0};
    mst_toolset toolset_ = {0};
};

// What the player says, and what the world is like then.
struct Question {
    std::string_view text;
    std::string persona;                 // of the character, as things are now
    std::vector<std::string> functions;  // that the character may call
    std::vector<Choices> choices;        // values of their parameters
};

// What happens while a character answers; all on the game's thread.
struct Listener {
    std::function<bool()> stop;  // looked at about twenty times a second
    std::function<void(std::string_view)> on_text;
    // Does what the character wants and returns the result.
    std::function<std::string(std::string_view function, std::string_view arguments)> on_call;
};

class Conversation {
  public:
    enum class End { kComplete, kStopped, kFailed };

    // `number` tells characters apart, so that each has luck of its own.
    Conversation(Voices& voices, uint64_t number);
    ~Conversation();
    Conversation(const Conversation&) = delete;
    Conversation& operator=(const Conversation&) = delete;

    // Asks and hands the answer over piece by piece. A stopped or failed question is forgotten by
    // the character.
    End ask(const Question& question, const Listener& listener, std::string& error);

    // Forgets what was said, keeps the persona.
    void forget();

  private:
    mst_result submit(const Question& question, mst_request* out_request);
    End follow(mst_request request, const Listener& listener, std::string& error);
    void answer_call(const mst_event& event, const Listener& listener);

    Voices& voices_;
    mst_session session_ = {0};
    std::string failure_;  // why there is no session
};

}  // namespace tavern
