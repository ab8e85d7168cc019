#pragma once
// A question for a paper: what the camera sees, the pages that are safe, and the one or two things to do next. UI
// thread.
#include <QtQml/qqmlregistration.h>
#include <QHash>
#include <QImage>
#include <QObject>
#include <QVariantList>

#include "kiosk-app/core/visit.h"

namespace hall::kiosk {

// One photographed page as the list shows it.
struct PageRow {
  Q_GADGET
  QML_VALUE_TYPE(pageRow)
  Q_PROPERTY(QString id MEMBER id)
  Q_PROPERTY(QString label MEMBER label)
  Q_PROPERTY(QString verdict MEMBER verdict)
  Q_PROPERTY(bool flawed MEMBER flawed)
  Q_PROPERTY(QVariant image MEMBER image)  // a QImage

 public:
  QString id;
  QString label;
  QString verdict;
  bool flawed = false;
  QVariant image;
};

class DocumentController : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("given by the composition root")
  Q_PROPERTY(QString question READ question NOTIFY changed)
  Q_PROPERTY(QString help READ help NOTIFY changed)
  Q_PROPERTY(QString otherwise READ otherwise NOTIFY changed)  // what to do without the camera
  Q_PROPERTY(int place READ place NOTIFY changed)
  Q_PROPERTY(int count READ count NOTIFY changed)
  Q_PROPERTY(bool looking READ looking NOTIFY changed)
  Q_PROPERTY(bool keeping READ keeping NOTIFY changed)
  Q_PROPERTY(bool steady READ steady NOTIFY changed)         // the sheet is seen well and lies still
  Q_PROPERTY(QString guidance READ guidance NOTIFY changed)  // what to do with the sheet now
  Q_PROPERTY(QVariantList pages READ pages NOTIFY changed)
  Q_PROPERTY(QString trouble READ trouble NOTIFY changed)
  Q_PROPERTY(QString noCamera READ noCamera NOTIFY changed)
  Q_PROPERTY(Action primary READ primary NOTIFY changed)
  Q_PROPERTY(Action secondary READ secondary NOTIFY changed)
  Q_PROPERTY(bool mayGoToCounter READ mayGoToCounter NOTIFY changed)  // besides what the two buttons offer

 public:
  enum class Action { None, Take, TakeNext, Done, Counter, Stop, Skip };
  Q_ENUM(Action)

  DocumentController(Visit& visit, const Session& session, const model::Words& words, QObject* parent = nullptr);
  ~DocumentController() override;

  [[nodiscard]] QString question() const;
  [[nodiscard]] QString help() const;
  [[nodiscard]] QString otherwise() const;
  [[nodiscard]] int place() const;
  [[nodiscard]] int count() const;
  [[nodiscard]] bool looking() const { return m_visit.pages().state() == DocumentPages::State::Looking; }
  [[nodiscard]] bool keeping() const { return m_visit.pages().state() == DocumentPages::State::Keeping; }
  [[nodiscard]] bool steady() const;
  [[nodiscard]] QString guidance() const;
  [[nodiscard]] QVariantList pages() const;
  [[nodiscard]] QString trouble() const;
  [[nodiscard]] QString noCamera() const;
  [[nodiscard]] Action primary() const;
  [[nodiscard]] Action secondary() const;
  [[nodiscard]] bool mayGoToCounter() const;

  Q_INVOKABLE void act(Action action);
  Q_INVOKABLE void goToCounter() { act(Action::Counter); }
  Q_INVOKABLE void remove(const QString& pageId);
  Q_INVOKABLE void retake(const QString& pageId);

 Q_SIGNALS:
  void changed();

 private:
  void open();
  [[nodiscard]] QString word(const char* id) const;
  [[nodiscard]] const model::Field* field() const;
  [[nodiscard]] qsizetype taken() const { return m_visit.pages().pages(m_field).size(); }
  [[nodiscard]] QImage thumbnail(const DocumentPages::Page& page) const;
  void letGo();

  Visit& m_visit;
  const Session& m_session;
  const model::Words& m_words;
  QByteArray m_field;
  std::optional<model::FieldFault> m_fault;
  mutable QHash<QByteArray, QImage> m_thumbnails;  // by page, drawn once
};

}  // namespace hall::kiosk
