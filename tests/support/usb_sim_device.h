#pragma once
// One simulated device behind a usbfs node: its queues of requests and packets. Part of UsbSim.
#include <QMap>
#include <deque>
#include <mutex>
#include <set>
#include <vector>

#include "tests/support/usb_sim.h"

using UMockdevIoctlBase = struct _UMockdevIoctlBase;
using UMockdevIoctlClient = struct _UMockdevIoctlClient;
using UMockdevIoctlData = struct _UMockdevIoctlData;
using gulong = unsigned long;

namespace hall::test {

struct UsbSim::Device {
 public:
  Device(const QByteArray& node, const QByteArray& fifo, const Shape& shape, Firmware firmware);
  ~Device();

  bool answer(UMockdevIoctlClient* client);
  void send(const Packet& packet);
  void stall(uint8_t endpoint);
  void roomAgain();
  void pull(LastWord word);
  int pendingReads() const;
  bool reapedAll() const;
  bool kernelDriver() const;
  void forget(const void* client);  // it has closed the node

  QByteArray node;
  Shape shape;
  UMockdevIoctlBase* handler = nullptr;

 private:
  struct Request {  // a URB of the program, with our references to its memory
    UMockdevIoctlData* urb;
    UMockdevIoctlData* buffer;
  };

  void submit(UMockdevIoctlClient* client, UMockdevIoctlData* argument);
  void reap(UMockdevIoctlClient* client, UMockdevIoctlData* argument);
  void discard(UMockdevIoctlClient* client, UMockdevIoctlData* argument);
  void begin(const Request& request);
  void control(const Request& request);
  void claim(UMockdevIoctlClient* client, gulong request, UMockdevIoctlData* argument);
  void write();
  void queue(const Packet& packet);
  void fill(uint8_t endpoint);
  void finish(const Request& request, int status);
  void showReady(bool ready);

  mutable std::mutex m_mutex;
  Firmware m_firmware;
  int m_fifo = -1;  // writable for the program means: something to reap
  std::deque<Request> m_pending;
  std::deque<Request> m_finished;
  QMap<uint8_t, std::deque<QByteArray>> m_packets;
  std::set<uint8_t> m_halted;
  bool m_gone = false;
  bool m_kernelDriver;
  const void* m_holder = nullptr;  // the client that has claimed the interface
};

}  // namespace hall::test
