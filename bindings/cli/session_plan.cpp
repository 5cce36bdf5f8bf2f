#include "bindings/cli/session_plan.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "bindings/cli/arguments.h"
#include "bindings/cli/console.h"

namespace minstrel::cli {
namespace {

struct FormName {
    mst_kv_type type;
    const char* name;
};
constexpr std::array<FormName, 3> kForms = {
    {{MST_KV_F32, "f32"}, {MST_KV_F16, "f16 or bf16"}, {MST_KV_INT8, "int8"}}};

// Tokens take whole pages.
uint64_t pages_for(uint64_t tokens, uint32_t page_tokens) {
    return (tokens + page_tokens - 1) / page_tokens;
}

void fill(const SessionPlan& plan, SessionPlan::Form& form) {
    const SessionWish& wish = plan.wish;
    form.session_bytes = form.page_bytes * pages_for(wish.context_tokens, plan.page_tokens);
    form.needed_bytes = plan.fixed_bytes + wish.sessions * form.session_bytes;
    form.sessions_that_fit = plan.left_bytes() / form.session_bytes;
    const uint64_t pages = plan.left_bytes() / form.page_bytes / wish.sessions;
    form.tokens_that_fit = std::min(pages * plan.page_tokens, wish.context_tokens);
}

std::string pad(std::string text, size_t width) {
    text.resize(std::max(text.size(), width), ' ');
    return text;
}

std::string verdict(const SessionPlan& plan, const SessionPlan::Form& form) {
    if (!plan.has_budget()) return {};
    if (form.needed_bytes <= plan.wish.budget_bytes) return "fits";
    return "too much by " + format_bytes(form.needed_bytes - plan.wish.budget_bytes);
}

unsigned long long number(uint64_t value) {
    return value;
}

}  // namespace

SessionPlan plan_sessions(const mst_model_info& model, uint64_t fixed_bytes,
                          const SessionWish& wish) {
    SessionPlan plan;
    plan.wish = wish;
    if (wish.context_tokens == 0) plan.wish.context_tokens = model.context_tokens;
    plan.wish.sessions = std::max<uint64_t>(wish.sessions, 1);
    plan.fixed_bytes = fixed_bytes;
    plan.page_tokens = model.kv_page_tokens;
    for (const FormName& known : kForms) {
        SessionPlan::Form form;
        form.name = known.name;
        form.page_bytes = model.kv_page_bytes[known.type];
        if (form.page_bytes == 0) continue;
        form.is_default = form.page_bytes == model.kv_page_bytes[MST_KV_DEFAULT];
        fill(plan, form);
        plan.forms.push_back(std::move(form));
    }
    return plan;
}

std::string to_text(const SessionPlan& plan) {
    const SessionWish& wish = plan.wish;
    std::string text;
    if (plan.has_budget()) {
        text +=
            format("\nplan for %s: %s for the model, %s left for conversations\n",
                   format_bytes(wish.budget_bytes).c_str(), format_bytes(plan.fixed_bytes).c_str(),
                   format_bytes(plan.left_bytes()).c_str());
    } else {
        text += format("\nplan: %s for the model\n", format_bytes(plan.fixed_bytes).c_str());
    }
    text += "  " + pad("keys and values", 22) + pad("per token", 12);
    const std::string together =
        format("%llu of %llu tokens", number(wish.sessions), number(wish.context_tokens));
    text += pad("with " + together, 34);
    if (plan.has_budget()) {
        text += pad(format("how many of %llu", number(wish.context_tokens)), 22);
        text += format("tokens of each of %llu", number(wish.sessions));
    }
    text += '\n';
    for (const SessionPlan::Form& form : plan.forms) {
        text += "  " + pad(form.name + (form.is_default ? ", default" : ""), 22);
        text += pad(format_bytes(form.page_bytes / plan.page_tokens), 12);
        std::string total = format_bytes(form.needed_bytes);
        if (plan.has_budget()) total += ", " + verdict(plan, form);
        text += plan.has_budget() ? pad(total, 34) : total;
        if (plan.has_budget()) {
            text += pad(format("%llu", number(form.sessions_that_fit)), 22);
            text += format("%llu", number(form.tokens_that_fit));
        }
        text += '\n';
    }
    return text;
}

nlohmann::ordered_json to_json(const SessionPlan& plan) {
    using Json = nlohmann::ordered_json;
    Json forms = Json::array();
    for (const SessionPlan::Form& form : plan.forms) {
        Json one = {{"keys_and_values", form.name},
                    {"default", form.is_default},
                    {"page_bytes", form.page_bytes},
                    {"session_bytes", form.session_bytes},
                    {"needed_bytes", form.needed_bytes}};
        if (plan.has_budget()) {
            one["fits"] = form.needed_bytes <= plan.wish.budget_bytes;
            one["sessions_that_fit"] = form.sessions_that_fit;
            one["tokens_that_fit"] = form.tokens_that_fit;
        }
        forms.push_back(std::move(one));
    }
    Json json = {{"model_bytes", plan.fixed_bytes},
                 {"sessions", plan.wish.sessions},
                 {"context_tokens", plan.wish.context_tokens},
                 {"page_tokens", plan.page_tokens}};
    if (plan.has_budget()) {
        json["budget_bytes"] = plan.wish.budget_bytes;
        json["left_bytes"] = plan.left_bytes();
    }
    json["forms"] = std::move(forms);
    return json;
}

std::string choose_bytes(std::string_view value, uint64_t& bytes) {
    constexpr std::array<std::string_view, 5> kUnits = {"", "KiB", "MiB", "GiB", "TiB"};
    constexpr double kMost = 1ull << 50;
    const size_t digits = std::min(value.find_first_not_of("0123456789."), value.size());
    const auto size = parse_real(value.substr(0, digits));
    const auto unit = std::find(kUnits.begin(), kUnits.end(), value.substr(digits));
    if (size && unit != kUnits.end()) {
        const double exact = *size * static_cast<double>(1ull << 10 * (unit - kUnits.begin()));
        if (exact >= 1 && exact <= kMost) {
            bytes = static_cast<uint64_t>(exact);
            return {};
        }
    }
    return "a size such as 800MiB, 1.5GiB or 1073741824";
}

}  // namespace minstrel::cli
