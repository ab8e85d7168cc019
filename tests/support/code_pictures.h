#pragma once
// Pictures of QR codes as a hall's camera sees them, made the same way every time from a kind and a seed: 1280 × 720,
// grey. Each kind varies one trouble; "mixed" varies several. The kinds without a code hold what a decoder may take for
// one. Nothing in them is a person's.
#include <QByteArrayList>
#include <opencv2/core/mat.hpp>

namespace hall::test {

struct CodePicture {
  cv::Mat grey;
  QByteArrayList truths;  // the payload of each code shown; empty if there is none
};

QByteArrayList kindsWithCodes();
QByteArrayList kindsWithoutCodes();
CodePicture codePicture(const QByteArray& kind, int seed);

}  // namespace hall::test
