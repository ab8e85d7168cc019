#include "drivers/printer/cups_page_printer.h"

#include <thread>

namespace hall::drivers {

using ipp::JobState;

namespace {

const Error unconfirmed{Failure::Timeout, "printer.unconfirmed", {}};

}  // namespace

Result<std::unique_ptr<ipp::Link>> CupsPagePrinter::connect() {
  Result<std::unique_ptr<ipp::Link>> link = ipp::Link::open(m_target, m_user, soon());
  if (!link) return link;
  if (const Result<void> swept = sweep(**link); !swept) return failure(swept.error());
  return link;
}

// What a crash or a lost connection left in the queue must not come out for whoever is there next.
Result<void> CupsPagePrinter::sweep(ipp::Link& link) {
  if (!m_leftovers) {
    return {};
  }
  const Result<QList<int>> jobs = link.openJobs(soon());
  if (!jobs) return failure(jobs.error());
  for (const int id : *jobs) {
    if (const Result<void> gone = link.cancelJob(id, soon()); !gone) return gone;
  }
  m_leftovers = false;
  return {};
}

Result<void> CupsPagePrinter::print(const PageJob& job, std::stop_token stop) {
  const Result<std::unique_ptr<ipp::Link>> link = connect();
  if (!link) return failure(link.error());
  const Result<ipp::PrinterState> state = (*link)->printer(soon());
  if (!state) return failure(state.error());
  if (const std::optional<Error> error = ipp::errorOf(*state)) return failure(*error);
  if (stop.stop_requested()) return failure(Failure::Cancelled, "printer.cancelled");
  m_leftovers = true;  // until this one is seen to its end
  const Result<int> id = (*link)->createJob(job, soon());
  if (!id) return failure(id.error());
  const Result<void> sent = (*link)->sendDocument(*id, job.pdf, Deadline::in(m_timing.document, stop));
  const Result<void> done = sent ? watch(**link, *id, stop) : takeBack(**link, *id, sent.error());
  return done;
}

Result<void> CupsPagePrinter::watch(ipp::Link& link, int id, const std::stop_token& stop) {
  const Deadline whole = Deadline::in(m_timing.whole);
  std::optional<Deadline> patience;  // runs while something blocks it
  std::optional<Error> blocked;
  while (true) {
    const Result<JobState> job = link.job(id, soon());
    if (!job) return failure(unconfirmed);  // the queue went away with it; it is swept when it is back
    const Result<ipp::PrinterState> printer = link.printer(soon());
    blocked = printer ? ipp::errorOf(*printer) : std::nullopt;
    if (*job != JobState::Waiting && *job != JobState::Processing) m_leftovers = false;
    if (*job == JobState::Completed) return {};
    if (*job == JobState::Cancelled) return failure(unconfirmed);  // by somebody at the printer
    if (*job == JobState::Aborted) {
      return failure(blocked.value_or(Error{Failure::Refused, "printer.fatal", QStringLiteral("job aborted")}));
    }
    if (!blocked) {
      patience.reset();
    } else if (!patience) {
      patience = Deadline::in(m_timing.patience);
    }
    if (stop.stop_requested()) return takeBack(link, id, {Failure::Cancelled, "printer.cancelled", {}});
    if (patience && patience->passed()) return takeBack(link, id, *blocked);
    if (whole.passed()) return takeBack(link, id, blocked.value_or(Error{Failure::Timeout, "printer.stalled", {}}));
    std::this_thread::sleep_for(m_timing.poll);
  }
}

// It may be through before it could be taken back: then it is printed, whatever was wanted.
Result<void> CupsPagePrinter::takeBack(ipp::Link& link, int id, const Error& why) {
  static_cast<void>(link.cancelJob(id, soon()));
  const Deadline settled = Deadline::in(m_timing.settle);
  while (!settled.passed()) {
    const Result<JobState> job = link.job(id, soon());
    if (!job) break;
    if (*job == JobState::Completed || *job == JobState::Cancelled || *job == JobState::Aborted) {
      m_leftovers = false;
      return *job == JobState::Completed ? Result<void>() : failure(why);
    }
    std::this_thread::sleep_for(m_timing.poll);
  }
  return failure(unconfirmed);
}

DeviceReport CupsPagePrinter::report() {
  DeviceReport report;
  report.kind = DeviceKind::PagePrinter;
  report.id = m_target.uri;
  report.model = m_modelName;
  report.supplies = m_supplies;
  const Result<std::unique_ptr<ipp::Link>> link = connect();
  const Result<ipp::PrinterState> state = link ? (*link)->printer(soon()) : failure(link.error());
  const std::optional<Error> error = state ? ipp::errorOf(*state) : std::optional(state.error());
  report.paper = state ? ipp::paperOf(*state) : PaperState::Unknown;
  report.toner = state ? ipp::tonerOf(*state) : TonerState::Unknown;
  if (state && !state->makeAndModel.isEmpty()) {
    report.model = QStringLiteral("%1 (%2)").arg(m_modelName, state->makeAndModel);
  }
  report.state = DeviceState::Online;
  if (error) {
    report.code = error->code;
    report.state = error->kind == Failure::Disconnected ? DeviceState::PowerOff
                   : error->kind == Failure::Refused    ? DeviceState::HardwareError
                                                        : DeviceState::Offline;
  }
  return report;
}

}  // namespace hall::drivers
