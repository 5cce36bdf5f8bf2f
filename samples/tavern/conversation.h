// The library as the game uses it. Voices owns the engine and the model; a Conversation is the
// session of one character. All calls come from the game's thread; the work is done elsewhere.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "minstrel/minstrel.h"

namespace tavern {

struct VoiceSettings {
    std::string model_path;
    uint64_t seed = 1;
    float temperature = 0.0F;  // 0: always the likeliest words
    uint32_t threads = 0;      // 0: the library's choice
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
    bool load(const std::function<void(int percent)>& on_progress, std::string& error);

    VoiceSettings settings_;
    mst_engine* engine_ = nullptr;
    mst_model model_ = {0};
};

class Conversation {
  public:
    enum class End { kComplete, kStopped, kFailed };

    // `number` tells characters apart, so that each has luck of its own.
    Conversation(Voices& voices, std::string_view persona, uint64_t number);
    ~Conversation();
    Conversation(const Conversation&) = delete;
    Conversation& operator=(const Conversation&) = delete;

    // Asks and hands the answer over piece by piece. `stop` is looked at about twenty times a
    // second. A stopped or failed question is forgotten by the character.
    End ask(std::string_view text, const std::function<bool()>& stop,
            const std::function<void(std::string_view)>& on_text, std::string& error);

    // Forgets what was said, keeps the persona.
    void forget();

  private:
    End follow(mst_request request, const std::function<bool()>& stop,
               const std::function<void(std::string_view)>& on_text, std::string& error);

    Voices& voices_;
    mst_session session_ = {0};
    std::string failure_;  // why there is no session
};

}  // namespace tavern
