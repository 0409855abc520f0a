// SPDX-License-Identifier: GPL-3.0-or-later

#include "exact/journal.hpp"

#include "exact/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <optional>
#include <sys/file.h>
#include <unistd.h>

namespace thalweg {

namespace {

constexpr std::string_view journal_version = "thalweg-journal 1\n";

[[noreturn]] void refuse_journal(const std::filesystem::path& path, const std::string& expected,
                                 const std::string& found) {
  throw UsageError(path.string() + ": expected " + expected + ", found " + found);
}

std::string bytes_of_descriptor(int file, const std::filesystem::path& path) {
  std::string text;
  char part[std::size_t{1} << 16];
  for (;;) {
    const ssize_t count = ::read(file, part, sizeof part);
    if (count == 0)
      return text;
    if (count > 0)
      text.append(part, static_cast<std::size_t>(count));
    else if (errno != EINTR)
      refuse_journal(path, "a journal that can be read", std::strerror(errno));
  }
}

std::uint64_t record_checksum(std::size_t task, std::string_view result) {
  return checksum(result, checksum(fmt::format("{} {} ", task, result.size())));
}

struct JournalRecord {
  std::size_t task = 0;
  std::string_view result;
  std::size_t end = 0; ///< of the record in the journal
};

/// Reads a number and the separator after it.
template <class Number>
bool take_number(std::string_view& text, Number& value, char separator, int base) {
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value, base);
  if (error != std::errc() || stop == end || *stop != separator)
    return false;
  text.remove_prefix(static_cast<std::size_t>(stop - text.data()) + 1);
  return true;
}

/// The record that begins at `start`; nothing if there is no whole one.
std::optional<JournalRecord> record_at(std::string_view text, std::size_t start) {
  JournalRecord record;
  std::string_view rest = text.substr(start);
  std::size_t length = 0;
  std::uint64_t sum = 0;
  if (!take_number(rest, record.task, ' ', 10) || !take_number(rest, length, ' ', 10) ||
      !take_number(rest, sum, '\n', 16) || rest.size() <= length || rest[length] != '\n')
    return std::nullopt;
  record.result = rest.substr(0, length);
  record.end = text.size() - rest.size() + length + 1;
  if (record_checksum(record.task, record.result) != sum)
    return std::nullopt;
  return record;
}

std::string build_identity_in_notes(const char* notes, std::size_t length) {
  const auto padded = [](std::size_t size) { return (size + 3) / 4 * 4; };
  while (length >= sizeof(ElfW(Nhdr))) {
    ElfW(Nhdr) head;
    std::memcpy(&head, notes, sizeof head);
    const std::size_t text = sizeof head + padded(head.n_namesz);
    const std::size_t size = text + padded(head.n_descsz);
    if (size > length)
      break;
    if (head.n_type == NT_GNU_BUILD_ID) {
      std::string identity;
      for (std::size_t k = 0; k < head.n_descsz; ++k)
        identity += fmt::format("{:02x}", static_cast<unsigned char>(notes[text + k]));
      return identity;
    }
    notes += size;
    length -= size;
  }
  return {};
}

/// Is this the part of the process that this function is in? Then it gives its identity.
int build_identity_of(dl_phdr_info* part, std::size_t, void* result) {
  const auto here = reinterpret_cast<ElfW(Addr)>(&build_identity_of);
  bool is_this = false;
  for (int k = 0; k < part->dlpi_phnum; ++k) {
    const ElfW(Addr) start = part->dlpi_addr + part->dlpi_phdr[k].p_vaddr;
    is_this = is_this || (part->dlpi_phdr[k].p_type == PT_LOAD && here >= start &&
                          here - start < part->dlpi_phdr[k].p_memsz);
  }
  if (!is_this)
    return 0;
  auto& identity = *static_cast<std::string*>(result);
  for (int k = 0; k < part->dlpi_phnum && identity.empty(); ++k)
    if (part->dlpi_phdr[k].p_type == PT_NOTE)
      identity = build_identity_in_notes(
          reinterpret_cast<const char*>(part->dlpi_addr + part->dlpi_phdr[k].p_vaddr),
          part->dlpi_phdr[k].p_memsz);
  return 1;
}

} // namespace

std::uint64_t checksum(std::string_view bytes, std::uint64_t before) {
  for (const char byte : bytes)
    before = (before ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
  return before;
}

std::string build_identity() {
  std::string identity;
  ::dl_iterate_phdr(build_identity_of, &identity);
  return identity;
}

Journal::Journal(std::filesystem::path path, const std::string& job, std::size_t tasks)
    : path_(std::move(path)) {
  require(job.find('\n') == std::string::npos, "journal: a job of several lines");
  file_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (file_ < 0)
    refuse_journal(path_, "a journal that can be written", std::strerror(errno));
  try {
    if (::flock(file_, LOCK_EX | LOCK_NB) != 0)
      refuse_journal(path_, "a journal that no other process writes",
                     errno == EWOULDBLOCK ? "one that is being written" : std::strerror(errno));
    read(bytes_of_descriptor(file_, path_), std::string(journal_version) + job + '\n', tasks);
  } catch (...) {
    ::close(file_);
    throw;
  }
}

Journal::~Journal() {
  if (length_ == head_length_)
    remove();
  ::close(file_);
}

void Journal::read(const std::string& text, const std::string& head, std::size_t tasks) {
  head_length_ = head.size();
  if (text.size() < head.size() && head.starts_with(text)) { // new, or torn in its head
    if (::ftruncate(file_, 0) != 0)
      refuse_journal(path_, "a journal that can be written", std::strerror(errno));
    return write(head);
  }
  if (!text.starts_with(head))
    refuse_journal(path_, "the journal of this job",
                   "that of another → go on with that one, or remove the file");
  length_ = head.size();
  for (auto record = record_at(text, length_); record && record->task < tasks;
       record = record_at(text, length_)) {
    kept_.insert_or_assign(record->task, std::string(record->result));
    length_ = record->end;
  }
  if (length_ < text.size() && ::ftruncate(file_, static_cast<off_t>(length_)) != 0)
    refuse_journal(path_, "a journal that can be written", std::strerror(errno));
}

void Journal::write(std::string_view text) {
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t written =
        ::pwrite(file_, text.data() + done, text.size() - done, static_cast<off_t>(length_ + done));
    if (written < 0 && errno != EINTR) {
      const std::string reason = std::strerror(errno);
      if (::ftruncate(file_, static_cast<off_t>(length_)) != 0)
        refuse_journal(path_, "a journal that can be written", reason + ", twice");
      refuse_journal(path_, "a journal that can be written", reason);
    }
    done += static_cast<std::size_t>(std::max<ssize_t>(written, 0));
  }
  length_ += text.size();
}

void Journal::append(std::size_t task, std::string_view result) {
  std::string record =
      fmt::format("{} {} {:016x}\n", task, result.size(), record_checksum(task, result));
  record += result;
  record += '\n';
  write(record);
}

void Journal::remove() {
  ::unlink(path_.c_str());
}

} // namespace thalweg
