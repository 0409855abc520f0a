// SPDX-License-Identifier: GPL-3.0-or-later

#include "exact/input_file.hpp"

#include "exact/error.hpp"
#include "exact/watched_work.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <mutex>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace thalweg {

namespace {

constexpr std::size_t piece_size = std::size_t{1} << 16;

using FileIdentity = std::pair<dev_t, ino_t>;

/// The regular files that have been read, of all threads.
class ReadFiles {
public:
  void add(FileIdentity file) {
    const std::lock_guard lock(mutex_);
    if (std::find(files_.begin(), files_.end(), file) == files_.end())
      files_.push_back(file);
  }
  bool contains(FileIdentity file) {
    const std::lock_guard lock(mutex_);
    return std::find(files_.begin(), files_.end(), file) != files_.end();
  }

private:
  std::mutex mutex_;
  std::vector<FileIdentity> files_;
};

ReadFiles& read_files() {
  static ReadFiles files;
  return files;
}

[[noreturn]] void throw_unreadable(const std::filesystem::path& path, int reason) {
  throw UsageError(path.string() +
                   ": expected a file that can be read, found: " + std::strerror(reason));
}

/// A descriptor that is closed at the end.
class OpenFile {
public:
  explicit OpenFile(const std::filesystem::path& path)
      : path_(path), descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (descriptor_ < 0)
      throw_unreadable(path_, errno);
  }
  ~OpenFile() { ::close(descriptor_); }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  void remember() const {
    struct stat status {};
    if (::fstat(descriptor_, &status) == 0 && S_ISREG(status.st_mode))
      read_files().add({status.st_dev, status.st_ino});
  }

  /// Appends the next bytes; false at the end.
  bool read_into(std::string& text) const {
    const std::size_t start = text.size();
    text.resize(start + piece_size);
    ssize_t count = 0;
    do
      count = ::read(descriptor_, text.data() + start, piece_size);
    while (count < 0 && errno == EINTR);
    if (count < 0)
      throw_unreadable(path_, errno);
    text.resize(start + static_cast<std::size_t>(count));
    return count > 0;
  }

private:
  const std::filesystem::path& path_;
  int descriptor_;
};

} // namespace

std::string text_of_file(const std::filesystem::path& path, std::size_t limit) {
  const OpenFile file(path);
  file.remember();
  std::string text;
  while (file.read_into(text)) {
    if (text.size() > limit)
      throw ResourceLimit(
          fmt::format("{}: expected at most {} bytes, found more", path.string(), limit));
    require_time();
  }
  return text;
}

bool was_read(const std::filesystem::path& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
         read_files().contains({status.st_dev, status.st_ino});
}

} // namespace thalweg
