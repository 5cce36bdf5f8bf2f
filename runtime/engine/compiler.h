// Compiler: one background thread that turns CreateGrammar and CreateToolset commands into grammars
// and toolsets, one after the other. Owned by the engine thread's object, which picks up the
// results.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "kernels/thread_settings.h"
#include "runtime/core/status.h"
#include "runtime/flow/command.h"
#include "runtime/grammar/grammar.h"
#include "runtime/tools/toolset.h"

namespace minstrel {

struct CompileOutcome {
    uint64_t id = 0;  // of the grammar or toolset
    Status status;
    GrammarPtr grammar;      // null when status is an error
    std::string unenforced;  // JSON list of {"keyword", "place"}; empty when all is enforced
    std::shared_ptr<const Toolset> toolset;  // instead of a grammar
    uint64_t time_ns = 0;
};

class Compiler {
  public:
    // `on_news` is called by the compiling thread.
    Compiler(std::function<void()> on_news, const kernels::ThreadSettings& settings);
    ~Compiler();
    Compiler(const Compiler&) = delete;
    Compiler& operator=(const Compiler&) = delete;

    using Job = std::variant<CreateGrammar, CreateToolset>;
    void start(Job job);
    std::vector<CompileOutcome> take_outcomes();

  private:
    void run();

    std::function<void()> on_news_;
    std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<Job> jobs_;
    std::vector<CompileOutcome> outcomes_;
    bool closed_ = false;
    std::thread thread_;
};

}  // namespace minstrel
