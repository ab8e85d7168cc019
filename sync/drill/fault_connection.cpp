#include "sync/drill/fault_connection.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <thread>

namespace hall::drill {

namespace {

using namespace std::chrono_literals;
constexpr std::chrono::milliseconds kLook = 50ms;
constexpr std::chrono::milliseconds kPatience = 20s;

HttpMessage withBody(HttpMessage answer, const QByteArray& body) {
  answer.body = body;
  answer.head = answer.firstLine() + "\r\nContent-Type: " + answer.field("content-type") +
                "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n";
  return answer;
}

// Every answer of a batch with its neighbour's receipt; nothing if there are not two.
std::optional<HttpMessage> turned(const HttpMessage& answer) {
  QJsonObject whole = QJsonDocument::fromJson(answer.body).object();
  QJsonArray answers = whole.value(QStringLiteral("answers")).toArray();
  QList<qsizetype> with;
  for (qsizetype i = 0; i < answers.size(); ++i) {
    if (answers.at(i).toObject().contains(QStringLiteral("receipt"))) with.append(i);
  }
  if (with.size() < 2) return std::nullopt;
  QJsonValue carried = answers.at(with.last()).toObject().value(QStringLiteral("receipt"));
  for (const qsizetype i : with) {
    QJsonObject one = answers.at(i).toObject();
    const QJsonValue own = one.value(QStringLiteral("receipt"));
    one.insert(QStringLiteral("receipt"), carried);
    carried = own;
    answers.replace(i, one);
  }
  whole.insert(QStringLiteral("answers"), answers);
  return withBody(answer, QJsonDocument(whole).toJson(QJsonDocument::Compact));
}

bool isJson(const HttpMessage& answer) {
  return answer.status() == 200 && answer.field("content-type").startsWith("application/json");
}

}  // namespace

void FaultConnection::converse() {
  while (!m_stop.stop_requested()) {
    const auto request = m_reader.next(kLook);
    if (!request && !m_reader.hasEnded()) continue;
    if (!request || m_script.gateway() == 0) return m_client.reset();
    const auto fault = m_script.choose(*request);
    if (!(fault ? strike(*fault, *request) : pass(*request))) return;
  }
}

std::optional<HttpMessage> FaultConnection::ask(const HttpMessage& request) {
  // A gateway that was started again has closed what was kept: a new connection is tried once.
  for (int i = 0; i < 2; ++i) {
    const bool kept = m_gateway.isOpen();
    if (!kept) {
      auto made = Socket::connect(m_script.gateway());
      if (!made) return std::nullopt;
      m_gateway = std::move(*made);
    }
    if (m_gateway.write(request.bytes())) {
      if (auto answer = answerOf(m_gateway, request)) return answer;
    }
    m_gateway.close();
    if (!kept) break;
  }
  return std::nullopt;
}

std::optional<HttpMessage> FaultConnection::answerOf(const Socket& gateway, const HttpMessage& request) {
  return HttpReader(gateway).next(kPatience,
                                  request.method() == "HEAD" ? HttpReader::Body::None : HttpReader::Body::ByItsLength);
}

void FaultConnection::pauseFor(std::chrono::milliseconds time) const {
  const auto end = std::chrono::steady_clock::now() + time;
  while (!m_stop.stop_requested() && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(std::min(kLook, time));
  }
}

bool FaultConnection::pass(const HttpMessage& request) {
  const auto answer = ask(request);
  if (!answer) m_client.reset();
  return answer && m_client.write(answer->bytes());
}

bool FaultConnection::strike(LineFault fault, const HttpMessage& request) {
  const bool lies = fault == LineFault::OtherReceipt || fault == LineFault::SwappedAnswers;
  if (lies) return lieAboutReceipt(fault, request);
  m_script.count(fault);
  switch (fault) {
    case LineFault::Cut:
      return cut(request);
    case LineFault::Delay:
      return delay(request);
    case LineFault::Duplicate:
      return duplicate(request);
    case LineFault::Reorder:
      return reorder(request);
    case LineFault::HalfClose:
      return halfClose(request);
    case LineFault::Truncated:
      return truncate(request);
    case LineFault::BlackHole:
      return swallow();
    default:
      return sayOnTheWay(fault, request);
  }
}

bool FaultConnection::cut(const HttpMessage& request) {
  const quint32 where = m_script.roll(4);
  if (where == 1) {  // the gateway sees half of the request
    if (const auto gateway = Socket::connect(m_script.gateway())) {
      (void)gateway->write(request.bytes().left(request.bytes().size() / 2));
    }
  }
  if (where >= 2) {  // done, and the answer is lost, or half of it
    const auto answer = ask(request);
    if (answer && where == 3) (void)m_client.write(answer->bytes().left(answer->bytes().size() / 2));
  }
  m_client.reset();
  return false;
}

bool FaultConnection::delay(const HttpMessage& request) {
  const std::chrono::milliseconds late(20 + m_script.roll(300));
  if (m_script.roll(2) == 0) {
    pauseFor(late);
    return pass(request);
  }
  const auto answer = ask(request);
  pauseFor(late);
  return answer && m_client.write(answer->bytes());
}

bool FaultConnection::duplicate(const HttpMessage& request) {
  const auto first = ask(request);
  const auto gateway = Socket::connect(m_script.gateway());
  if (gateway && gateway->write(request.bytes())) {
    const auto second = answerOf(*gateway, request);
    const bool receipts = asksForReceipt(request) && request.method() != "GET" && first && first->status() == 200;
    if (receipts && second && second->status() == 200 && second->body != first->body) m_script.countDiffering();
  }
  if (!first) m_client.reset();
  return first && m_client.write(first->bytes());
}

// Whoever sent it has long given up, asked, and sent again when it arrives.
bool FaultConnection::reorder(const HttpMessage& request) {
  m_client.reset();
  pauseFor(std::chrono::milliseconds(50 + m_script.roll(1500)));
  if (const auto gateway = Socket::connect(m_script.gateway()); gateway && gateway->write(request.bytes())) {
    (void)answerOf(*gateway, request);
  }
  return false;
}

bool FaultConnection::halfClose(const HttpMessage& request) {
  if (m_script.roll(2) == 0) {  // the terminal hears "end" while the gateway still works
    m_client.endWriting();
    (void)ask(request);
    pauseFor(kLook);
    return false;
  }
  const auto gateway = Socket::connect(m_script.gateway());
  if (!gateway || !gateway->write(request.bytes())) return false;
  gateway->endWriting();  // the gateway hears "end" while it works; an answer may still come
  const auto answer = answerOf(*gateway, request);
  if (!answer) m_client.reset();
  return answer && m_client.write(answer->bytes());
}

bool FaultConnection::sayOnTheWay(LineFault fault, const HttpMessage& request) {
  if (m_script.roll(2) == 0) (void)ask(request);  // whatever the platform did
  const QByteArray page = "<!DOCTYPE html><html><body><form action=/login>Welcome to the network</form></body></html>";
  if (fault == LineFault::Refusal) return m_client.write(httpAnswer(403, "text/html", page));
  if (fault == LineFault::Portal) {
    const QByteArray redirect = "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/login\r\nContent-Length: 0\r\n\r\n";
    return m_client.write(m_script.roll(3) == 0 ? redirect : httpAnswer(200, "text/html", page));
  }
  constexpr std::array<int, 5> kStatus{500, 502, 503, 504, 429};
  return m_client.write(httpAnswer(kStatus[m_script.roll(kStatus.size())], "text/html", page));
}

bool FaultConnection::truncate(const HttpMessage& request) {
  const auto answer = ask(request);
  if (!answer) m_client.reset();
  if (!answer) return false;
  if (!isJson(*answer)) return m_client.write(answer->bytes());
  return m_client.write(withBody(*answer, answer->body.left(answer->body.size() * 2 / 3)).bytes());
}

bool FaultConnection::lieAboutReceipt(LineFault fault, const HttpMessage& request) {
  const auto answer = ask(request);
  if (!answer) m_client.reset();
  if (!answer) return false;
  std::optional<HttpMessage> lie;
  if (isJson(*answer) && answer->body.contains("\"receipt\"")) {
    const bool swaps = fault == LineFault::SwappedAnswers;
    lie = swaps ? turned(*answer) : m_script.exchangeReceipt(request, *answer);
    if (!lie && swaps) lie = m_script.swap(*answer, m_stop);
  }
  if (lie) m_script.count(fault);
  return m_client.write(lie.value_or(*answer).bytes());
}

bool FaultConnection::swallow() {
  while (!m_stop.stop_requested()) {
    const auto more = m_client.read(kLook);
    if (more && more->isEmpty()) break;
  }
  return false;
}

}  // namespace hall::drill
