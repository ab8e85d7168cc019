#pragma once
// The question on the page: its words, its kind of answer, the answer being made, and what is wrong with it. UI thread.
#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QVariantList>

#include "kiosk-app/core/visit.h"

namespace hall::kiosk {

class QuestionController : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("given by the composition root")
  Q_PROPERTY(Kind kind READ kind NOTIFY changed)
  Q_PROPERTY(QString question READ question NOTIFY changed)
  Q_PROPERTY(QString help READ help NOTIFY changed)
  Q_PROPERTY(QString example READ example NOTIFY changed)
  Q_PROPERTY(QVariantList options READ options NOTIFY changed)  // rows: id is the value, label the words
  Q_PROPERTY(QString value READ value NOTIFY changed)
  Q_PROPERTY(QString shownValue READ shownValue NOTIFY changed)  // grouped as people write it
  Q_PROPERTY(QString fault READ fault NOTIFY changed)
  Q_PROPERTY(bool optional READ optional NOTIFY changed)
  Q_PROPERTY(int place READ place NOTIFY changed)
  Q_PROPERTY(int count READ count NOTIFY changed)

 public:
  enum class Kind { None, Choice, Digits, Consent };
  Q_ENUM(Kind)

  QuestionController(Visit& visit, const Session& session, const model::Words& words, QObject* parent = nullptr);

  [[nodiscard]] Kind kind() const;
  [[nodiscard]] QString question() const;
  [[nodiscard]] QString help() const;
  [[nodiscard]] QString example() const;
  [[nodiscard]] QVariantList options() const;
  [[nodiscard]] QString value() const { return m_value; }
  [[nodiscard]] QString shownValue() const;
  [[nodiscard]] QString fault() const;
  [[nodiscard]] bool optional() const { return field() != nullptr && !field()->required; }
  [[nodiscard]] int place() const;
  [[nodiscard]] int count() const;

  Q_INVOKABLE void choose(const QString& value);  // takes it and goes on
  Q_INVOKABLE void digit(const QString& digit);
  Q_INVOKABLE void erase();
  Q_INVOKABLE void submit();
  Q_INVOKABLE void skip();    // where an answer is not required
  Q_INVOKABLE void refuse();  // no consent: says what can be done instead

 Q_SIGNALS:
  void changed();

 private:
  void open();
  [[nodiscard]] const model::Field* field() const;

  Visit& m_visit;
  const Session& m_session;
  const model::Words& m_words;
  QByteArray m_field;
  QString m_value;
  std::optional<model::FieldFault> m_fault;
};

}  // namespace hall::kiosk
