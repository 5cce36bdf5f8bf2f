// Fibers of one block at a time, and the checks of barriers and shared memory.
#include "kernels/cuda/device/simt_emulator.h"

#include <setjmp.h>
#include <ucontext.h>

#include <algorithm>
#include <memory>
#include <set>
#include <vector>

#if defined(__SANITIZE_ADDRESS__)
#define MST_FIBERS_TELL_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define MST_FIBERS_TELL_ASAN 1
#endif
#endif
#if defined(MST_FIBERS_TELL_ASAN)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

namespace minstrel::kernels::cuda {
namespace emulator {
namespace {

constexpr size_t kStackBytes = size_t{256} << 10;

enum class State : uint8_t { kReady, kCollective, kBarrier, kDone };

// A fiber begins as a context and is left and resumed by jumps: swapcontext asks the kernel for
// the mask of signals each time, which took half of the tests' time.
struct Fiber {
    ucontext_t context;
    jmp_buf place;
    bool is_under_way = false;
    void* shadow = nullptr;  // of the address sanitizer
    State state = State::kDone;
    Collective operation = nullptr;
    Exchange* exchange = nullptr;
    Site site;
    bool has_begun = false;     // see begin_kernel
    uint32_t barriers = 0;      // passed by this thread
    uint32_t warp_syncs = 0;    // same
    uint32_t shared_count = 0;  // declared by this thread
    // Groups of copies under way, the last one not committed yet.
    std::vector<std::vector<PendingCopy>> copies;
};

struct SharedMemory {
    std::vector<Words4> data;
    std::vector<Touch> touches;
    size_t bytes = 0;
};

class Machine {
  public:
    Machine(uint32_t threads, void (*body)(void*), void* context)
        : fibers_(threads),
          stacks_(std::make_unique_for_overwrite<std::byte[]>(threads * kStackBytes)),
          body_(body),
          context_(context) {}

    void run_block(Grid block);
    void wait(State state);
    void enter_fiber();
    void report(const char* what, const Site& site);
    SharedBlock declare(size_t element_bytes, size_t count);

    Fiber& current() { return fibers_[running_]; }
    Place place() const { return {running_, block_}; }
    const std::string& finding() const { return finding_; }
    void run_body() { body_(context_); }

  private:
    void start(uint32_t thread);
    void resume(uint32_t thread);
    bool advance_warp(uint32_t first);
    bool meet(uint32_t first);
    bool pass_barrier();

    std::vector<Fiber> fibers_;
    std::unique_ptr<std::byte[]> stacks_;
    std::vector<SharedMemory> shared_;
    jmp_buf main_ = {};
    [[maybe_unused]] void* main_shadow_ = nullptr;
    [[maybe_unused]] const void* main_stack_ = nullptr;
    [[maybe_unused]] size_t main_stack_bytes_ = 0;
    void (*body_)(void*);
    void* context_;
    Grid block_;
    uint32_t running_ = 0;
    std::string finding_;
};

// The machine whose fiber runs on this thread: a kernel on the device takes no such argument.
// NOLINTBEGIN(cppcoreguidelines-avoid-non-const-global-variables)
thread_local Machine* machine = nullptr;
thread_local std::string last_finding;
thread_local uint64_t launches = 0;
thread_local std::set<const void*> kernels;
// NOLINTEND(cppcoreguidelines-avoid-non-const-global-variables)

void fiber_main() {
    machine->enter_fiber();
    machine->run_body();
    if (!machine->current().has_begun) {
        machine->report("a kernel that does not begin with begin_kernel", Site::current());
    }
    machine->wait(State::kDone);
}

void Machine::start(uint32_t thread) {
    Fiber& fiber = fibers_[thread];
    fiber = {};
    fiber.state = State::kReady;
    getcontext(&fiber.context);
    fiber.context.uc_stack.ss_sp = stacks_.get() + thread * kStackBytes;
#if defined(MST_FIBERS_TELL_ASAN)  // frames that never returned left their marks
    __asan_unpoison_memory_region(fiber.context.uc_stack.ss_sp, kStackBytes);
#endif
    fiber.context.uc_stack.ss_size = kStackBytes;
    fiber.context.uc_link = nullptr;
    makecontext(&fiber.context, fiber_main, 0);
}

void Machine::resume(uint32_t thread) {
    running_ = thread;
    Fiber& fiber = fibers_[thread];
#if defined(MST_FIBERS_TELL_ASAN)
    __sanitizer_start_switch_fiber(&main_shadow_, fiber.context.uc_stack.ss_sp, kStackBytes);
#endif
    if (_setjmp(main_) == 0) {  // NOLINT(cert-err52-cpp): no frame is unwound, each has its stack
        if (fiber.is_under_way) _longjmp(fiber.place, 1);  // NOLINT(cert-err52-cpp)
        fiber.is_under_way = true;
        setcontext(&fiber.context);
    }
#if defined(MST_FIBERS_TELL_ASAN)
    __sanitizer_finish_switch_fiber(main_shadow_, nullptr, nullptr);
#endif
}

// First thing on a fiber's own stack, and after each return to it.
void Machine::enter_fiber() {
#if defined(MST_FIBERS_TELL_ASAN)
    __sanitizer_finish_switch_fiber(current().shadow, &main_stack_, &main_stack_bytes_);
#endif
}

// Back to the machine until it resumes this fiber; never, when the fiber is done.
void Machine::wait(State state) {
    Fiber& fiber = current();
    fiber.state = state;
#if defined(MST_FIBERS_TELL_ASAN)
    __sanitizer_start_switch_fiber(state == State::kDone ? nullptr : &fiber.shadow, main_stack_,
                                   main_stack_bytes_);
#endif
    if (_setjmp(fiber.place) == 0) _longjmp(main_, 1);  // NOLINT(cert-err52-cpp): as above
    enter_fiber();
}

void Machine::report(const char* what, const Site& site) {
    if (!finding_.empty()) return;
    finding_ = site.file;
    finding_ += ':';
    finding_ += std::to_string(site.line);
    finding_ += ": ";
    finding_ += what;
    finding_ += " (block ";
    finding_ +=
        std::to_string(block_.x) + ',' + std::to_string(block_.y) + ',' + std::to_string(block_.z);
    finding_ += ", thread " + std::to_string(running_) + ')';
}

// All 32 lanes wait: the collective happens if it is the same one.
bool Machine::meet(uint32_t first) {
    const Fiber& leader = fibers_[first];
    Exchange lanes[kWarp];
    for (uint32_t i = 0; i < kWarp; ++i) {
        const Fiber& fiber = fibers_[first + i];
        running_ = first + i;
        if (fiber.state != State::kCollective) {
            report("a warp collective that not all lanes reach", leader.site);
            return false;
        }
        if (fiber.operation != leader.operation || fiber.site.line != leader.site.line) {
            report("lanes of a warp meet at different collectives", fiber.site);
            return false;
        }
        lanes[i] = *fiber.exchange;
    }
    leader.operation(lanes);
    for (uint32_t i = 0; i < kWarp; ++i) {
        *fibers_[first + i].exchange = lanes[i];
        fibers_[first + i].state = State::kReady;
    }
    return true;
}

// Runs the lanes of a warp until all wait at a barrier of the block or are done.
bool Machine::advance_warp(uint32_t first) {
    for (;;) {
        bool meets = false;
        for (uint32_t thread = first; thread < first + kWarp; ++thread) {
            if (fibers_[thread].state == State::kReady) resume(thread);
            if (!finding_.empty()) return false;
            meets |= fibers_[thread].state == State::kCollective;
        }
        if (!meets) return true;
        const auto waits = [](const Fiber& f) { return f.state == State::kCollective; };
        const auto lead = std::find_if(fibers_.begin() + first, fibers_.end(), waits);
        if (lead != fibers_.begin() + first) {
            report("a warp collective that not all lanes reach", lead->site);
            return false;
        }
        if (!meet(first)) return false;
    }
}

bool Machine::pass_barrier() {
    const auto done = [](const Fiber& f) { return f.state == State::kDone; };
    const Fiber& leader = *std::find_if_not(fibers_.begin(), fibers_.end(), done);
    for (uint32_t thread = 0; thread < fibers_.size(); ++thread) {
        Fiber& fiber = fibers_[thread];
        running_ = thread;
        if (fiber.state == State::kDone || fiber.site.line != leader.site.line) {
            report("a barrier that not all threads reach", leader.site);
            return false;
        }
        ++fiber.barriers;
        fiber.state = State::kReady;
    }
    return true;
}

void Machine::run_block(Grid block) {
    block_ = block;
    shared_.clear();
    for (uint32_t thread = 0; thread < fibers_.size(); ++thread) start(thread);
    const auto done = [](const Fiber& f) { return f.state == State::kDone; };
    for (;;) {
        for (uint32_t first = 0; first < fibers_.size(); first += kWarp) {
            if (!advance_warp(first)) return;
        }
        if (std::all_of(fibers_.begin(), fibers_.end(), done)) return;
        if (!pass_barrier()) return;
    }
}

SharedBlock Machine::declare(size_t element_bytes, size_t count) {
    constexpr size_t kLimit = size_t{48} << 10;  // what every device and host context has
    const uint32_t index = current().shared_count++;
    if (index == shared_.size()) {
        shared_.emplace_back();
        shared_.back().bytes = element_bytes * count;
        shared_.back().data.resize((element_bytes * count + 15) / 16, {~0u, ~0u, ~0u, ~0u});
        shared_.back().touches.resize(count);
    }
    size_t total = 0;
    for (const SharedMemory& memory : shared_) total += memory.bytes;
    if (total > kLimit) fail("more than 48 KiB of shared memory", Site::current());
    SharedMemory& memory = shared_[index];
    if (memory.touches.size() != count) fail("threads differ in shared arrays", Site::current());
    return {reinterpret_cast<std::byte*>(memory.data.data()), memory.touches.data()};
}

bool is_ordered(uint32_t other, uint32_t barriers, uint32_t warp_syncs) {
    const Fiber& fiber = machine->current();
    const uint32_t thread = machine->place().thread;
    if (other == Touch::kNobody || other == thread || barriers < fiber.barriers) return true;
    const uint32_t warp = other >= Touch::kWarpMark ? other - Touch::kWarpMark : other / kWarp;
    return warp == thread / kWarp && warp_syncs < fiber.warp_syncs;
}

// The reader after one more: a thread, the threads of one warp, or several warps.
uint32_t join_readers(const Touch& element, uint32_t thread) {
    const uint32_t other = element.reader;
    const bool is_past = element.reader_barriers < machine->current().barriers;
    if (other == Touch::kNobody || other == thread || is_past) return thread;
    const uint32_t mark = Touch::kWarpMark + thread / kWarp;
    return other == mark || other / kWarp == thread / kWarp ? mark : Touch::kAtomic;
}

}  // namespace

void collective(Collective operation, Exchange& own, const Site& site) {
    Fiber& fiber = machine->current();
    fiber.operation = operation;
    fiber.exchange = &own;
    fiber.site = site;
    machine->wait(State::kCollective);
}

void block_barrier(const Site& site) {
    machine->current().site = site;
    machine->wait(State::kBarrier);
}

void fail(const char* what, const Site& site) {
    machine->report(what, site);
    for (;;) machine->wait(State::kDone);
}

Place place() {
    return machine->place();
}

SharedBlock declare_shared(size_t element_bytes, size_t count) {
    return machine->declare(element_bytes, count);
}

void touch(Touch& element, Access access, const Site& site) {
    const Fiber& fiber = machine->current();
    const uint32_t thread = access == Access::kAtomic ? Touch::kAtomic : machine->place().thread;
    if (access != Access::kWrite && !element.written) {
        fail("shared element read before it is written", site);
    }
    const bool both_atomic = access == Access::kAtomic && element.writer == Touch::kAtomic;
    if (!both_atomic &&
        !is_ordered(element.writer, element.writer_barriers, element.writer_warp_syncs)) {
        fail("shared element used without a barrier after another thread wrote it", site);
    }
    if (access == Access::kRead) {
        element.reader = join_readers(element, thread);
        element.reader_barriers = fiber.barriers;
        element.reader_warp_syncs = fiber.warp_syncs;
        return;
    }
    if (!is_ordered(element.reader, element.reader_barriers, element.reader_warp_syncs)) {
        fail("shared element written without a barrier after another thread read it", site);
    }
    element.writer = thread;
    element.writer_barriers = fiber.barriers;
    element.writer_warp_syncs = fiber.warp_syncs;
    element.written = true;
}

void add_copy(const PendingCopy& copy) {
    auto& groups = machine->current().copies;
    if (groups.empty()) groups.emplace_back();
    groups.back().push_back(copy);
}

void commit_copies() {
    auto& groups = machine->current().copies;
    if (groups.empty()) groups.emplace_back();
    groups.emplace_back();
}

void await_copies(uint32_t left) {
    auto& groups = machine->current().copies;
    while (groups.size() > size_t{left} + 1) {
        for (const PendingCopy& copy : groups.front()) {
            for (uint32_t i = 0; i < copy.elements; ++i) {
                touch(copy.touches[i], Access::kWrite, copy.site);
            }
            std::memcpy(copy.target, copy.source, copy.bytes);
        }
        groups.erase(groups.begin());
    }
}

void run(const void* kernel, Grid grid, uint32_t threads, void (*body)(void*), void* context) {
    ++launches;
    kernels.insert(kernel);
    Machine own(threads, body, context);
    Machine* const outer = machine;
    machine = &own;
    for (uint32_t z = 0; z < grid.z; ++z) {
        for (uint32_t y = 0; y < grid.y; ++y) {
            for (uint32_t x = 0; x < grid.x && own.finding().empty(); ++x) own.run_block({x, y, z});
        }
    }
    machine = outer;
    last_finding = own.finding();
}

namespace {

template <class T>
T word(const Exchange& lane, uint32_t index) {
    return std::bit_cast<T>(lane.words[index]);
}

int32_t byte_at(uint32_t word, uint32_t index) {
    return static_cast<int8_t>(word >> (8 * index));
}

// c[row][column] of a product with `steps` words along the sum, `per_word` values in a word.
// Words 0..3 are a, 4..5 b, 6..9 c.
template <class Accumulator, class Element>
void multiply_fragments(Exchange* lanes, uint32_t per_word, const Element& element) {
    Exchange results[kWarp];
    std::copy(lanes, lanes + kWarp, results);
    for (uint32_t lane = 0; lane < kWarp; ++lane) {
        const uint32_t g = lane / 4, t = lane % 4;
        for (uint32_t i = 0; i < 4; ++i) {
            const uint32_t upper = i / 2, column = 2 * t + i % 2;
            double sum = word<Accumulator>(lanes[lane], 6 + i);
            for (uint32_t half = 0; half < 2; ++half) {
                for (uint32_t k = 0; k < 4; ++k) {
                    const uint32_t a = lanes[4 * g + k].words[2 * half + upper];
                    const uint32_t b = lanes[4 * column + k].words[4 + half];
                    for (uint32_t j = 0; j < per_word; ++j) sum += element(a, j) * element(b, j);
                }
            }
            results[lane].words[6 + i] = std::bit_cast<uint32_t>(static_cast<Accumulator>(sum));
        }
    }
    std::copy(results, results + kWarp, lanes);
}

template <class Accumulator>
void multiply(Collective operation, Accumulator (&c)[4], const uint32_t (&a)[4],
              const uint32_t (&b)[2], const Site& site) {
    Exchange own = {};
    std::copy(a, a + 4, own.words);
    std::copy(b, b + 2, own.words + 4);
    std::memcpy(own.words + 6, c, sizeof c);
    collective(operation, own, site);
    std::memcpy(c, own.words + 6, sizeof c);
}

}  // namespace
}  // namespace emulator

const std::string& emulator_finding() {
    return emulator::last_finding;
}

uint64_t emulator_launches() {
    return emulator::launches;
}

uint64_t emulator_kernels() {
    return emulator::kernels.size();
}

void begin_kernel(const Site& site) {
    emulator::Fiber& fiber = emulator::machine->current();
    const bool first = fiber.barriers == 0 && fiber.warp_syncs == 0;
    if (fiber.has_begun || !first) emulator::fail("begin_kernel is not the beginning", site);
    fiber.has_begun = true;
}

void sync_warp(const Site& site) {
    emulator::Exchange own = {};
    emulator::collective([](emulator::Exchange*) {}, own, site);
    ++emulator::machine->current().warp_syncs;
}

uint32_t ballot(bool vote, const Site& site) {
    emulator::Exchange own = {};
    own.words[0] = vote ? 1 : 0;
    emulator::collective(
        [](emulator::Exchange* lanes) {
            uint32_t bits = 0;
            for (uint32_t i = 0; i < kWarp; ++i) bits |= lanes[i].words[0] << i;
            for (uint32_t i = 0; i < kWarp; ++i) lanes[i].words[0] = bits;
        },
        own, site);
    return own.words[0];
}

void mma_int8(int32_t (&c)[4], const uint32_t (&a)[4], const uint32_t (&b)[2], const Site& site) {
    emulator::multiply(
        [](emulator::Exchange* lanes) {
            emulator::multiply_fragments<int32_t>(lanes, 4, [](uint32_t word, uint32_t j) {
                return static_cast<double>(emulator::byte_at(word, j));
            });
        },
        c, a, b, site);
}

void mma_half(float (&c)[4], const uint32_t (&a)[4], const uint32_t (&b)[2], const Site& site) {
    emulator::multiply(
        [](emulator::Exchange* lanes) {
            emulator::multiply_fragments<float>(lanes, 2, [](uint32_t word, uint32_t j) {
                return static_cast<double>(float_from_f16(static_cast<uint16_t>(word >> 16 * j)));
            });
        },
        c, a, b, site);
}

void mma_bf16(float (&c)[4], const uint32_t (&a)[4], const uint32_t (&b)[2], const Site& site) {
    emulator::multiply(
        [](emulator::Exchange* lanes) {
            emulator::multiply_fragments<float>(lanes, 2, [](uint32_t word, uint32_t j) {
                return static_cast<double>(float_from_bf16(static_cast<uint16_t>(word >> 16 * j)));
            });
        },
        c, a, b, site);
}

}  // namespace minstrel::kernels::cuda
