#pragma once
// What must be true of every page at every size: measured on the items as they are laid out and painted.
#include <QQuickWindow>
#include <QStringList>

namespace hall::test {

struct Glass {
  QQuickWindow* window;
  double pixelsPerMillimetre;
};

// Every fault found, in words; empty when the page is right.
QStringList faultsOf(const Glass& glass);

// Items that can be activated and are on the glass now, in the order of the focus chain.
QList<QQuickItem*> controls(const Glass& glass);
QString nameOf(const QQuickItem* item);

}  // namespace hall::test
