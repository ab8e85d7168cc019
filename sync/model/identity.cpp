#include "sync/model/identity.h"

#include <QHash>
#include <algorithm>
#include <array>

namespace hall::model {

namespace {

bool isDigit(QChar c) {
  return c >= u'0' && c <= u'9';  // QChar::isDigit takes the digits of every script
}

bool isDigits(QStringView text) {
  return std::all_of(text.begin(), text.end(), isDigit);
}

bool isForeigner2017(const QString& number) {
  return number.size() == 15 && isDigits(QStringView(number).mid(3)) &&
         std::all_of(number.begin(), number.begin() + 3, [](QChar c) { return c >= u'A' && c <= u'Z'; });
}

bool isEighteen(const QString& number) {
  return number.size() == 18 && isDigits(QStringView(number).left(17)) &&
         (isDigit(number.back()) || number.back() == u'X');
}

}  // namespace

bool checkDigitAgrees(const QString& number) {
  static constexpr std::array kWeights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  if (!isEighteen(number)) {
    return false;
  }
  int sum = 0;
  for (size_t i = 0; i < kWeights.size(); ++i) {
    sum += kWeights[i] * number.at(static_cast<qsizetype>(i)).digitValue();
  }
  return number.back().toLatin1() == "10X98765432"[sum % 11];
}

std::optional<IdentityFault> judge(const IdentityFacts& facts, const QDate& today) {
  if (!isForeigner2017(facts.number)) {
    if (!isEighteen(facts.number)) return IdentityFault::NumberShape;
    if (!checkDigitAgrees(facts.number)) return IdentityFault::CheckDigit;
    if (facts.number.mid(6, 8) != facts.birth.toString(QStringLiteral("yyyyMMdd"))) return IdentityFault::BirthDiffers;
  }
  if (facts.validFrom.isValid() && facts.validFrom > today) return IdentityFault::NotYetValid;
  if (!facts.longTerm && facts.validUntil < today) return IdentityFault::Expired;
  return std::nullopt;
}

QByteArray name(IdentityFault fault) {
  switch (fault) {
    case IdentityFault::NumberShape:
      return "identity.number-shape";
    case IdentityFault::CheckDigit:
      return "identity.check-digit";
    case IdentityFault::BirthDiffers:
      return "identity.birth-differs";
    case IdentityFault::NotYetValid:
      return "identity.not-yet-valid";
    case IdentityFault::Expired:
      return "identity.expired";
  }
  return "identity.number-shape";
}

int ageOn(const QDate& birth, const QDate& day) {
  int age = day.year() - birth.year();
  // The law counts a year as full from the day after the birthday's eve: on the birthday itself the age is reached.
  if (std::pair(day.month(), day.day()) < std::pair(birth.month(), birth.day())) --age;
  return age;
}

QString maskedNumber(const QString& number) {
  if (number.size() <= 10) return QString(number.size(), u'*');
  return number.left(6) + QString(number.size() - 10, u'*') + number.right(4);
}

QString ethnicGroup(const QString& code) {
  static const QStringList kGroups =
      QStringLiteral(
          "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 "
          "东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 "
          "俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺")
          .split(u' ');
  static const QHash<QString, QString> kOthers{{QStringLiteral("97"), QStringLiteral("其他")},
                                               {QStringLiteral("98"), QStringLiteral("外国血统中国籍人士")}};
  bool ok = false;
  const int index = code.toInt(&ok);
  if (ok && index >= 1 && index <= kGroups.size()) return kGroups.at(index - 1);
  return kOthers.value(code, code);
}

QString sexWordId(const QString& code) {
  if (code == u"1") return QStringLiteral("sex.male");
  if (code == u"2") return QStringLiteral("sex.female");
  return QStringLiteral("sex.unknown");
}

}  // namespace hall::model
