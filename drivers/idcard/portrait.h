#pragma once
// What photo libraries hand out, made into a portrait: a 24-bit BMP file of 102 × 126 dots, or its dots alone. Anything
// else is no portrait. Thread: pure functions, any.
#include <QByteArrayView>
#include <QJsonObject>

#include "drivers/id_card.h"
#include "sync/base/result.h"

namespace hall::drivers {

// How a library is called and what it makes of a photo; from the model's file in assets/devices.
struct PhotoCall {
  enum class Way {
    Memory,     // int entry(const char* wlt, char* out, int mode)
    FilePair,   // int entry(const char* wltFile, const char* bmpFile)
    FileBeside  // int entry(const char* wltFile, int mode): writes the same name with .bmp
  };
  enum class Rows { BottomUp, TopDown };  // of dots alone; a BMP says so itself
  enum class Sides { AsTheyAre, Mirrored };

  QByteArray entry = "unpack";
  Way way = Way::Memory;
  int mode = 708;
  Rows rows = Rows::BottomUp;
  Sides sides = Sides::AsTheyAre;

  bool operator==(const PhotoCall&) const = default;
};

// The word of a way on the worker's command line and in the model's file.
QByteArray name(PhotoCall::Way way);

// Invalid "catalogue.entry".
Result<PhotoCall> readPhotoCall(const QJsonObject& object);

inline constexpr qsizetype photoBmpSize = 38862;   // 54 bytes of header, rows of 308
inline constexpr qsizetype photoDotsSize = 38556;  // rows of 306

// Garbled "card.photo" for another size or shape, or for a picture of one colour.
Result<Portrait> portraitOf(QByteArrayView bytes, const PhotoCall& call);

}  // namespace hall::drivers
