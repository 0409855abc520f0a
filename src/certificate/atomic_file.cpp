// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/atomic_file.hpp"

#include "exact/error.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace thalweg {

namespace {

/// Writes everything and flushes it; the errno of the first failure, 0 if none.
int write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0 && errno != EINTR)
      return errno;
    if (written > 0)
      text.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fsync(file) == 0 ? 0 : errno;
}

[[noreturn]] void throw_unwritable(const std::filesystem::path& path, int reason) {
  throw UsageError(path.string() +
                   ": expected a file that can be written, found: " + std::strerror(reason));
}

} // namespace

void write_file_atomically(const std::filesystem::path& path, std::string_view text) {
  struct stat existing {};
  const bool exists = ::stat(path.c_str(), &existing) == 0;
  if (exists && S_ISDIR(existing.st_mode))
    throw_unwritable(path, EISDIR);
  if (exists && !S_ISREG(existing.st_mode)) { // a pipe or a device cannot be replaced
    const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (file < 0)
      throw_unwritable(path, errno);
    const int reason = write_all(file, text);
    ::close(file);
    if (reason != 0 && reason != EINVAL)
      throw_unwritable(path, reason);
    return;
  }
  const std::string temporary = path.string() + "." + std::to_string(::getpid()) + ".tmp";
  const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (file < 0)
    throw_unwritable(path, errno);
  int reason = write_all(file, text);
  if (::close(file) != 0 && reason == 0)
    reason = errno;
  if (reason == 0 && ::rename(temporary.c_str(), path.c_str()) != 0)
    reason = errno;
  if (reason != 0) {
    ::unlink(temporary.c_str());
    throw_unwritable(path, reason);
  }
}

} // namespace thalweg
