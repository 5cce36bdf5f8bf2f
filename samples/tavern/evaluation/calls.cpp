#include "samples/tavern/evaluation/calls.h"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "samples/tavern/evaluation/offers.h"

namespace tavern {

void CallShares::add(const Situation& situation, const Reply& reply, const Verdict& verdict) {
    const auto count = [](Share& share, bool good) {
        ++share.number;
        share.good += good ? 1 : 0;
    };
    if (situation.call) count(due_, verdict.right);
    if (!situation.call && !situation.tools.empty()) count(not_due_, reply.calls.empty());
    if (situation.lines.back().role == "tool") count(results_, verdict.right);
}

void CallShares::print() const {
    print("right call where one is due", due_);
    print("no call where none is due", not_due_);
    print("reply to a result uses it", results_);
}

void CallShares::print(const char* what, const Share& share) {
    const double percent = 100.0 * static_cast<double>(share.good) /
                           static_cast<double>(std::max<size_t>(share.number, 1));
    std::printf("%-28s %5.1f%% of %zu\n", what, percent, share.number);
}

void write_calls(std::ostream& file, const Situation& situation, const Reply& reply,
                 const ReplySettings& settings) {
    if (reply.calls.empty()) return;
    const std::vector<Offer> offers = read_offers(situation, settings);
    for (const Call& call : reply.calls) {
        nlohmann::ordered_json line = {
            {"id", situation.id}, {"name", call.name}, {"arguments", call.arguments}};
        const auto offer = std::find_if(offers.begin(), offers.end(),
                                        [&](const Offer& one) { return one.name == call.name; });
        if (offer != offers.end()) {
            line["parameters"] = nlohmann::ordered_json::parse(offer->parameters);
        }
        file << line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << "\n";
    }
}

}  // namespace tavern
