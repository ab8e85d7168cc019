#pragma once
// How a window of ours comes onto the glass: an engine that finds our modules and icons, and the place for its window.
// UI thread.
#include <QQmlApplicationEngine>
#include <QQuickWindow>
#include <memory>

#include "kiosk-app/kiosk_options.h"

namespace hall::kiosk {

std::unique_ptr<QQmlApplicationEngine> makePages(const KioskOptions& options);
// The first window the engine has loaded; null if there is none.
QQuickWindow* windowOf(const QQmlApplicationEngine* pages);
// The whole screen without a pointer, or, where the options ask for it, an ordinary window.
void putOnGlass(QQuickWindow& window, const KioskOptions& options);

}  // namespace hall::kiosk
