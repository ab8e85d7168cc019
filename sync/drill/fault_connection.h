#pragma once
// One terminal's connection over a bad line: passes requests and answers on, but for those that the script strikes.
// Thread: its own.
#include "sync/drill/fault_script.h"

namespace hall::drill {

class FaultConnection {
 public:
  FaultConnection(FaultScript& script, Socket client, const std::stop_token& stop)
      : m_script(script), m_client(std::move(client)), m_reader(m_client), m_stop(stop) {}

  void converse();

 private:
  // Whether the connection goes on, all of them.
  bool pass(const HttpMessage& request);
  bool strike(LineFault fault, const HttpMessage& request);
  bool cut(const HttpMessage& request);
  bool delay(const HttpMessage& request);
  bool duplicate(const HttpMessage& request);
  bool reorder(const HttpMessage& request);
  bool halfClose(const HttpMessage& request);
  bool sayOnTheWay(LineFault fault, const HttpMessage& request);
  bool truncate(const HttpMessage& request);
  bool lieAboutReceipt(LineFault fault, const HttpMessage& request);
  bool swallow();

  // Nothing if the gateway is gone.
  std::optional<HttpMessage> ask(const HttpMessage& request);
  static std::optional<HttpMessage> answerOf(const Socket& gateway, const HttpMessage& request);
  void pauseFor(std::chrono::milliseconds time) const;

  FaultScript& m_script;
  Socket m_client;
  HttpReader m_reader;
  Socket m_gateway;  // kept from request to request
  const std::stop_token& m_stop;
};

}  // namespace hall::drill
