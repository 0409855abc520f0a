// SPDX-License-Identifier: GPL-3.0-or-later
//
// Files are read whole, within a limit, and remembered.

#include "exact/error.hpp"
#include "exact/input_file.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <fstream>

using namespace thalweg;
namespace fs = std::filesystem;

TEST_CASE("a file is read to its end", "[exact]") {
  std::string name = (fs::temp_directory_path() / "thalweg-XXXXXX").string();
  REQUIRE(::mkdtemp(name.data()) != nullptr);
  const fs::path folder = name;
  const fs::path file = folder / "file";
  std::string bytes(200'000, 'x');
  bytes[100'000] = '\0';
  std::ofstream(file, std::ios::binary) << bytes;
  std::ofstream(folder / "other") << "y";
  CHECK_FALSE(was_read(file));
  CHECK(text_of_file(file) == bytes);
  CHECK(text_of_file(file, bytes.size()) == bytes);
  CHECK_THROWS_AS(text_of_file(file, bytes.size() - 1), ResourceLimit);
  fs::create_symlink("file", folder / "link");
  CHECK(was_read(file));
  CHECK(was_read(folder / "link"));
  CHECK_FALSE(was_read(folder / "other"));
  CHECK_FALSE(was_read(folder / "missing"));
  fs::remove_all(folder);
}

TEST_CASE("what cannot be read is said with its reason", "[exact]") {
  CHECK_THROWS_WITH(
      text_of_file("missing.csv"),
      "missing.csv: expected a file that can be read, found: No such file or directory");
  CHECK_THROWS_WITH(text_of_file("/"), Catch::Contains("Is a directory"));
  CHECK_THROWS_AS(text_of_file("/dev/zero", 1000), ResourceLimit);
  CHECK(text_of_file("/dev/null").empty());
  CHECK_FALSE(was_read("/dev/null"));
}
