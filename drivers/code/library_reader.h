#pragma once
// The decoding libraries behind our own types. Whatever they throw is a picture in which nothing was read.
// Thread: pure functions, any; they cannot be stopped, so they belong into the worker.
#include <QByteArray>
#include <QList>
#include <opencv2/core/mat.hpp>
#include <optional>

#include "drivers/code/sight.h"

namespace hall::drivers {

enum class Levels { Grey, BlackAndWhite };

// One code anywhere in a picture; `divisor` is the step of the smaller pictures tried as well, 1 for none.
QList<SeenCode> readWithZxing(const cv::Mat1b& picture, Levels levels, int divisor);
// By the other library, which reads some torn and styled codes; slow on noise. Places are scaled by `scale`.
QList<SeenCode> readWithZbar(const cv::Mat1b& picture, int scale);
// The payload of a clean matrix of modules, 1 for dark.
std::optional<QByteArray> readModules(const cv::Mat1b& modules);

}  // namespace hall::drivers
