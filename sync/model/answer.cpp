#include "sync/model/answer.h"

#include <array>
#include <utility>

namespace hall::model {

namespace {
constexpr std::array<std::pair<Source, const char*>, 5> kSources{{{Source::Card, "card"},
                                                                  {Source::Person, "person"},
                                                                  {Source::Clerk, "clerk"},
                                                                  {Source::Phone, "phone"},
                                                                  {Source::Shared, "shared"}}};
constexpr std::array<std::pair<Evidence, const char*>, 4> kGrades{
    {{Evidence::A, "A"}, {Evidence::B, "B"}, {Evidence::C, "C"}, {Evidence::D, "D"}}};
constexpr std::array<std::pair<Channel, const char*>, 3> kChannels{
    {{Channel::Kiosk, "kiosk"}, {Channel::Counter, "counter"}, {Channel::Phone, "phone"}}};

template <class Table, class Value>
QByteArray textOf(const Table& table, Value value) {
  for (const auto& [known, text] : table) {
    if (known == value) return text;
  }
  return {};
}

template <class Value, class Table>
std::optional<Value> valueOf(const Table& table, QByteArrayView text) {
  for (const auto& [value, known] : table) {
    if (text == known) return value;
  }
  return std::nullopt;
}
}  // namespace

QByteArray name(Source source) {
  return textOf(kSources, source);
}
QByteArray name(Evidence evidence) {
  return textOf(kGrades, evidence);
}
QByteArray name(Channel channel) {
  return textOf(kChannels, channel);
}
std::optional<Source> source(QByteArrayView text) {
  return valueOf<Source>(kSources, text);
}
std::optional<Evidence> evidence(QByteArrayView text) {
  return valueOf<Evidence>(kGrades, text);
}
std::optional<Channel> channel(QByteArrayView text) {
  return valueOf<Channel>(kChannels, text);
}

}  // namespace hall::model
