#include "tests/ui/page_check.h"

#include <QFont>
#include <QFontMetricsF>
#include <QQuickItem>
#include <functional>

namespace hall::test {

namespace {

constexpr double kTarget = 15.0;      // mm, ordinary targets of the citizen's pages
constexpr double kGap = 2.54;         // mm between targets
constexpr double kSmallestCap = 3.5;  // mm, nothing on the glass is smaller

void walk(QQuickItem* item, const std::function<void(QQuickItem*)>& each) {
  if (!item->isVisible() || item->opacity() == 0.0) return;
  each(item);
  for (QQuickItem* child : item->childItems()) walk(child, each);
}

QRectF onGlass(const QQuickItem* item) {
  return item->mapRectToScene(QRectF(0, 0, item->width(), item->height()));
}

bool isControl(const QQuickItem* item) {
  return item->metaObject()->indexOfMethod("activate()") >= 0 && item->isEnabled();
}

void checkText(const Glass& glass, QQuickItem* item, QStringList& faults) {
  const QString text = item->property("text").toString();
  if (text.isEmpty() || item->metaObject()->indexOfProperty("truncated") < 0) return;
  const QString shown = u'"' + text.left(24) + u'"';
  if (item->property("truncated").toBool()) faults << shown + QStringLiteral(" is cut short");
  if (item->property("contentWidth").toDouble() > item->width() + 1) {
    faults << shown + QStringLiteral(" is wider than its place");
  }
  if (item->property("contentHeight").toDouble() > item->height() + 1) {
    faults << shown + QStringLiteral(" is higher than its place");
  }
  const QRectF place = onGlass(item);
  if (place.left() < -1 || place.right() > glass.window->width() + 1) {
    faults << shown + QStringLiteral(" leaves the glass at the side");
  }
  const double cap = QFontMetricsF(item->property("font").value<QFont>()).capHeight() / glass.pixelsPerMillimetre;
  if (cap < kSmallestCap - 0.05) faults << shown + QStringLiteral(" has capitals of only %1 mm").arg(cap);
}

void checkTarget(const Glass& glass, QQuickItem* item, QStringList& faults) {
  const double width = item->width() / glass.pixelsPerMillimetre;
  const double height = item->height() / glass.pixelsPerMillimetre;
  if (width < kTarget - 0.1 || height < kTarget - 0.1) {
    faults << QStringLiteral("%1 is only %2 x %3 mm").arg(nameOf(item)).arg(width, 0, 'f', 1).arg(height, 0, 'f', 1);
  }
  if (nameOf(item).isEmpty()) faults << QStringLiteral("a control has no name");
}

void checkGap(const Glass& glass, QQuickItem* one, QQuickItem* other, QStringList& faults) {
  const QRectF a = onGlass(one);
  const QRectF b = onGlass(other);
  const double across = std::max(b.left() - a.right(), a.left() - b.right());
  const double down = std::max(b.top() - a.bottom(), a.top() - b.bottom());
  const double gap = std::max(across, down) / glass.pixelsPerMillimetre;
  if (gap < kGap - 0.05) {
    faults << QStringLiteral("only %1 mm between %2 and %3").arg(gap, 0, 'f', 2).arg(nameOf(one), nameOf(other));
  }
}

// What scrolled away under the bars cannot be touched, so it is no neighbour either.
bool scrolledAway(const QQuickItem* item) {
  for (const QQuickItem* above = item->parentItem(); above != nullptr; above = above->parentItem()) {
    if (above->clip() && !onGlass(above).adjusted(-1, -1, 1, 1).contains(onGlass(item))) return true;
  }
  return false;
}

}  // namespace

QString nameOf(const QQuickItem* item) {
  return item->property("text").toString();
}

QList<QQuickItem*> controls(const Glass& glass) {
  QList<QQuickItem*> found;
  walk(glass.window->contentItem(), [&](QQuickItem* item) {
    if (isControl(item)) found.append(item);
  });
  return found;
}

QStringList faultsOf(const Glass& glass) {
  QStringList faults;
  walk(glass.window->contentItem(), [&](QQuickItem* item) { checkText(glass, item, faults); });
  QList<QQuickItem*> touchable = controls(glass);
  for (QQuickItem* item : touchable) checkTarget(glass, item, faults);
  touchable.removeIf([](const QQuickItem* item) { return scrolledAway(item); });
  for (qsizetype i = 0; i < touchable.size(); ++i) {
    for (qsizetype j = i + 1; j < touchable.size(); ++j) checkGap(glass, touchable[i], touchable[j], faults);
  }
  return faults;
}

}  // namespace hall::test
