#include "sync/drill/levers.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <QFile>
#include <cerrno>
#include <cstring>

#include "sync/base/durable_file.h"

namespace hall::drill {

using levers::Page;

Result<std::unique_ptr<Levers>> Levers::create(const QString& path, const QString& place, Unsynced unsynced) {
  const int descriptor = ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0) return failure(systemError(errno));
  const bool sized = ::ftruncate(descriptor, sizeof(Page)) == 0;
  void* memory = sized ? ::mmap(nullptr, sizeof(Page), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0) : MAP_FAILED;
  const int number = errno;
  ::close(descriptor);
  if (memory == MAP_FAILED) return failure(systemError(number));
  auto* page = static_cast<Page*>(memory);
  const QByteArray name = QFile::encodeName(place);
  if (name.size() >= static_cast<qsizetype>(page->place.size()))
    return failure(Failure::Invalid, "drill.path-too-long");
  std::memcpy(page->place.data(), name.constData(), static_cast<size_t>(name.size()));
  page->keepsUnsynced = unsynced == Unsynced::Kept;
  return std::unique_ptr<Levers>(new Levers(path, page));
}

Levers::~Levers() {
  ::munmap(m_page, sizeof(Page));
}

void Levers::set(levers::Misfortune misfortune, unsigned on, long left, long times) {
  m_page->misfortune = levers::Misfortune::None;
  m_page->on = on;
  m_page->left = left;
  m_page->times = times;
  m_page->misfortune = misfortune;
}

void Levers::mend() {
  m_page->misfortune = levers::Misfortune::None;
}

long Levers::struck(levers::Misfortune misfortune) const {
  long sum = 0;
  for (int i = 0; i < levers::kOperations; ++i) sum += struck(misfortune, static_cast<levers::Operation>(i));
  return sum;
}

long Levers::struck(levers::Misfortune misfortune, levers::Operation operation) const {
  return m_page->struck[static_cast<size_t>(misfortune)][static_cast<size_t>(operation)];
}

long Levers::seen(levers::Operation operation) const {
  return m_page->seen[static_cast<size_t>(operation)];
}

}  // namespace hall::drill
