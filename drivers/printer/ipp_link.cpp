#include "drivers/printer/ipp_link.h"

#include <cups/cups.h>

#include <QUrl>

namespace hall::drivers::ipp {

namespace {

constexpr int version = 20;  // IPP 2.0

Error errorOf(ipp_status_t status) {
  const QString words = QString::fromUtf8(cupsLastErrorString());
  switch (status) {
    case IPP_STATUS_ERROR_NOT_FOUND:
    case IPP_STATUS_ERROR_SERVICE_UNAVAILABLE:
      return {Failure::Disconnected, "printer.gone", words};
    case IPP_STATUS_ERROR_DOCUMENT_FORMAT_NOT_SUPPORTED:
      return {Failure::Refused, "printer.format", words};
    case IPP_STATUS_ERROR_NOT_ACCEPTING_JOBS:
    case IPP_STATUS_ERROR_BUSY:
    case IPP_STATUS_ERROR_DEVICE:
    case IPP_STATUS_ERROR_TEMPORARY:
      return {Failure::Busy, "printer.offline", words};
    case IPP_STATUS_ERROR_NOT_AUTHENTICATED:
    case IPP_STATUS_ERROR_NOT_AUTHORIZED:
    case IPP_STATUS_ERROR_FORBIDDEN:
      return {Failure::Refused, "printer.denied", words};
    default:
      return {Failure::Refused, "printer.fatal", words};
  }
}

QList<QByteArray> wordsOf(ipp_t* reply, const char* name, ipp_tag_t tag) {
  QList<QByteArray> words;
  ipp_attribute_t* attribute = ippFindAttribute(reply, name, tag);
  for (int i = 0; i < ippGetCount(attribute); ++i) words.append(ippGetString(attribute, i, nullptr));
  return words;
}

int numberOf(ipp_t* reply, const char* name, ipp_tag_t tag) {
  ipp_attribute_t* attribute = ippFindAttribute(reply, name, tag);
  return attribute == nullptr ? 0 : ippGetInteger(attribute, 0);
}

// libcups asks twice a second whether to wait on.
int waitOn(http_t* /*http*/, void* deadline) {
  const auto* until = static_cast<const Deadline*>(deadline);
  return until->passed() || until->stop.stop_requested() ? 0 : 1;
}

}  // namespace

Result<Target> parseTarget(const QString& where) {
  const auto invalid = failure(Failure::Invalid, "catalogue.queue", where);
  if (!where.startsWith(u"cups:")) {
    const QUrl url(where, QUrl::StrictMode);
    const bool encrypted = url.scheme() == u"ipps";
    if (!url.isValid() || url.host().isEmpty() || (url.scheme() != u"ipp" && !encrypted)) return invalid;
    return Target{url.host().toUtf8(), url.port(631), encrypted, false, url.path(QUrl::FullyEncoded).toUtf8(),
                  url.toEncoded()};
  }
  const QString queue = where.mid(5).section(u'@', 0, 0);
  const QString server = where.section(u'@', 1);
  const QByteArray name = QUrl::toPercentEncoding(queue);
  if (queue.isEmpty() || name.contains('/')) return invalid;
  const QUrl url(QStringLiteral("ipp://") + server, QUrl::StrictMode);
  const bool socket = server.startsWith(u'/');
  if (!server.isEmpty() && !socket && url.host().isEmpty()) return invalid;
  Target target;
  target.queue = true;
  target.host = server.isEmpty() ? QByteArray(cupsServer()) : socket ? server.toUtf8() : url.host().toUtf8();
  target.port = server.isEmpty() || socket ? ippPort() : url.port(631);
  target.resource = "/printers/" + name;
  target.uri = "ipp://localhost" + target.resource;
  return target;
}

Result<std::unique_ptr<Link>> Link::open(const Target& target, const QByteArray& user, const Deadline& deadline) {
  const auto encryption = target.encrypted ? HTTP_ENCRYPTION_ALWAYS : HTTP_ENCRYPTION_IF_REQUESTED;
  http_t* http = httpConnect2(target.host.constData(), target.port, nullptr, AF_UNSPEC, encryption, 1,
                              static_cast<int>(deadline.left().count()), nullptr);
  if (http == nullptr) {
    return failure(Failure::Disconnected, "printer.gone", QString::fromUtf8(cupsLastErrorString()));
  }
  return std::unique_ptr<Link>(new Link(target, user, http));
}

Link::Link(Target target, QByteArray user, http_t* http)
    : m_target(std::move(target)), m_user(std::move(user)), m_http(http), m_deadline(Deadline::in({})) {
  httpSetTimeout(m_http, 0.5, waitOn, &m_deadline);
}

Link::~Link() {
  httpClose(m_http);
}

Link::Reply Link::request(int operation, int job) const {
  Reply request(ippNewRequest(static_cast<ipp_op_t>(operation)), ippDelete);
  ippSetVersion(request.get(), version / 10, version % 10);
  ippAddString(request.get(), IPP_TAG_OPERATION, IPP_TAG_URI, "printer-uri", nullptr, m_target.uri.constData());
  if (job > 0) ippAddInteger(request.get(), IPP_TAG_OPERATION, IPP_TAG_INTEGER, "job-id", job);
  ippAddString(request.get(), IPP_TAG_OPERATION, IPP_TAG_NAME, "requesting-user-name", nullptr, m_user.constData());
  return request;
}

Result<Link::Reply> Link::ask(Reply request, const Deadline& deadline, const QByteArray& document) {
  m_deadline = deadline;
  const size_t length = ippLength(request.get()) + static_cast<size_t>(document.size());
  bool sent = cupsSendRequest(m_http, request.get(), m_target.resource.constData(), length) == HTTP_STATUS_CONTINUE;
  constexpr qsizetype chunk = 64 * 1024;
  for (qsizetype at = 0; sent && at < document.size(); at += chunk) {
    const qsizetype size = std::min(chunk, document.size() - at);
    const auto status = cupsWriteRequestData(m_http, document.constData() + at, static_cast<size_t>(size));
    sent = status == HTTP_STATUS_CONTINUE;
  }
  Reply reply(cupsGetResponse(m_http, m_target.resource.constData()), ippDelete);
  if (deadline.stop.stop_requested()) {
    return failure(Failure::Cancelled, "printer.cancelled");
  }
  if (!reply) {
    if (deadline.passed()) return failure(Failure::Timeout, "printer.silent");
    return failure(Failure::Disconnected, "printer.gone", QString::fromUtf8(cupsLastErrorString()));
  }
  if (ippGetStatusCode(reply.get()) >= IPP_STATUS_ERROR_BAD_REQUEST) {
    return failure(errorOf(ippGetStatusCode(reply.get())));
  }
  return reply;
}

Result<PrinterState> Link::printer(const Deadline& deadline) {
  Reply question = request(IPP_OP_GET_PRINTER_ATTRIBUTES);
  static constexpr const char* wanted[] = {"printer-state", "printer-state-reasons", "printer-is-accepting-jobs",
                                           "marker-levels", "marker-types",          "printer-make-and-model"};
  ippAddStrings(question.get(), IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes", int(std::size(wanted)),
                nullptr, wanted);
  const Result<Reply> reply = ask(std::move(question), deadline);
  if (!reply) return failure(reply.error());
  ipp_t* said = reply->get();
  PrinterState state;
  state.stopped = numberOf(said, "printer-state", IPP_TAG_ENUM) == IPP_PSTATE_STOPPED;
  if (ipp_attribute_t* accepting = ippFindAttribute(said, "printer-is-accepting-jobs", IPP_TAG_BOOLEAN)) {
    state.accepting = ippGetBoolean(accepting, 0) != 0;
  }
  state.reasons = wordsOf(said, "printer-state-reasons", IPP_TAG_KEYWORD);
  state.reasons.removeAll("none");
  if (m_target.queue && numberOf(said, "printer-state", IPP_TAG_ENUM) == IPP_PSTATE_IDLE) {
    state.outdated = !state.reasons.isEmpty();
    state.reasons.clear();
  }
  const QList<QByteArray> types = wordsOf(said, "marker-types", IPP_TAG_ZERO);
  ipp_attribute_t* levels = ippFindAttribute(said, "marker-levels", IPP_TAG_INTEGER);
  for (int i = 0; i < std::min<int>(ippGetCount(levels), int(types.size())); ++i) {
    state.markers.append({types[i], ippGetInteger(levels, i)});
  }
  state.makeAndModel = QString::fromUtf8(wordsOf(said, "printer-make-and-model", IPP_TAG_TEXT).value(0));
  return state;
}

Result<int> Link::createJob(const PageJob& job, const Deadline& deadline) {
  Reply question = request(IPP_OP_CREATE_JOB);
  const QByteArray title = job.title.simplified().left(80).toUtf8();
  ippAddString(question.get(), IPP_TAG_OPERATION, IPP_TAG_NAME, "job-name", nullptr, title.constData());
  ippAddInteger(question.get(), IPP_TAG_JOB, IPP_TAG_INTEGER, "copies", std::clamp(job.copies, 1, 9));
  const char* sides = job.sides == PageJob::Sides::One           ? "one-sided"
                      : job.sides == PageJob::Sides::TwoLongEdge ? "two-sided-long-edge"
                                                                 : "two-sided-short-edge";
  ippAddString(question.get(), IPP_TAG_JOB, IPP_TAG_KEYWORD, "sides", nullptr, sides);
  ippAddString(question.get(), IPP_TAG_JOB, IPP_TAG_KEYWORD, "media", nullptr, "iso_a4_210x297mm");
  const Result<Reply> reply = ask(std::move(question), deadline);
  if (!reply) return failure(reply.error());
  return numberOf(reply->get(), "job-id", IPP_TAG_INTEGER);
}

Result<void> Link::sendDocument(int job, const QByteArray& pdf, const Deadline& deadline) {
  Reply question = request(IPP_OP_SEND_DOCUMENT, job);
  ippAddString(question.get(), IPP_TAG_OPERATION, IPP_TAG_MIMETYPE, "document-format", nullptr, "application/pdf");
  ippAddBoolean(question.get(), IPP_TAG_OPERATION, "last-document", 1);
  const Result<Reply> reply = ask(std::move(question), deadline, pdf);
  if (!reply) return failure(reply.error());
  return {};
}

Result<JobState> Link::job(int id, const Deadline& deadline) {
  const Result<Reply> reply = ask(request(IPP_OP_GET_JOB_ATTRIBUTES, id), deadline);
  if (!reply) return failure(reply.error());
  switch (numberOf(reply->get(), "job-state", IPP_TAG_ENUM)) {
    case IPP_JSTATE_PENDING:
    case IPP_JSTATE_HELD:
      return JobState::Waiting;
    case IPP_JSTATE_CANCELED:
      return JobState::Cancelled;
    case IPP_JSTATE_ABORTED:
      return JobState::Aborted;
    case IPP_JSTATE_COMPLETED:
      return JobState::Completed;
    default:
      return JobState::Processing;
  }
}

Result<void> Link::cancelJob(int id, const Deadline& deadline) {
  const Result<Reply> reply = ask(request(IPP_OP_CANCEL_JOB, id), deadline);
  if (!reply) return failure(reply.error());
  return {};
}

Result<QList<int>> Link::openJobs(const Deadline& deadline) {
  Reply question = request(IPP_OP_GET_JOBS);
  ippAddString(question.get(), IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "which-jobs", nullptr, "not-completed");
  ippAddBoolean(question.get(), IPP_TAG_OPERATION, "my-jobs", 1);
  const Result<Reply> reply = ask(std::move(question), deadline);
  if (!reply) return failure(reply.error());
  QList<int> jobs;
  for (auto* at = ippFirstAttribute(reply->get()); at != nullptr; at = ippNextAttribute(reply->get())) {
    if (qstrcmp(ippGetName(at), "job-id") == 0) jobs.append(ippGetInteger(at, 0));
  }
  return jobs;
}

}  // namespace hall::drivers::ipp
