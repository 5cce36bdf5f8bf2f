#include "runtime/text/sentencepiece_model.h"

#include <gtest/gtest.h>

#include <functional>
#include <limits>

#include "tests/unit/text/model_writer.h"
#include "tests/unit/text/text_fixture.h"

namespace minstrel {
namespace {

using test::ModelParts;

constexpr size_t kFirstNormal = 14 + 256;

// Loads the file completely and expects that nothing is printed on the way.
Status load(std::string_view file) {
    testing::internal::CaptureStderr();
    testing::internal::CaptureStdout();
    const auto loaded = Tokenizer::make(file);
    EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
    return loaded.ok() ? Status() : loaded.status();
}

Status load_changed(const std::function<void(ModelParts&)>& change) {
    ModelParts parts = test::valid_parts();
    change(parts);
    return load(test::write_model(parts));
}

void expect_refused(const Status& status, Code code, const std::string& message_part) {
    EXPECT_EQ(status.code(), code);
    EXPECT_NE(status.message().find(message_part), std::string::npos) << status.message();
}

TEST(SentencePieceModelTest, accepts_what_the_writer_calls_valid) {
    const Status status = load(test::write_model(test::valid_parts()));
    EXPECT_TRUE(status.ok()) << status.message();
}

TEST(SentencePieceModelTest, tells_the_version_by_content) {
    EXPECT_EQ(test::tokenizer("v1").vocabulary().version(), TokenizerVersion::kV1);
    EXPECT_EQ(test::tokenizer("v3").vocabulary().version(), TokenizerVersion::kV3);
    EXPECT_EQ(test::tokenizer("v7").vocabulary().version(), TokenizerVersion::kV7);
    EXPECT_EQ(test::tokenizer("tiny").vocabulary().version(), TokenizerVersion::kV3);
    ModelParts parts = test::valid_parts();
    for (size_t id = 10; id < 14; ++id) parts.pieces[id].text = "[control_" + std::to_string(id);
    const auto model = read_sentencepiece_model(test::write_model(parts));
    ASSERT_TRUE(model.ok());
    EXPECT_EQ(model.value().version, TokenizerVersion::kV2);
}

TEST(SentencePieceModelTest, refuses_other_kinds_of_models) {
    const auto type = [](ModelParts& parts) { parts.model_type = 1; };
    expect_refused(load_changed(type), Code::kUnsupported, "not of type BPE");
    const auto name = [](ModelParts& parts) { parts.normalizer_name = "nmt_nfkc"; };
    expect_refused(load_changed(name), Code::kUnsupported, "identity");
    const auto map = [](ModelParts& parts) { parts.character_map = "\x04\0\0\0abcdefgh"; };
    expect_refused(load_changed(map), Code::kUnsupported, "identity");
    const auto denormalizer = [](ModelParts& parts) { parts.denormalizer_map = "abcdefgh"; };
    expect_refused(load_changed(denormalizer), Code::kUnsupported, "denormaliser");
    const auto fallback = [](ModelParts& parts) { parts.byte_fallback = false; };
    expect_refused(load_changed(fallback), Code::kUnsupported, "byte fallback");
    const auto prefix = [](ModelParts& parts) { parts.add_dummy_prefix = false; };
    expect_refused(load_changed(prefix), Code::kUnsupported, "white space");
    const auto trim = [](ModelParts& parts) { parts.remove_extra_whitespaces = true; };
    expect_refused(load_changed(trim), Code::kUnsupported, "white space");
    const auto escape = [](ModelParts& parts) { parts.escape_whitespaces = false; };
    expect_refused(load_changed(escape), Code::kUnsupported, "white space");
    const auto suffix = [](ModelParts& parts) { parts.whitespace_as_suffix = true; };
    expect_refused(load_changed(suffix), Code::kUnsupported, "white space");
}

TEST(SentencePieceModelTest, refuses_bad_pieces) {
    const auto with_text = [](const char* text) {
        return [text](ModelParts& parts) { parts.pieces[kFirstNormal].text = text; };
    };
    expect_refused(load_changed(with_text("")), Code::kBadFormat, "piece 270 is empty");
    expect_refused(load_changed(with_text("\xC0\x80")), Code::kBadFormat, "not valid UTF-8");
    expect_refused(load_changed(with_text("a b")), Code::kBadFormat, "U+2581");
    expect_refused(load_changed(with_text("hello")), Code::kBadFormat, "same text as piece");
    expect_refused(load_changed(with_text("[INST]")), Code::kBadFormat, "same text as piece 3");
    expect_refused(load_changed(with_text("<0x41>")), Code::kBadFormat, "same text as piece");
    const auto longest = [](ModelParts& parts) {
        parts.pieces[kFirstNormal].text = std::string(kMaxPieceBytes + 1, 'x');
    };
    expect_refused(load_changed(longest), Code::kBadFormat, "257 bytes");
    for (const float score :
         {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
        const auto change = [score](ModelParts& parts) {
            parts.pieces[kFirstNormal].score = score;
        };
        expect_refused(load_changed(change), Code::kBadFormat, "not a number");
    }
    const auto type = [](ModelParts& parts) {
        parts.pieces[kFirstNormal].type = static_cast<PieceType>(7);
    };
    expect_refused(load_changed(type), Code::kBadFormat, "unknown type 7");
}

TEST(SentencePieceModelTest, refuses_reserved_names_in_the_wrong_class) {
    const auto typed = [](size_t id, PieceType type) {
        return [id, type](ModelParts& parts) { parts.pieces[id].type = type; };
    };
    expect_refused(load_changed(typed(3, PieceType::kNormal)), Code::kBadFormat,
                   "'[INST]' must be a control piece");
    expect_refused(load_changed(typed(5, PieceType::kUserDefined)), Code::kBadFormat,
                   "'[TOOL_CALLS]' must be a control piece");
    expect_refused(load_changed(typed(0, PieceType::kControl)), Code::kBadFormat,
                   "0 unknown pieces");
    expect_refused(load_changed(typed(13, PieceType::kUnknown)), Code::kBadFormat,
                   "2 unknown pieces");
    expect_refused(load_changed(typed(20, PieceType::kNormal)), Code::kBadFormat,
                   "255 byte pieces");
    expect_refused(load_changed(typed(kFirstNormal, PieceType::kByte)), Code::kBadFormat,
                   "no valid byte piece");
    // "a" as a control piece: the letter typed by a player would become it.
    const auto letter = [](ModelParts& parts) {
        parts.pieces[kFirstNormal + 7].type = PieceType::kControl;
    };
    expect_refused(load_changed(letter), Code::kBadFormat, "single character");
    const auto without_eos = [](ModelParts& parts) { parts.pieces[2].text = "<end>"; };
    expect_refused(load_changed(without_eos), Code::kBadFormat, "'</s>' is missing");
    const auto without_space = [](ModelParts& parts) { parts.pieces[276].text = "space"; };
    expect_refused(load_changed(without_space), Code::kBadFormat, "U+2581 is missing");
    const auto without_calls = [](ModelParts& parts) { parts.pieces[5].text = "[CALLS]"; };
    expect_refused(load_changed(without_calls), Code::kBadFormat, "not [TOOL_CALLS]");
}

TEST(SentencePieceModelTest, refuses_broken_wire_format) {
    const std::string valid = test::write_model(test::valid_parts());
    expect_refused(load(""), Code::kUnsupported, "BPE");
    expect_refused(load(valid + '\x0A'), Code::kBadFormat, "longer than what is left");
    expect_refused(load(valid + "\x0A\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01"), Code::kBadFormat,
                   "longer than what is left");
    expect_refused(load(valid + std::string(11, '\xFF')), Code::kBadFormat, "field tag");
    expect_refused(load(valid + std::string(1, '\0')), Code::kBadFormat, "not a valid field tag");
    expect_refused(load(valid + "\x0B"), Code::kBadFormat, "not a valid field tag");
    expect_refused(load(valid + test::varint_field(1, 5)), Code::kBadFormat, "wrong type");
    expect_refused(load(valid + test::bytes_field(2, "")), Code::kBadFormat, "appears twice");
    const std::string text_as_number = test::bytes_field(1, test::varint_field(1, 5));
    expect_refused(load(text_as_number + valid), Code::kBadFormat, "wrong type");
    // Unknown fields and the trainer's self-tests have no effect.
    const std::string self_test = test::bytes_field(1, test::bytes_field(1, "x"));
    const std::string extra = test::bytes_field(4, self_test) + test::bytes_field(200, "future");
    EXPECT_TRUE(load(valid + extra).ok());
}

TEST(SentencePieceModelTest, refuses_files_above_the_limits) {
    expect_refused(load(std::string(kMaxTokenizerFileBytes + 1, 'x')), Code::kLimitReached,
                   "at most 67108864");
    std::string many;
    const std::string empty_piece = test::bytes_field(1, "");
    for (size_t i = 0; i <= kMaxPieceCount; ++i) many += empty_piece;
    expect_refused(load(many), Code::kBadFormat, "more than 1048576 pieces");
}

TEST(SentencePieceModelTest, survives_every_truncation) {
    const std::string file = test::read_data("tiny_tokenizer.model");
    size_t refused = 0;
    for (size_t length = 0; length < file.size(); ++length) {
        const auto model = read_sentencepiece_model(std::string_view(file).substr(0, length));
        if (model.ok()) {
            EXPECT_EQ(model.value().pieces.size(), 512U) << length;
        } else {
            EXPECT_FALSE(model.status().message().empty());
            ++refused;
        }
    }
    // What is left complete lacks the empty denormaliser at the end.
    EXPECT_GE(refused, file.size() - 2);
}

TEST(SentencePieceModelTest, survives_flipped_bits) {
    const std::string file = test::read_data("tiny_tokenizer.model");
    size_t refused = 0;
    for (size_t bit = 0; bit < file.size() * 8; bit += 11) {
        std::string damaged = file;
        damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
        const auto loaded = Tokenizer::make(damaged);
        if (!loaded.ok()) {
            EXPECT_FALSE(loaded.status().message().empty());
            ++refused;
            continue;
        }
        const std::string text = "[INST] Two mugs of ale, please.\n</s>\u263A";
        EXPECT_EQ(test::decode(*loaded.value(), test::encode(*loaded.value(), text)), text) << bit;
    }
    EXPECT_GT(refused, 1000U);
    EXPECT_LT(refused, file.size() * 8 / 11);
}

}  // namespace
}  // namespace minstrel
