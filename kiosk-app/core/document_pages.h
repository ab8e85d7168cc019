#pragma once
// The papers of one case, photographed page by page. A page counts, and the next thing is offered, only when it lies
// sealed on the disk with the draft; so whoever comes back after a power cut finds it. The plain pictures live as long
// as the visit, for the citizen to look at, and are wiped with it. Lives on the UI thread.
#include <QMap>
#include <QObject>
#include <optional>

#include "drivers/bay.h"
#include "kiosk-app/core/drafts.h"
#include "sync/model/document_answer.h"

namespace hall::kiosk {

class DocumentPages : public QObject {
  Q_OBJECT

 public:
  enum class State {
    Resting,
    Looking,  // the camera waits for a sheet that lies still
    Keeping,  // a page is on its way to the disk, or off it
  };
  struct Page {
    DraftPage kept;
    QList<drivers::PageFlaw> flaws;  // what is wrong with it nevertheless; not known of one from an earlier visit
  };

  DocumentPages(Drafts& drafts, drivers::Bay& bay, std::chrono::milliseconds patience = std::chrono::seconds(25),
                QObject* parent = nullptr);

  // Another case begins, with what an earlier visit has kept of it.
  void open(const QByteArray& caseId, const QList<DraftPage>& kept);
  // The pages are wiped here; on the disk they stay with the draft.
  void forget();

  void photograph(const QByteArray& field);
  void stopLooking();
  void remove(const QByteArray& field, const QByteArray& pageId);
  void retake(const QByteArray& field, const QByteArray& pageId);  // remove, then photograph
  // Pages of a question that is not asked any more are nobody's business and are not handed in.
  void removeAllBut(const QList<QByteArray>& fields);

  [[nodiscard]] bool cameraThere() const { return m_online; }
  [[nodiscard]] State state() const { return m_state; }
  // What the camera sees now; nothing unless it is looking.
  [[nodiscard]] const std::optional<drivers::PageView>& seen() const { return m_seen; }
  // Why the last page was not taken, not kept or not removed, until the next try.
  [[nodiscard]] const std::optional<Error>& trouble() const { return m_trouble; }
  [[nodiscard]] QList<Page> pages(const QByteArray& field) const { return m_pages.value(field); }
  [[nodiscard]] model::DocumentAnswer answer(const QByteArray& field) const;

 Q_SIGNALS:
  void changed();
  void pagesChanged(const QByteArray& field);  // one came or went, and the disk has it so

 private:
  void ask();
  void take(Result<drivers::DocumentPage> page);
  void keep(const drivers::DocumentPage& page);
  void drop(const QByteArray& field, const QByteArray& pageId);
  void rest(std::optional<Error> trouble);

  Drafts& m_drafts;
  drivers::Bay& m_bay;
  const std::chrono::milliseconds m_patience;  // before a sheet
  int m_round = 0;                             // answers to an earlier question are not ours any more
  bool m_online = false;
  QByteArray m_caseId;
  QByteArray m_field;  // whose page is being taken
  State m_state = State::Resting;
  int m_writing = 0;
  bool m_retaking = false;
  std::optional<drivers::PageView> m_seen;
  std::optional<Error> m_trouble;
  QMap<QByteArray, QList<Page>> m_pages;
};

}  // namespace hall::kiosk
