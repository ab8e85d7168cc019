#include "sync/gateway/route_table.h"

#include <QDate>
#include <algorithm>

#include "sync/base/identifier.h"
#include "sync/gateway/announcement_json.h"
#include "sync/gateway/problem.h"

namespace hall::gateway {

namespace {

constexpr qsizetype kLongestWord = 200;

bool isPlainWord(const QByteArray& text) {
  return !text.isEmpty() && text.size() <= kLongestWord && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' ||
           c == '.' || c == '~';
  });
}

bool isDay(const QByteArray& text) {
  return text.size() == 10 && QDate::fromString(QString::fromLatin1(text), Qt::ISODate).isValid();
}

bool fits(const QByteArray& name, const QByteArray& piece) {
  if (name.endsWith("_id")) return isIdentifier(piece);
  if (name == "digest" || name == "draft_rev") return isDigest(piece);
  if (name == "day") return isDay(piece);
  return isPlainWord(piece);
}

QByteArray nameIn(const QByteArray& step) {
  return step.startsWith('{') ? step.mid(1, step.size() - 2) : QByteArray();
}

// The pieces in braces, or nothing if the path is not of this pattern.
std::optional<QByteArrayList> match(const QByteArrayList& steps, const QByteArrayList& path) {
  if (steps.size() != path.size()) return std::nullopt;
  QByteArrayList pieces;
  for (qsizetype i = 0; i < steps.size(); ++i) {
    const QByteArray name = nameIn(steps[i]);
    if (name.isEmpty() ? steps[i] != path[i] : !fits(name, path[i])) return std::nullopt;
    if (!name.isEmpty()) pieces.append(path[i]);
  }
  return pieces;
}

bool knowsAll(const Route& route, const QUrlQuery& query) {
  return std::ranges::all_of(query.queryItems(),
                             [&](const auto& item) { return route.parameters.contains(item.first.toUtf8()); });
}

}  // namespace

RouteTable::RouteTable(const QList<Route>& routes) {
  for (const Route& route : routes) {
    Entry entry{route, route.pattern.split('/'), {}};
    for (const QByteArray& step : entry.steps) {
      if (const QByteArray name = nameIn(step); !name.isEmpty()) entry.names.append(name);
    }
    m_entries.push_back(std::move(entry));
  }
}

std::variant<RouteTable::Found, Response> RouteTable::find(const Request& request) const {
  const qsizetype mark = request.target.indexOf('?');
  const QByteArrayList path = (mark < 0 ? request.target : request.target.first(mark)).split('/');
  const QUrlQuery query(mark < 0 ? QString() : QString::fromLatin1(request.target.mid(mark + 1)));
  QByteArrayList methods;
  for (const Entry& entry : m_entries) {
    auto pieces = match(entry.steps, path);
    if (!pieces || !knowsAll(entry.route, query)) continue;
    if (entry.route.method == request.method) {
      return Found{&entry.route, {request, entry.names, std::move(*pieces), query}};
    }
    methods.append(entry.route.method);
  }
  if (methods.isEmpty()) return problem(Problem::NotFound);
  Response refused = problem(Problem::MethodNotAllowed);
  refused.allow = methods.join(", ");
  return refused;
}

}  // namespace hall::gateway
