// SPDX-License-Identifier: GPL-3.0-or-later
//
// Temporary files are called .thalweg-0.tmp, .thalweg-1.tmp, …, whatever the length of the name
// that they will get. Who writes one holds a lock on it; a name without a lock is left over from a
// process that was killed, and free. Signals that end a process wait while there is one.

#include "certificate/atomic_file.hpp"

#include "exact/error.hpp"
#include "exact/input_file.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace thalweg {

namespace {

namespace fs = std::filesystem;

constexpr int most_links = 40;           // as the system follows
constexpr int most_temporary_files = 64; // written in one folder at one time

[[noreturn]] void throw_unwritable(const fs::path& path, int reason) {
  throw UsageError(path.string() +
                   ": expected a file that can be written, found: " + std::strerror(reason));
}

/// Writes everything and flushes it; the errno of the first failure, 0 if none. A pipe or device
/// that cannot be flushed is as good as flushed.
int write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0 && errno != EINTR)
      return errno;
    if (written > 0)
      text.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fsync(file) == 0 || errno == EINVAL || errno == EROFS ? 0 : errno;
}

/// While it lives, the signals of a user or a system that ends the process wait, and a file that
/// grows beyond the limit of the process is an error like a full disk.
class UninterruptedWriting {
public:
  UninterruptedWriting() {
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGALRM, SIGXFSZ})
      sigaddset(&signals, signal);
    ::pthread_sigmask(SIG_BLOCK, &signals, &before_);
    old_action_ = std::signal(SIGXFSZ, SIG_IGN);
  }
  ~UninterruptedWriting() {
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    std::signal(SIGXFSZ, old_action_);
  }
  UninterruptedWriting(const UninterruptedWriting&) = delete;
  UninterruptedWriting& operator=(const UninterruptedWriting&) = delete;

private:
  sigset_t before_{};
  void (*old_action_)(int) = SIG_DFL;
};

/// The file behind all symbolic links, which need not exist.
fs::path without_links(const fs::path& path) {
  fs::path target = path;
  for (int k = 0; k < most_links; ++k) {
    std::error_code error;
    const fs::path next = fs::read_symlink(target, error);
    if (error)
      return target;
    target = next.is_absolute() ? next : target.parent_path() / next;
  }
  throw_unwritable(path, ELOOP);
}

/// A new file beside `target` that nobody else writes, and that is gone at the end unless renamed.
class TemporaryFile {
public:
  explicit TemporaryFile(const fs::path& target) : target_(target) {
    for (int number = 0; number < most_temporary_files; ++number) {
      path_ = target.parent_path() / (".thalweg-" + std::to_string(number) + ".tmp");
      remove_if_left_over();
      file_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
      if (file_ >= 0 && is_locked())
        return;
      const int reason = file_ >= 0 ? EEXIST : errno;
      close();
      if (reason != EEXIST)
        throw_unwritable(target, reason);
    }
    throw_unwritable(target, EBUSY);
  }
  ~TemporaryFile() {
    if (file_ >= 0)
      ::unlink(path_.c_str());
    close();
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  int descriptor() const { return file_; }

  /// 0, or the reason why it cannot take the place of the target.
  int rename() {
    if (::rename(path_.c_str(), target_.c_str()) != 0)
      return errno;
    close();
    return 0;
  }

private:
  /// Holds the lock, if the name has not been taken away in between.
  bool is_locked() const {
    struct stat of_name {
    }, of_file{};
    return ::flock(file_, LOCK_EX | LOCK_NB) == 0 && ::fstat(file_, &of_file) == 0 &&
           ::lstat(path_.c_str(), &of_name) == 0 && of_name.st_dev == of_file.st_dev &&
           of_name.st_ino == of_file.st_ino;
  }

  void remove_if_left_over() {
    file_ = ::open(path_.c_str(), O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (file_ >= 0 && is_locked())
      ::unlink(path_.c_str());
    close();
  }

  void close() {
    if (file_ >= 0)
      ::close(file_);
    file_ = -1;
  }

  const fs::path& target_;
  fs::path path_;
  int file_ = -1;
};

void write_directly(const fs::path& path, std::string_view text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (file < 0)
    throw_unwritable(path, errno);
  const int reason = write_all(file, text);
  ::close(file);
  if (reason != 0)
    throw_unwritable(path, reason);
}

} // namespace

void require_not_read(const fs::path& path) {
  if (was_read(path))
    throw UsageError("-o: expected a file that is not read, found " + path.string());
}

void make_folder(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error)
    throw UsageError("-o: expected a folder that can be written, found " + path.string() + " (" +
                     error.message() + ")");
}

void write_file_atomically(const fs::path& path, std::string_view text) {
  require_not_read(path);
  struct stat existing {};
  const bool exists = ::stat(path.c_str(), &existing) == 0;
  if (exists && S_ISDIR(existing.st_mode))
    throw_unwritable(path, EISDIR);
  if (exists && !S_ISREG(existing.st_mode))
    return write_directly(path, text);
  if (exists && ::access(path.c_str(), W_OK) != 0)
    throw_unwritable(path, errno);
  const fs::path target = without_links(path);
  const UninterruptedWriting uninterrupted;
  TemporaryFile temporary(target);
  int reason = 0;
  if (exists && ::fchmod(temporary.descriptor(), existing.st_mode & 0777) != 0)
    reason = errno;
  if (reason == 0)
    reason = write_all(temporary.descriptor(), text);
  if (reason == 0)
    reason = temporary.rename();
  if (reason != 0)
    throw_unwritable(path, reason);
}

} // namespace thalweg
