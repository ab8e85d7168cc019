#pragma once
// All or nothing: takes the write lock at once (BEGIN IMMEDIATE), and takes everything back unless commit() said yes.
// commit() returns after the data is on the disk. Thread: that of the Database; not nested.
#include <utility>

#include "sync/store/database.h"

namespace hall::store {

class Transaction {
 public:
  static Result<Transaction> begin(Database& database);
  Transaction(Transaction&& other) noexcept : m_database(std::exchange(other.m_database, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  Result<void> commit();

 private:
  explicit Transaction(Database& database) : m_database(&database) {}
  Database* m_database;
};

}  // namespace hall::store
