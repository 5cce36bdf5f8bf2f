#include "runtime/model/chat_template.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/temp_directory.h"

namespace minstrel {
namespace {

using Kind = ChatTemplate::Kind;

std::string published(const std::string& name) {
    return testing::read_file(MST_TEST_DATA "/chat_templates/" + name + ".jinja");
}

struct Published {
    const char* name;
    int first;
    int last;
};

constexpr Published kPublished[] = {
    {"mixtral-8x7b", 1, 3}, {"mixtral-8x22b", 2, 3}, {"nemo", 3, 3}, {"small-24b", 7, 7}};

void expect_versions(const ChatTemplate& form, const Published& expected) {
    EXPECT_EQ(form.kind, Kind::kKnown) << expected.name;
    EXPECT_EQ(form.first_version, expected.first) << expected.name;
    EXPECT_EQ(form.last_version, expected.last) << expected.name;
    EXPECT_FALSE(form.is_name) << expected.name;
}

TEST(ChatTemplateTest, knows_what_has_been_published) {
    for (const Published& expected : kPublished) {
        const std::string text = published(expected.name);
        ASSERT_FALSE(text.empty()) << expected.name;
        expect_versions(recognise_chat_template(text), expected);
    }
}

TEST(ChatTemplateTest, ends_of_lines_and_of_the_file_do_not_count) {
    for (const Published& expected : kPublished) {
        std::string text;
        for (const char c : published(expected.name)) {
            if (c == '\n') text += '\r';
            text += c;
        }
        expect_versions(recognise_chat_template(text + "\r\n\n"), expected);
    }
}

TEST(ChatTemplateTest, any_other_change_makes_it_unknown) {
    const std::string text = published("nemo");
    for (size_t at = 0; at < text.size(); at += 97) {
        std::string changed = text;
        changed[at] = changed[at] == 'x' ? 'y' : 'x';
        EXPECT_EQ(recognise_chat_template(changed).kind, Kind::kUnknown) << at;
    }
    EXPECT_EQ(recognise_chat_template(" " + text).kind, Kind::kUnknown);
}

TEST(ChatTemplateTest, names_of_versions_state_them) {
    const ChatTemplate form = recognise_chat_template("mistral-v7-tekken");
    EXPECT_EQ(form.kind, Kind::kKnown);
    EXPECT_TRUE(form.is_name);
    EXPECT_EQ(form.first_version, 7);
    EXPECT_TRUE(form.fits(7));
    EXPECT_FALSE(form.fits(3));
    EXPECT_EQ(recognise_chat_template("mistral-v8").kind, Kind::kForeign);
}

TEST(ChatTemplateTest, tells_other_forms_of_conversation) {
    EXPECT_EQ(recognise_chat_template("").kind, Kind::kNone);
    EXPECT_EQ(recognise_chat_template("{{ '<|im_start|>' + message['role'] }}").kind,
              Kind::kForeign);
    EXPECT_EQ(recognise_chat_template("{{ '[INST]' }}").kind, Kind::kUnknown);
    EXPECT_EQ(recognise_chat_template(std::string(100'000, '\0')).kind, Kind::kForeign);
    EXPECT_EQ(recognise_chat_template("\r\n \n").kind, Kind::kForeign);
}

}  // namespace
}  // namespace minstrel
