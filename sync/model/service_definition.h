#pragma once
// One service, as data: what the guide says, what is asked, what is proven by what. The same file drives kiosk,
// counter and phone. File format: assets/services/schema/service-definition.schema.json (JSON Schema 2020-12).
// A parsed definition is complete and consistent; immutable; any thread.
#include <QByteArray>
#include <QList>
#include <optional>

#include "sync/base/result.h"
#include "sync/model/condition.h"
#include "sync/model/local_text.h"

namespace hall::model {

enum class FieldType {
  Text,    // only ever filled, never typed on a touch screen
  Number,  // digits, with limits
  Phone,   // a mobile number
  Date,
  Choice,    // one of the options
  Consent,   // "yes", asked apart, never pre-ticked
  Document,  // a paper, photographed page by page or brought to the counter (document_answer.h)
};

struct Option {
  QByteArray value;
  LocalText label;
};

struct Field {
  QByteArray id;
  FieldType type = FieldType::Text;
  LocalText label;     // short, for lists: "手机号码"
  LocalText question;  // a full sentence, for the page that asks it
  LocalText help;      // why it is asked, or where to find it
  QString example;     // what a right answer looks like
  QByteArray from;     // "card.name": filled from there and not asked again; empty: asked
  bool required = true;
  QList<Option> options;
  qint64 minimum = 0;  // Number only
  qint64 maximum = 0;
  QList<QByteArray> mediaTypes;  // Document only: what a page may be, "image/jpeg"
  int minimumPages = 0;          // … and how many of them
  int maximumPages = 0;
  LocalText otherwise;  // … and what to do without a camera; never a dead end
  std::optional<Condition> visibleWhen;
};

struct Eligibility {
  Condition when;       // must hold ...
  LocalText otherwise;  // ... or this is said: what is wrong and what to do
};

struct Guide {
  QList<LocalText> who;
  QList<LocalText> bring;
  LocalText duration;
  LocalText cost;
  LocalText result;
  QList<LocalText> law;
};

struct ServiceDefinition {
  QByteArray id;
  int version = 1;
  LocalText name;
  LocalText summary;
  LocalText authority;  // who decides
  QByteArray icon;
  QStringList searchTerms;  // what people say, Chinese and English
  QStringList pinyin;       // syllables with spaces: "yang lao ren zheng"
  QList<QByteArray> audiences;
  QList<QByteArray> lifeEvents;
  Guide guide;
  QList<Field> fields;
  QList<Eligibility> eligibility;
  std::optional<Condition> offerWhen;  // offered by itself when the card shows this
  int legalWorkingDays = 0;            // 0: decided on the spot

  // Invalid: detail is a JSON pointer and what is wrong there.
  static Result<ServiceDefinition> parse(const QByteArray& json);
  [[nodiscard]] const Field* field(const QByteArray& fieldId) const;
};

// What a card can fill: "card.name", "card.sex", ...
const QList<QByteArray>& cardSources();

}  // namespace hall::model
