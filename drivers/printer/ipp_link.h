#pragma once
// The requests we make of an IPP printer or a CUPS queue, over libcups. Each call blocks until it is answered, its
// deadline is over (Timeout "printer.silent") or its token stopped. Disconnected "printer.gone": nobody is there, or
// no such queue; Refused "printer.format": it takes no PDF. Thread: one at a time.
#include <memory>

#include "drivers/page_printer.h"
#include "drivers/port/deadline.h"
#include "drivers/printer/ipp_state.h"

struct _http_s;
struct _ipp_s;

namespace hall::drivers::ipp {

struct Target {
  QByteArray host;  // or the path of a socket
  int port = 631;
  bool encrypted = false;
  bool queue = false;   // and not the printer itself
  QByteArray resource;  // "/printers/QUEUE"
  QByteArray uri;       // "ipp://localhost/printers/QUEUE"
};

// "cups:QUEUE" on this machine's own server, "cups:QUEUE@HOST:PORT" or "cups:QUEUE@/path/of/socket" on another, or the
// printer itself: "ipp://HOST/ipp/print", "ipps://…". Invalid "catalogue.queue".
Result<Target> parseTarget(const QString& where);

class Link {
 public:
  static Result<std::unique_ptr<Link>> open(const Target& target, const QByteArray& user, const Deadline& deadline);
  ~Link();
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  Result<PrinterState> printer(const Deadline& deadline);
  // The number of a job that waits for its document.
  Result<int> createJob(const PageJob& job, const Deadline& deadline);
  Result<void> sendDocument(int job, const QByteArray& pdf, const Deadline& deadline);
  Result<JobState> job(int id, const Deadline& deadline);
  Result<void> cancelJob(int id, const Deadline& deadline);
  // Those of this user that are not through yet.
  Result<QList<int>> openJobs(const Deadline& deadline);

 private:
  using Reply = std::unique_ptr<_ipp_s, void (*)(_ipp_s*)>;
  Link(Target target, QByteArray user, _http_s* http);
  Reply request(int operation, int job = 0) const;
  Result<Reply> ask(Reply request, const Deadline& deadline, const QByteArray& document = {});

  Target m_target;
  QByteArray m_user;
  _http_s* m_http;
  Deadline m_deadline;  // of the running request, for libcups' own wait
};

}  // namespace hall::drivers::ipp
