// Compiler: one background thread that turns CreateGrammar and CreateToolset commands into grammars
// and toolsets, one after the other. Owned by the engine thread's object, which picks up the
// results.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <variant>

#include "kernels/thread_settings.h"
#include "runtime/core/status.h"
#include "runtime/flow/command.h"
#include "runtime/flow/job_queue.h"
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

    using Work = std::variant<CreateGrammar, CreateToolset>;
    // std::bad_alloc: there is no such job, and no outcome.
    void start(Work work);
    // Of one job, or none.
    std::optional<CompileOutcome> take_outcome();

  private:
    struct Job {
        Work work;
        CompileOutcome outcome;
    };

    void run();

    std::function<void()> on_news_;
    JobQueue<Job> jobs_;
    std::thread thread_;
};

}  // namespace minstrel
