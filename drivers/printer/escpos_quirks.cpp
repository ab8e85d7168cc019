#include "drivers/printer/escpos_quirks.h"

#include <optional>

namespace hall::drivers::escpos {

namespace {

template <class Word>
std::optional<Word> wordOf(const QString& text, std::initializer_list<std::pair<const char*, Word>> words) {
  for (const auto& [name, word] : words) {
    if (text == QLatin1String(name)) return word;
  }
  return std::nullopt;
}

std::optional<int> numberIn(const QJsonValue& value, int least, int most) {
  const int number = value.toInt(-1);
  return number >= least && number <= most ? std::optional(number) : std::nullopt;
}

std::optional<int> bitsOf(const QJsonValue& value) {
  bool ok = false;
  const QString digits = value.toString();
  const int bits = digits.toInt(&ok, 16);
  return ok && digits.size() == 2 && bits >= 0 ? std::optional(bits) : std::nullopt;
}

template <class Value>
bool put(Value& place, const std::optional<Value>& value) {
  if (value) place = *value;
  return value.has_value();
}

bool read(Model& model, const QString& quirk, const QJsonValue& value) {
  const QString word = value.toString();
  if (quirk == u"charset") {
    return put(
        model.charset,
        wordOf<Charset>(word, {{"GB2312", Charset::Gb2312}, {"GBK", Charset::Gbk}, {"GB18030", Charset::Gb18030}}));
  }
  if (quirk == u"cutter") {
    return put(model.cutter,
               wordOf<Cutter>(word, {{"none", Cutter::None}, {"partial", Cutter::Partial}, {"full", Cutter::Full}}));
  }
  if (quirk == u"answers") {
    return put(
        model.answers,
        wordOf<Answers>(word, {{"fence", Answers::Fence}, {"status", Answers::Status}, {"line", Answers::Line}}));
  }
  if (quirk == u"columns") return put(model.columns, numberIn(value, 16, 96));
  if (quirk == u"dots") return put(model.dots, numberIn(value, 200, 1200));
  if (quirk == u"rowsPerSecond") return put(model.rowsPerSecond, numberIn(value, 50, 4000));
  if (quirk == u"paperLowBits") return put(model.paperLowBits, bitsOf(value));
  if (quirk == u"paperOutBits") return put(model.paperOutBits, bitsOf(value));
  return false;
}

}  // namespace

Result<Model> readQuirks(const QJsonObject& quirks) {
  Model model;
  for (auto quirk = quirks.begin(); quirk != quirks.end(); ++quirk) {
    if (!read(model, quirk.key(), quirk.value())) {
      return failure(Failure::Invalid, "catalogue.entry", QStringLiteral("quirk %1").arg(quirk.key()));
    }
  }
  return model;
}

}  // namespace hall::drivers::escpos
