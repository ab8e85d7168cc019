#pragma once
// The words of assets/i18n: one flat list of ids, each with Chinese and English beside it, shared by every channel.
// File shape: {"home.title": {"zh": "…", "en": "…"}, …}. Immutable once loaded; any thread.
#include <QHash>
#include <QStringList>

#include "sync/base/result.h"
#include "sync/model/local_text.h"

namespace hall::model {

class Words {
 public:
  Words() = default;

  // Reads every *.json below `directory`. Invalid: a file is not of that shape or says an id twice; detail names both.
  static Result<Words> load(const QString& directory);

  [[nodiscard]] bool contains(const QString& id) const { return m_texts.contains(id); }
  // An unknown id comes back as itself, so that a hole is seen and never shows an empty button.
  [[nodiscard]] QString text(const QString& id, Language language) const;
  [[nodiscard]] QStringList ids() const { return m_texts.keys(); }

 private:
  QHash<QString, LocalText> m_texts;
};

}  // namespace hall::model
