#include "sync/drill/kinds.h"

#include <algorithm>

namespace hall::drill {

namespace {

using levers::Misfortune;

std::function<Result<Outcome>(const StageOptions&)> line(LineFault fault) {
  return [fault](const StageOptions& options) { return acts::badLine(options, fault); };
}

std::function<Result<Outcome>(const StageOptions&)> disk(Misfortune misfortune) {
  return [misfortune](const StageOptions& options) { return acts::badDisk(options, misfortune); };
}

}  // namespace

const QList<Kind>& kinds() {
  static const QList<Kind> all{
      {"kill.terminal", "终端进程突然终止", "terminal killed", 10, 30, 260, acts::killTerminal},
      {"kill.gateway", "网关进程突然终止", "gateway killed", 10, 24, 260, acts::killGateway},
      {"power.terminal", "终端断电", "power cut, terminal", 6, 15, 120, acts::cutPowerOfTerminal},
      {"power.gateway", "网关断电", "power cut, gateway", 6, 12, 120, acts::cutPowerOfGateway},
      {"power.mount", "文件系统骤停", "file system lost", 2, 4, 12, acts::lostMount, acts::noMount},
      {"net.cut", "网络中断", "line cut", 6, 15, 100, line(LineFault::Cut)},
      {"net.delay", "网络延迟", "line delayed", 4, 10, 60, line(LineFault::Delay)},
      {"net.duplicate", "请求重复", "requests duplicated", 6, 20, 200, line(LineFault::Duplicate)},
      {"net.reorder", "请求乱序", "requests reordered", 4, 8, 60, line(LineFault::Reorder)},
      {"net.half-close", "连接半关闭", "connection half closed", 4, 10, 80, line(LineFault::HalfClose)},
      {"net.wrong-status", "中间设备报错", "errors on the way", 4, 10, 80, line(LineFault::WrongStatus)},
      {"net.refusal", "中间设备拒绝", "refusals on the way", 3, 6, 40, line(LineFault::Refusal)},
      {"net.portal", "上网认证页面", "captive portal", 4, 10, 80, line(LineFault::Portal)},
      {"net.truncated", "应答被截断", "answers truncated", 4, 10, 80, line(LineFault::Truncated)},
      {"net.other-receipt", "错误回执", "another's receipt", 3, 6, 40, line(LineFault::OtherReceipt)},
      {"net.swapped-answers", "应答互换", "answers swapped", 3, 6, 40, line(LineFault::SwappedAnswers)},
      {"net.black-hole", "网络黑洞", "black hole", 3, 4, 30, line(LineFault::BlackHole)},
      {"disk.full", "磁盘已满", "disk full", 3, 3, 20, disk(Misfortune::Full)},
      {"disk.write-error", "写入错误", "write error", 3, 3, 20, disk(Misfortune::WriteError)},
      {"disk.read-error", "读取错误", "read error", 3, 3, 20, disk(Misfortune::ReadError)},
      {"disk.sync-error", "同步失败", "sync failure", 3, 3, 20, disk(Misfortune::SyncError)},
      {"disk.short-write", "写入不完整", "short write", 3, 3, 20, disk(Misfortune::ShortWrite)},
      {"disk.read-only", "磁盘变为只读", "disk read-only", 3, 3, 20, disk(Misfortune::ReadOnly)},
      {"disk.mount", "重新挂载为只读", "read-only remount", 2, 4, 12, acts::readOnlyMount, acts::noMount},
      {"clock.terminal", "终端时钟跳变", "terminal clock jumps", 4, 8, 8, acts::clockOfTerminal},
      {"clock.gateway", "网关时钟跳变", "gateway clock jumps", 4, 8, 8, acts::clockOfGateway},
      {"damage.database", "数据库页损坏", "database damaged", 2, 6, 36, acts::damagedDatabase},
      {"damage.log", "数据库日志损坏", "database log damaged", 2, 6, 36, acts::damagedLog},
      {"damage.attachment", "附件损坏", "attachment damaged", 2, 4, 24, acts::damagedAttachment},
      {"copy.restored", "恢复旧副本", "old copy restored", 1, 1, 1, acts::restoredCopy},
      {"restart", "双方重启", "both sides restarted", 4, 6, 60, acts::restarts},
  };
  return all;
}

Result<QList<Kind>> kindsFor(const QStringList& words) {
  if (words.isEmpty()) return kinds();
  QList<Kind> chosen;
  const auto fits = [](const QString& word, const Kind& kind) {
    const QString id = QLatin1String(kind.id);
    return id == word || id.startsWith(word + QLatin1Char('.'));
  };
  for (const QString& word : words) {
    if (std::ranges::none_of(kinds(), [&](const Kind& kind) { return fits(word, kind); })) {
      return failure(Failure::Invalid, "drill.fault", word);
    }
  }
  for (const Kind& kind : kinds()) {
    if (std::ranges::any_of(words, [&](const QString& word) { return fits(word, kind); })) chosen.append(kind);
  }
  return chosen;
}

}  // namespace hall::drill
