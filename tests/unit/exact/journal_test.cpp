// SPDX-License-Identifier: GPL-3.0-or-later

#include "exact/journal.hpp"

#include "exact/error.hpp"
#include "exact/input_file.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <unistd.h>

using namespace thalweg;

namespace {

/// A path in a folder of its own, which is removed at the end.
class JournalPath {
public:
  JournalPath() {
    std::string folder = (std::filesystem::temp_directory_path() / "thalweg-XXXXXX").string();
    REQUIRE(::mkdtemp(folder.data()) != nullptr);
    path = std::filesystem::path(folder) / "journal";
  }
  ~JournalPath() { std::filesystem::remove_all(path.parent_path()); }

  std::string text() const { return text_of_file(path); }
  void write(const std::string& text) const { std::ofstream(path, std::ios::binary) << text; }

  std::filesystem::path path;
};

using Results = std::map<std::size_t, std::string>;

} // namespace

TEST_CASE("the checksum is FNV-1a", "[exact]") {
  CHECK(checksum("") == 0xcbf29ce484222325);
  CHECK(checksum("a") == 0xaf63dc4c8601ec8c);
  CHECK(checksum("foobar") == 0x85944171f73967e8);
  CHECK(checksum("bar", checksum("foo")) == checksum("foobar"));
}

TEST_CASE("a journal keeps results of any bytes", "[exact]") {
  const JournalPath file;
  const Results results = {{7, ""}, {0, "a\n7 0 0\n"}, {3, std::string("\0\n\xff", 3)}};
  {
    Journal journal(file.path, "a job", 8);
    CHECK(journal.kept().empty());
    for (const auto& [task, result] : results)
      journal.append(task, result);
  }
  Journal again(file.path, "a job", 8);
  CHECK(again.kept() == results);
  again.append(1, "more");
  again.remove();
  CHECK_FALSE(std::filesystem::exists(file.path));
}

TEST_CASE("a journal that was torn anywhere keeps what is whole before", "[exact]") {
  const JournalPath file;
  std::vector<std::size_t> ends; // of the records
  {
    Journal journal(file.path, "a job", 20);
    for (std::size_t k = 0; k < 12; ++k) {
      ends.push_back(file.text().size());
      journal.append(k, std::string(k, 'x'));
    }
  }
  const std::string whole = file.text();
  for (std::size_t length = 0; length < whole.size(); ++length) {
    file.write(whole.substr(0, length));
    const std::size_t kept =
        static_cast<std::size_t>(std::upper_bound(ends.begin(), ends.end(), length) - ends.begin());
    {
      Journal journal(file.path, "a job", 20);
      REQUIRE(journal.kept().size() == (kept == 0 ? 0 : kept - 1));
      journal.append(15, "after");
    }
    Journal journal(file.path, "a job", 20);
    REQUIRE(journal.kept().at(15) == "after");
    REQUIRE(journal.kept().size() == (kept == 0 ? 1 : kept));
  }
}

TEST_CASE("a record with a wrong byte is none", "[exact]") {
  const JournalPath file;
  std::size_t start = 0;
  {
    Journal journal(file.path, "a job", 200);
    journal.append(1, "first");
    start = file.text().size();
    journal.append(102, "second");
  }
  const std::string whole = file.text();
  for (std::size_t k = start; k < whole.size(); ++k) {
    std::string text = whole;
    text[k] = text[k] == '1' ? '2' : '1';
    file.write(text);
    CHECK(Journal(file.path, "a job", 200).kept() == Results{{1, "first"}});
  }
  file.write(whole);
  CHECK(Journal(file.path, "a job", 102).kept() == Results{{1, "first"}}); // there is no task 102
}

TEST_CASE("a journal belongs to one job and one process", "[exact]") {
  const JournalPath file;
  Journal journal(file.path, "a job", 1);
  CHECK_THROWS_WITH(Journal(file.path, "a job", 1), Catch::Contains("one that is being written"));
  journal.append(0, "result");
  const std::string text = file.text();
  const JournalPath copy;
  for (const std::string& wrong : {text, std::string("x,y\n1,2\n"), text.substr(5)}) {
    copy.write(wrong);
    CHECK_THROWS_WITH(Journal(copy.path, "another job", 1),
                      Catch::Contains("expected the journal of this job, found that of another"));
    CHECK(copy.text() == wrong);
  }
  CHECK_THROWS_AS(Journal(file.path.parent_path(), "a job", 1), UsageError);
}

TEST_CASE("a journal without records is taken away", "[exact]") {
  const JournalPath file;
  { const Journal journal(file.path, "a job", 1); }
  CHECK_FALSE(std::filesystem::exists(file.path));
}

TEST_CASE("this build has an identity, always the same", "[exact]") {
  CHECK(build_identity() == build_identity());
  CHECK(build_identity().find_first_not_of("0123456789abcdef") == std::string::npos);
}
