#include "drivers/idcard/id_card_text.h"

#include <array>
#include <span>

namespace hall::drivers {

namespace {

struct TextField {
  int offset;
  int length;  // bytes
  QString IdCard::*value;
};
struct DateField {
  int offset;
  QDate IdCard::*value;
};
struct Form {
  char16_t letter;
  IdCard::Layout layout;
  std::span<const TextField> texts;
  std::array<DateField, 3> dates;  // the last one may say "long term"
};

constexpr int letterOffset = 248;
constexpr int dateLength = 16;
constexpr QStringView longTermWord = u"长期";

constexpr TextField residentTexts[] = {{0, 30, &IdCard::name},       {30, 2, &IdCard::sexCode},
                                       {32, 4, &IdCard::ethnicCode}, {52, 70, &IdCard::address},
                                       {122, 36, &IdCard::number},   {158, 30, &IdCard::issuer}};
constexpr TextField permitTexts[] = {{0, 30, &IdCard::name},       {30, 2, &IdCard::sexCode},
                                     {52, 70, &IdCard::address},   {122, 36, &IdCard::number},
                                     {158, 30, &IdCard::issuer},   {220, 18, &IdCard::permitNumber},
                                     {238, 4, &IdCard::issueCount}};
constexpr TextField foreigner2017Texts[] = {{0, 120, &IdCard::englishName}, {120, 2, &IdCard::sexCode},
                                            {122, 30, &IdCard::number},     {152, 6, &IdCard::nationality},
                                            {158, 30, &IdCard::name},       {236, 4, &IdCard::cardVersion},
                                            {240, 8, &IdCard::issuer}};
constexpr TextField foreigner2023Texts[] = {{0, 30, &IdCard::name},         {30, 2, &IdCard::sexCode},
                                            {32, 4, &IdCard::issueCount},   {122, 36, &IdCard::number},
                                            {242, 6, &IdCard::nationality}, {250, 6, &IdCard::previousLink}};
// The English name of the 2023 card continues behind the dates.
constexpr int longNameOffset = 52, longNameLength = 70, longNameRest = 220, longNameRestLength = 22;

constexpr std::array<DateField, 3> residentDates = {
    {{36, &IdCard::birth}, {188, &IdCard::validFrom}, {204, &IdCard::validUntil}}};
constexpr std::array<DateField, 3> foreigner2017Dates = {
    {{220, &IdCard::birth}, {188, &IdCard::validFrom}, {204, &IdCard::validUntil}}};

constexpr Form forms[] = {
    {u' ', IdCard::Layout::Resident, residentTexts, residentDates},
    {u'J', IdCard::Layout::HongKongMacaoTaiwan, permitTexts, residentDates},
    {u'I', IdCard::Layout::Foreigner2017, foreigner2017Texts, foreigner2017Dates},
    {u'Y', IdCard::Layout::Foreigner2023, foreigner2023Texts, residentDates},
};

char16_t unitAt(QByteArrayView bytes, qsizetype offset) {
  return static_cast<char16_t>(static_cast<uint8_t>(bytes[offset]) | static_cast<uint8_t>(bytes[offset + 1]) << 8);
}

// Every 16-bit unit as it stands; inner blanks stay, those at the right end are padding.
QString textAt(QByteArrayView bytes, int offset, int length) {
  QString text;
  text.reserve(length / 2);
  for (int i = 0; i < length; i += 2) text.append(QChar(unitAt(bytes, offset + i)));
  while (!text.isEmpty() && (text.back() == u' ' || text.back() == QChar(0))) text.chop(1);
  return text;
}

// QDate::fromString is generous about signs and blanks; a card has exactly eight ASCII digits.
QDate dateOf(QStringView digits) {
  if (digits.size() != 8) return {};
  int number = 0;
  for (const QChar digit : digits) {
    if (digit < u'0' || digit > u'9') return {};
    number = number * 10 + (digit.unicode() - u'0');
  }
  return {number / 10000, number / 100 % 100, number % 100};
}

bool needsCare(QStringView name) {
  for (qsizetype i = 0; i < name.size(); ++i) {
    const QChar unit = name[i];
    if (unit.isHighSurrogate() && i + 1 < name.size() && name[i + 1].isLowSurrogate()) {
      const char32_t point = QChar::surrogateToUcs4(unit, name[i + 1]);
      if (point >= 0xF0000) return true;  // supplementary private use
      ++i;
    } else if (unit.isSurrogate() || (unit >= QChar(0xE000) && unit <= QChar(0xF8FF))) {
      return true;
    }
  }
  return false;
}

Result<void> readDates(QByteArrayView text, const Form& form, IdCard& card) {
  for (const DateField& field : form.dates) {
    const QString word = textAt(text, field.offset, dateLength);
    if (field.value == &IdCard::validUntil && word == longTermWord) {
      card.longTerm = true;
      continue;
    }
    card.*field.value = dateOf(word);
    if (!(card.*field.value).isValid()) {
      return failure(Failure::Garbled, "card.date", QStringLiteral("at byte %1").arg(field.offset));
    }
  }
  return {};
}

void put(QByteArray& record, int offset, int length, QStringView text) {
  for (qsizetype i = 0; i < std::min<qsizetype>(text.size(), length / 2); ++i) {
    record[offset + 2 * i] = static_cast<char>(text[i].unicode() & 0xFF);
    record[offset + 2 * i + 1] = static_cast<char>(text[i].unicode() >> 8);
  }
}

}  // namespace

Result<IdCard> parseCardText(QByteArrayView text, QByteArray photo) {
  if (text.size() != cardTextSize) {
    return failure(Failure::Garbled, "card.frame", QStringLiteral("%1 bytes of text").arg(text.size()));
  }
  char16_t letter = unitAt(text, letterOffset);
  letter = letter == 0 ? u' ' : letter;
  const Form* form =
      std::find_if(std::begin(forms), std::end(forms), [&](const Form& f) { return f.letter == letter; });
  if (form == std::end(forms)) {
    return failure(Failure::Unsupported, "card.layout", QStringLiteral("type letter U+%1").arg(uint(letter), 4, 16));
  }
  IdCard card;
  card.layout = form->layout;
  for (const TextField& field : form->texts) card.*field.value = textAt(text, field.offset, field.length);
  if (card.layout == IdCard::Layout::Foreigner2023) {
    card.englishName = textAt(text, longNameOffset, longNameLength);
    const QString rest = textAt(text, longNameRest, longNameRestLength);
    // A name that goes on fills its first field, so blanks at the seam are part of it.
    if (!rest.isEmpty()) card.englishName = card.englishName.leftJustified(longNameLength / 2) + rest;
  }
  if (const Result<void> dates = readDates(text, *form, card); !dates) {
    return failure(dates.error());
  }
  card.nameNeedsCare = needsCare(card.name);
  card.photo = std::move(photo);
  return card;
}

QString parseNewestAddress(QByteArrayView bytes) {
  constexpr int addressLength = 70;
  return bytes.size() == addressLength ? textAt(bytes, 0, addressLength) : QString();
}

QByteArray formatCardText(const IdCard& card) {
  QByteArray record;
  for (int i = 0; i < cardTextSize / 2; ++i) record.append(" \0", 2);
  const Form* form =
      std::find_if(std::begin(forms), std::end(forms), [&](const Form& f) { return f.layout == card.layout; });
  for (const TextField& field : form->texts) put(record, field.offset, field.length, card.*field.value);
  if (card.layout == IdCard::Layout::Foreigner2023) {
    put(record, longNameOffset, longNameLength, card.englishName);
    put(record, longNameRest, longNameRestLength, QStringView(card.englishName).mid(longNameLength / 2));
  }
  for (const DateField& field : form->dates) {
    const bool open = field.value == &IdCard::validUntil && card.longTerm;
    put(record, field.offset, dateLength,
        open ? longTermWord.toString() : (card.*field.value).toString(QStringLiteral("yyyyMMdd")));
  }
  put(record, letterOffset, 2, QStringView(&form->letter, 1));
  return record;
}

}  // namespace hall::drivers
