#pragma once
// Text for people in the languages Hall speaks. Chinese is always there; an empty English text falls back to it.
#include <QString>

namespace hall::model {

enum class Language { Chinese, English };

struct LocalText {
  QString zh;
  QString en;

  [[nodiscard]] const QString& in(Language language) const {
    return language == Language::English && !en.isEmpty() ? en : zh;
  }
  bool operator==(const LocalText&) const = default;
};

}  // namespace hall::model
