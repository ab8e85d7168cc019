#include "drivers/sim/drawn_portrait.h"

#include <array>

namespace hall::drivers::sim {

namespace {

struct Colour {
  uint8_t red, green, blue;
};

constexpr int width = 102;
constexpr int height = 126;
constexpr std::array<Colour, 3> skins{{{244, 212, 184}, {232, 194, 160}, {222, 180, 146}}};
constexpr std::array<Colour, 3> hairs{{{34, 30, 30}, {62, 50, 44}, {176, 176, 180}}};
constexpr std::array<Colour, 4> clothes{{{38, 62, 106}, {96, 48, 56}, {52, 88, 72}, {70, 70, 78}}};
constexpr Colour background{232, 238, 244};
constexpr Colour lips{176, 96, 92};

struct Ellipse {
  qint64 x, y, halfWidth, halfHeight;  // wide enough for the fourth powers below
};

void fill(Portrait& portrait, const Ellipse& shape, Colour colour) {
  for (qint64 y = std::max<qint64>(0, shape.y - shape.halfHeight);
       y < std::min<qint64>(height, shape.y + shape.halfHeight); ++y) {
    for (qint64 x = std::max<qint64>(0, shape.x - shape.halfWidth);
         x < std::min<qint64>(width, shape.x + shape.halfWidth); ++x) {
      const qint64 across = (x - shape.x) * shape.halfHeight;
      const qint64 down = (y - shape.y) * shape.halfWidth;
      if (across * across + down * down >= shape.halfWidth * shape.halfWidth * shape.halfHeight * shape.halfHeight) {
        continue;
      }
      const qsizetype at = 3 * (y * width + x);
      portrait.rgb[at] = static_cast<char>(colour.red);
      portrait.rgb[at + 1] = static_cast<char>(colour.green);
      portrait.rgb[at + 2] = static_cast<char>(colour.blue);
    }
  }
}

template <size_t Count>
Colour pick(const std::array<Colour, Count>& colours, int mark) {
  return colours[static_cast<size_t>(mark) % Count];
}

}  // namespace

Portrait drawnPortrait(const QByteArray& photo) {
  if (photo.size() < 2) {
    return {};
  }
  const int mark = static_cast<uint8_t>(photo[photo.size() - 2]) + static_cast<uint8_t>(photo.back());
  const Colour skin = pick(skins, mark / 7);
  const Colour hair = pick(hairs, mark);
  const int chin = 34 + mark % 4;
  Portrait portrait{width, height, QByteArray(3 * width * height, '\0')};
  fill(portrait, {width / 2, height / 2, 2 * width, 2 * height}, background);
  fill(portrait, {51, 130, 46, 34}, pick(clothes, mark / 3));
  fill(portrait, {51, 96, 12, 18}, skin);
  fill(portrait, {51, 48, 32, mark % 2 == 0 ? 36 : 44}, hair);
  fill(portrait, {51, 58, 26, chin}, skin);
  fill(portrait, {51, 28, 26, 11}, hair);
  for (const int side : {-1, 1}) {
    fill(portrait, {51 + 11 * side, 56, 4, 3}, {250, 250, 250});
    fill(portrait, {51 + 11 * side, 56, 2, 3}, {40, 32, 30});
    fill(portrait, {51 + 11 * side, 49, 6, 2}, hair);
  }
  fill(portrait, {51, 66, 3, 5},
       {static_cast<uint8_t>(skin.red - 24), static_cast<uint8_t>(skin.green - 24),
        static_cast<uint8_t>(skin.blue - 24)});
  fill(portrait, {51, 77, 8, 3}, lips);
  return portrait;
}

}  // namespace hall::drivers::sim
