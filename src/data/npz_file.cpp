// SPDX-License-Identifier: GPL-3.0-or-later

#include "data/npz_file.hpp"

#include "exact/error.hpp"
#include "exact/input_file.hpp"
#include "exact/shown_text.hpp"

#include <fmt/format.h>

#include <zip.h>

#include <memory>
#include <set>

namespace thalweg {

namespace {

constexpr std::string_view array_suffix = ".npy";

struct ZipErrorHolder {
  zip_error_t error;
  ZipErrorHolder() { zip_error_init(&error); }
  ~ZipErrorHolder() { zip_error_fini(&error); }
  std::string text() { return on_one_line(zip_error_strerror(&error)); }
};

/// An archive in memory, open for reading. The bytes must outlive it.
class ZipArchive {
public:
  ZipArchive(std::string_view bytes, const std::string& place) : place_(place) {
    ZipErrorHolder holder;
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &holder.error);
    if (source != nullptr)
      archive_.reset(zip_open_from_source(source, ZIP_RDONLY, &holder.error));
    if (source != nullptr && archive_ == nullptr)
      zip_source_free(source);
    if (archive_ == nullptr)
      fail("an archive of arrays (numpy.savez)", holder.text());
  }

  std::size_t count() const {
    return static_cast<std::size_t>(zip_get_num_entries(archive_.get(), 0));
  }

  std::string name(std::size_t index) const {
    const char* name = zip_get_name(archive_.get(), index, ZIP_FL_ENC_RAW);
    return name == nullptr ? std::string() : std::string(name);
  }

  /// The unpacked bytes of a member of at most `limit` bytes.
  std::string content(std::size_t index, std::size_t limit) const {
    zip_stat_t status;
    zip_stat_init(&status);
    if (zip_stat_index(archive_.get(), index, 0, &status) != 0 ||
        (status.valid & ZIP_STAT_SIZE) == 0)
      fail("a member with a size", "none");
    if (status.size > limit)
      throw ResourceLimit(
          fmt::format("{}: expected at most {} bytes of arrays, found more", place_, limit));
    const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(
        zip_fopen_index(archive_.get(), index, 0), zip_fclose);
    if (file == nullptr)
      fail("a member that can be unpacked", on_one_line(zip_strerror(archive_.get())));
    std::string bytes(static_cast<std::size_t>(status.size), '\0');
    std::size_t done = 0;
    while (done < bytes.size()) {
      const zip_int64_t read = zip_fread(file.get(), bytes.data() + done, bytes.size() - done);
      if (read <= 0)
        fail(fmt::format("{} bytes in {}", bytes.size(), excerpt(name(index))),
             read == 0 ? fmt::format("{}", done) : on_one_line(zip_file_strerror(file.get())));
      done += static_cast<std::size_t>(read);
    }
    char further = 0; // reading on to the end makes libzip compare the check sum
    if (zip_fread(file.get(), &further, 1) != 0)
      fail("the stated size and check sum of " + excerpt(name(index)), "others");
    return bytes;
  }

  [[noreturn]] void fail(const std::string& expected, const std::string& found) const {
    throw InputError(place_ + ": expected " + expected + ", found " + found);
  }

private:
  struct Discard {
    void operator()(zip_t* archive) const { zip_discard(archive); }
  };
  std::unique_ptr<zip_t, Discard> archive_;
  const std::string& place_;
};

/// The name of the array in a member; refuses what NumPy does not write.
std::string array_name(const std::string& member, const ZipArchive& archive,
                       const std::string& place) {
  if (member.ends_with("/data.pkl") || member == "data.pkl")
    throw Unsupported(place + ": expected an archive of arrays (numpy.savez), found a PyTorch file "
                              "→ torch.onnx.export(model, x, \"model.onnx\"), or give the model to "
                              "the Python module");
  if (!member.ends_with(array_suffix) || member.size() == array_suffix.size())
    archive.fail("members that are arrays (.npy)", excerpt(member));
  return member.substr(0, member.size() - array_suffix.size());
}

} // namespace

bool is_archive(std::string_view bytes) {
  return bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06");
}

std::vector<NamedArray> npz_arrays(std::string_view bytes, const std::string& place) {
  const ZipArchive archive(bytes, place);
  std::vector<std::string> names;
  std::set<std::string> distinct;
  for (std::size_t k = 0; k < archive.count(); ++k) {
    names.push_back(array_name(archive.name(k), archive, place));
    if (!distinct.insert(names.back()).second)
      archive.fail("distinct names of arrays", excerpt(names.back()) + " twice");
  }
  if (names.empty())
    archive.fail("at least one array", "none");
  std::vector<NamedArray> arrays;
  std::size_t left = largest_input_file;
  for (std::size_t k = 0; k < names.size(); ++k) {
    const std::string content = archive.content(k, left);
    left -= content.size();
    arrays.push_back({names[k], npy_array(content, place + " " + excerpt(names[k]))});
  }
  return arrays;
}

NpyArray npz_array(std::string_view bytes, const std::string& name, const std::string& place) {
  const ZipArchive archive(bytes, place);
  std::string names;
  for (std::size_t k = 0; k < archive.count(); ++k) {
    const std::string found = array_name(archive.name(k), archive, place);
    if (found == name)
      return npy_array(archive.content(k, largest_input_file), place + " " + excerpt(name));
    names += (names.empty() ? "" : ", ") + excerpt(found);
  }
  archive.fail("an array " + excerpt(name), names.empty() ? "none at all" : names);
}

} // namespace thalweg
