#pragma once
// Lets the pages use Qt's own qsTrId("home.greeting") with the words of assets/i18n. UI thread.
#include <QTranslator>

#include "sync/model/words.h"

namespace hall::kiosk {

class WordsTranslator final : public QTranslator {
  Q_OBJECT

 public:
  explicit WordsTranslator(const model::Words& words) : m_words(words) {}

  void setLanguage(model::Language language) { m_language = language; }
  [[nodiscard]] bool isEmpty() const override { return false; }
  [[nodiscard]] QString translate(const char*, const char* id, const char*, int) const override {
    const QString wanted = QString::fromUtf8(id);
    return m_words.contains(wanted) ? m_words.text(wanted, m_language) : QString();
  }

 private:
  const model::Words& m_words;
  model::Language m_language = model::Language::Chinese;
};

}  // namespace hall::kiosk
