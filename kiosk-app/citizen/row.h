#pragma once
// One line of a list on a page: what it is called, what it says, and where that came from.
#include <QtQml/qqmlregistration.h>
#include <QString>

namespace hall::kiosk {

struct Row {
  Q_GADGET
  QML_VALUE_TYPE(row)
  Q_PROPERTY(QString id MEMBER id)
  Q_PROPERTY(QString label MEMBER label)
  Q_PROPERTY(QString value MEMBER value)
  Q_PROPERTY(QString source MEMBER source)
  Q_PROPERTY(QString icon MEMBER icon)
  Q_PROPERTY(bool changeable MEMBER changeable)

 public:
  QString id;
  QString label;
  QString value;
  QString source;
  QString icon;
  bool changeable = false;
};

}  // namespace hall::kiosk
