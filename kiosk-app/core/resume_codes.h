#pragma once
// A citizen who leaves in the middle takes a code along: shown, printed, and good on this machine as long as the draft
// is kept. Whoever comes back with it goes on without the card. Wrong codes are counted over all visits: after five
// everybody waits five minutes. Lives on the UI thread; the disk and the key's stretching are the store lane's.
#include <QObject>
#include <optional>

#include "drivers/bay.h"
#include "kiosk-app/core/drafts.h"
#include "kiosk-app/core/settings.h"
#include "sync/base/clock.h"
#include "sync/model/words.h"

namespace hall::kiosk {

class ResumeCodes : public QObject {
  Q_OBJECT

 public:
  enum class Giving { None, Making, Given, Failed };
  enum class Slip { None, Printing, Printed, Trouble };
  static constexpr int kWrongCodes = 5;
  static constexpr std::chrono::minutes kPause{5};

  ResumeCodes(Drafts& drafts, drivers::Bay& bay, const model::Words& words, const Settings& settings,
              const Clock& clock, QObject* parent = nullptr);
  ~ResumeCodes() override;

  // For a draft that is open. The code before is worth nothing from then on.
  void give(const QByteArray& caseId, const model::LocalText& serviceName, model::Language language);
  [[nodiscard]] Giving giving() const { return m_giving; }
  [[nodiscard]] const QString& code() const { return m_code; }  // 16 digits; empty until given
  [[nodiscard]] Slip slip() const { return m_slip; }
  void printAgain();

  void open(const QString& typed);  // or scanned
  [[nodiscard]] bool opening() const { return m_opening; }
  // Why no code was given, none printed, or none opened: code.mistyped, resume.unknown, resume.wait, ...
  [[nodiscard]] const std::optional<Error>& trouble() const { return m_trouble; }
  [[nodiscard]] const std::optional<Error>& printTrouble() const { return m_printTrouble; }

  void forget();  // the citizen goes; wrong codes stay counted

 Q_SIGNALS:
  void changed();
  void opened(const hall::kiosk::Draft& draft);

 private:
  void print();
  void given(const Result<void>& outcome, const QString& code);
  void take(const Result<Draft>& draft);
  void fail(Error error);
  [[nodiscard]] bool mustWait() const;

  Drafts& m_drafts;
  drivers::Bay& m_bay;
  const model::Words& m_words;
  const Settings& m_settings;
  const Clock& m_clock;
  Giving m_giving = Giving::None;
  Slip m_slip = Slip::None;
  QString m_code;
  model::LocalText m_serviceName;
  model::Language m_language = model::Language::Chinese;
  bool m_opening = false;
  int m_visit = 0;  // answers to an earlier one are not ours
  int m_wrong = 0;
  std::chrono::milliseconds m_lastWrong{0};
  std::optional<Error> m_trouble;
  std::optional<Error> m_printTrouble;
};

}  // namespace hall::kiosk
