// SPDX-License-Identifier: GPL-3.0-or-later
//
// Files are written whole or not at all.

#include "certificate/atomic_file.hpp"

#include "exact/error.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <fstream>
#include <iterator>

using namespace thalweg;
namespace fs = std::filesystem;

namespace {

struct TemporaryFolder {
  fs::path path;
  TemporaryFolder() {
    std::string name = (fs::temp_directory_path() / "thalweg-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~TemporaryFolder() { fs::remove_all(path); }
};

std::string content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::size_t entry_count(const fs::path& folder) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

} // namespace

TEST_CASE("a file is written and replaced, and nothing else is left", "[certificate]") {
  const TemporaryFolder folder;
  const fs::path file = folder.path / "certificate.json";
  const std::string long_text(1 << 20, 'x');
  write_file_atomically(file, long_text);
  CHECK(content(file) == long_text);
  write_file_atomically(file, std::string_view("a\0b", 3));
  CHECK(content(file) == std::string("a\0b", 3));
  write_file_atomically(file, "");
  CHECK(content(file).empty());
  CHECK(entry_count(folder.path) == 1);
}

TEST_CASE("what cannot be written is said with the path", "[certificate]") {
  const TemporaryFolder folder;
  CHECK_THROWS_AS(write_file_atomically(folder.path / "missing" / "c.json", "x"), UsageError);
  CHECK_THROWS_WITH(write_file_atomically(folder.path, "x"),
                    Catch::Contains(folder.path.string()) && Catch::Contains("directory"));
  CHECK(entry_count(folder.path) == 0);
}

TEST_CASE("a device is written to, not replaced", "[certificate]") {
  write_file_atomically("/dev/null", "x");
  CHECK(fs::is_character_file("/dev/null"));
  CHECK_THROWS_AS(write_file_atomically("/dev/full", "x"), UsageError);
}
