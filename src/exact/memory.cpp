// SPDX-License-Identifier: GPL-3.0-or-later
//
// FLINT (2.9) says on standard output that it has no memory, then aborts; it never gets there if
// the functions that it allocates with do not come back without memory.

#include "exact/memory.hpp"

#include "exact/error.hpp"

#include <flint/flint.h>
#include <gmp.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <new>
#include <string_view>
#include <sys/resource.h>
#include <unistd.h>

namespace thalweg {

namespace {

[[noreturn]] void end_without_memory() {
  constexpr std::string_view line = "thalweg: memory: expected more, found none\n";
  const ssize_t ignored = ::write(STDERR_FILENO, line.data(), line.size());
  static_cast<void>(ignored);
  ::_exit(static_cast<int>(ExitCode::resource_limit));
}

void* allocated(std::size_t size) {
  void* const memory = std::malloc(size);
  if (memory == nullptr && size != 0)
    end_without_memory();
  return memory;
}

void* allocated_zeros(std::size_t count, std::size_t size) {
  void* const memory = std::calloc(count, size);
  if (memory == nullptr && count != 0 && size != 0)
    end_without_memory();
  return memory;
}

void* reallocated(void* old, std::size_t size) {
  void* const memory = std::realloc(old, size);
  if (memory == nullptr && size != 0)
    end_without_memory();
  return memory;
}

void* reallocated_for_gmp(void* old, std::size_t, std::size_t size) {
  return reallocated(old, size);
}

void freed_for_gmp(void* memory, std::size_t) {
  std::free(memory);
}

/// The bytes in a file of the kernel that holds one number; the greatest number if it has none.
rlim_t number_in(const char* path) {
  std::ifstream file(path);
  rlim_t value = 0;
  return file >> value ? value : RLIM_INFINITY;
}

} // namespace

void end_when_out_of_memory() {
  std::set_new_handler(end_without_memory);
  mp_set_memory_functions(allocated, reallocated_for_gmp, freed_for_gmp);
  __flint_set_memory_functions(allocated, allocated_zeros, reallocated, std::free);
}

void limit_memory_to_machine(std::size_t processes) {
#if !defined(__SANITIZE_ADDRESS__) // its shadow is larger than any machine
  const long pages = ::sysconf(_SC_PHYS_PAGES), page_size = ::sysconf(_SC_PAGESIZE);
  rlimit limit{};
  if (pages <= 0 || page_size <= 0 || ::getrlimit(RLIMIT_DATA, &limit) != 0)
    return;
  const rlim_t machine = static_cast<rlim_t>(pages) * static_cast<rlim_t>(page_size);
  const rlim_t has = std::min(machine, number_in("/sys/fs/cgroup/memory.max"));
  limit.rlim_cur = std::min(limit.rlim_cur, has / 4 * 3 / processes);
  ::setrlimit(RLIMIT_DATA, &limit);
#else
  static_cast<void>(processes);
#endif
}

} // namespace thalweg
