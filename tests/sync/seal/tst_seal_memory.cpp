// Sealing and opening leave no readable copy of a person behind in memory, but for the one that the caller wipes.
#include <QtTest>

#include "sync/base/wipe.h"
#include "sync/seal/cms.h"
#include "tests/support/memory_search.h"

using namespace hall;

class TestSealMemory : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void leavesNoCopy();
};

namespace {
// "a name nobody has" with every letter shifted by one.
const char kShifted[] = "b!obnf!opcpez!ibt";
}  // namespace

void TestSealMemory::leavesNoCopy() {
  const auto platform = seal::KeyPair::generate("platform", seal::KeyUse::Agree).value();
  const auto terminal = seal::KeyPair::generate("terminal", seal::KeyUse::Sign).value();
  QByteArray name;
  for (const char* c = kShifted; *c != '\0'; ++c) name.append(static_cast<char>(*c - 1));
  for (const int copies : {1, 20, 2000}) {
    QByteArray content;
    content.reserve(copies * name.size());
    for (int i = 0; i < copies; ++i) content.append(name);
    const auto envelope = seal::sealEnvelope(content, terminal, {platform.certificate()});
    QVERIFY(envelope);
    auto opened = seal::openEnvelope(*envelope, platform, terminal.certificate());
    QVERIFY(opened);
    QCOMPARE(*opened, content);
    wipe(content);
    wipe(*opened);
    QCOMPARE(test::foundBytesInHeap(kShifted), 1);  // `name` itself
  }
  wipe(name);
}

QTEST_GUILESS_MAIN(TestSealMemory)
#include "tst_seal_memory.moc"
