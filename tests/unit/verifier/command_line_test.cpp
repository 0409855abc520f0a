// SPDX-License-Identifier: GPL-3.0-or-later
//
// The command line: options, output, exit codes (the worst of all files).

#include "unit/verifier/hand_example.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

using namespace thalweg::tests;

namespace {

/// A folder for the files of one test, removed at its end.
class Folder {
public:
  Folder() : path_(std::filesystem::temp_directory_path() / unique_name()) {
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string file(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return (path_ / name).string();
  }
  std::string path() const { return path_.string(); }

private:
  static std::string unique_name() {
    static int count = 0;
    return "thalweg-verifier-test-" + std::to_string(::getpid()) + "-" + std::to_string(++count);
  }
  std::filesystem::path path_;
};

struct Run {
  int exit_code;
  std::string out;
  std::string err;
};

Run run(std::vector<std::string> arguments) {
  std::vector<const char*> argv = {"thalweg-verify"};
  for (const std::string& argument : arguments)
    argv.push_back(argument.c_str());
  std::ostringstream out, err;
  const int code =
      thalweg::verifier::verifier_main(static_cast<int>(argv.size()), argv.data(), out, err);
  return {code, out.str(), err.str()};
}

std::string last_line(const std::string& text) {
  const std::string trimmed = text.substr(0, text.size() - 1);
  return trimmed.substr(trimmed.rfind('\n') + 1);
}

} // namespace

TEST_CASE("one file: the theorem, then the verdict", "[verifier]") {
  const Folder folder;
  const std::string good = folder.file("good.json", hand_example_text);
  const Run verified = run({good});
  CHECK(verified.exit_code == 0);
  CHECK(last_line(verified.out) == "VERIFIED");
  CHECK(verified.err.empty());
  for (const char* part :
       {"6 samples, d_x = 1 (\"x\"), d_y = 1 (\"y\")", "architecture 1-3-1", "10 parameters",
        "R(W) = 2.", "r = 1/8 (≈ 0.125)", "2 activation patterns", "at most 1/4 (≈ 0.25)",
        "R(W2) = 1 < R(W)", "50 % of R(W)", "The 3 pattern groups of W2 refine the 2 of W",
        "as stated by the file, not checked). Tool \"by hand\", command \"none\"."}) {
    INFO(part);
    CHECK(verified.out.find(part) != std::string::npos);
  }
  CHECK(run({good, "--quiet"}).out == '"' + good + "\": VERIFIED\n");
}

TEST_CASE("several files: every verdict, the worst exit code", "[verifier]") {
  const Folder folder;
  const std::string good = folder.file("good.json", hand_example_text);
  const std::string rejected =
      folder.file("rejected.json", with(hand_example(), "/statement/claims/0/risk", "3").dump());
  const std::string malformed = folder.file("malformed.json", "{");
  const std::string unsupported =
      folder.file("unsupported.json", with(hand_example(), "/version", 2).dump());
  CHECK(run({good, good}).exit_code == 0);
  CHECK(run({good, rejected, good}).exit_code == 1);
  CHECK(run({malformed, rejected}).exit_code == 2);
  CHECK(run({good, unsupported, malformed}).exit_code == 3);
  CHECK(run({good, "--max-bits", "2"}).exit_code == 4);
  CHECK(run({good, folder.path() + "/none.json"}).exit_code == 5);
  CHECK(run({good, folder.path()}).exit_code == 5);
  CHECK(run({"--quiet", good, rejected}).out ==
        '"' + good + "\": VERIFIED\n\"" + rejected +
            "\": REJECTED local_minimum.risk at /statement/claims/0/risk: expected the empirical "
            "risk 2, found 3\n");
}

TEST_CASE("the output for machines", "[verifier]") {
  const Folder folder;
  const std::string good = folder.file("good.json", hand_example_text);
  const std::string bad = folder.file("bad.json", "{\n \"format\":-1}");
  const Run result = run({"--json", good, bad});
  CHECK(result.exit_code == 2);
  std::istringstream lines(result.out);
  std::string line;
  std::getline(lines, line);
  const Json first = Json::parse(line);
  CHECK(first["verdict"] == "verified");
  CHECK(first["file"] == good);
  CHECK(first["theorem"]["local_minimum"]["radius"] == "1/8");
  CHECK(first["theorem"]["lower_risk"]["better_risk"] == "1");
  std::getline(lines, line);
  const Json second = Json::parse(line);
  CHECK(second["verdict"] == "malformed");
  CHECK(second["code"] == "json.sign");
  CHECK(second["line"] == 2);
  CHECK(second["column"] == 11);
  CHECK_FALSE(second.contains("theorem"));
}

TEST_CASE("options with files", "[verifier]") {
  const Folder folder;
  const std::string good = folder.file("good.json", hand_example_text);
  const std::string table = folder.file("table.csv", "x,y\n-3,2\n-2,4\n-1,0\n1,0\n2,4\n3,2\n");
  const std::string other = folder.file("other.csv", "x,y\n-3,2\n-2,4\n-1,0\n1,0\n2,4\n3,3\n");
  const std::string statement = folder.file("statement.json", hand_example()["statement"].dump());
  CHECK(run({good, "--data", table, "--statement", statement}).exit_code == 0);
  CHECK(run({good, "--data", other}).exit_code == 1);
  CHECK(run({good, "--data", folder.file("empty.csv", "")}).exit_code == 2);
  CHECK(run({good, "--statement", folder.file("empty.json", "")}).exit_code == 2);
  CHECK(run({folder.path() + "/empty.json"}).exit_code == 2);
  CHECK(run({good, "--data", folder.path() + "/none.csv"}).exit_code == 5);
  CHECK(run({good, "--statement", table}).exit_code == 2);
  CHECK(last_line(run({good, "--statement", table}).out)
            .find("MALFORMED json.syntax at line 1, column 1 of the statement file: expected a "
                  "value, found \"x,y") == 0);
}

TEST_CASE("columns that are not used are told in every style", "[verifier]") {
  const Folder folder;
  const std::string good = folder.file("good.json", hand_example_text);
  const std::string wide =
      folder.file("wide.csv", "x,v,y\n-3,7,2\n-2,7,4\n-1,7,0\n1,7,0\n2,7,4\n3,7,2\n");
  CHECK(run({good, "--data", wide}).out.find("Data file. Its columns \"v\" are not used.\n") == 0);
  CHECK(run({good, "--data", wide, "--quiet"}).out ==
        '"' + good + "\": VERIFIED (the columns \"v\" of the data file are not used)\n");
  const Json machine = Json::parse(run({good, "--data", wide, "--json"}).out);
  CHECK(machine["unused_columns"] == Json{"v"});
}

TEST_CASE("reading files stays within the limit of memory", "[verifier]") {
  const Folder folder;
  const std::string good = folder.file("good.json", hand_example_text);
  const std::string large = folder.file("large.json", std::string(3000000, ' '));
  const Run certificate = run({large, good, "--max-memory", "2M"});
  CHECK(certificate.exit_code == 4);
  CHECK(certificate.out.find("LIMIT limit.memory") != std::string::npos);
  CHECK(last_line(certificate.out) == '"' + good + "\": VERIFIED");
  for (const char* option : {"--data", "--statement"}) {
    const Run beside = run({good, option, large, "--max-memory", "2M"});
    CHECK(beside.exit_code == 4);
    CHECK(beside.out.empty());
    CHECK(beside.err.find("thalweg-verify: " + large + ": LIMIT limit.memory: expected") == 0);
    CHECK(std::count(beside.err.begin(), beside.err.end(), '\n') == 1);
  }
  if (std::filesystem::exists("/dev/zero"))
    CHECK(run({"/dev/zero", "--max-memory", "5M", "--max-seconds", "20"}).exit_code == 4);
}

TEST_CASE("a file that cannot be read is told with the reason", "[verifier]") {
  const Folder folder;
  const std::string good = folder.file("good.json", hand_example_text);
  CHECK(last_line(run({folder.path()}).out) ==
        "\"" + folder.path() +
            "\": USAGE usage.file: expected a readable file, found Is a directory");
  CHECK(run({good, "--data", folder.path() + "/none.csv"}).err ==
        "thalweg-verify: " + folder.path() +
            "/none.csv: expected a readable file, found: No such file or directory\n");
}

TEST_CASE("a wrong command line is exit 5 with one line", "[verifier]") {
  const Folder folder;
  const std::string good = folder.file("good.json", hand_example_text);
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{},
                                             {"--quiet"},
                                             {good, "--unknown"},
                                             {good, "--data"},
                                             {good, "--data", ""},
                                             {good, "--data", good, "--data", good},
                                             {good, "--statement", good, "--statement", good},
                                             {good, "--statement", folder.path()},
                                             {good, "--quiet", "--json"},
                                             {good, "--max-memory", "1T"},
                                             {good, "--max-memory", "K"},
                                             {good, "--max-seconds", "1.5"},
                                             {good, "--max-bits", "-1"},
                                             {good, "--max-seconds", "99999999999999999999"}}) {
    const Run result = run(arguments);
    CHECK(result.exit_code == 5);
    CHECK(result.out.empty());
    CHECK(std::count(result.err.begin(), result.err.end(), '\n') == 1);
  }
  for (const char* size : {"0", "100000000", "200000K", "100M", "1G"})
    CHECK(run({good, "--max-memory", size}).exit_code == 0);
  CHECK(run({good, "--max-memory", "5K"}).exit_code == 4);
  CHECK(run({"--help"}).exit_code == 0);
  CHECK(run({"--help"}).out.find("(format version 3)") != std::string::npos);
  CHECK(run({"--version"}).out == "thalweg-verify 0.1.0 (certificate format version 3)\n");
}

TEST_CASE("texts of strangers cannot forge output", "[verifier]") {
  Json forged = hand_example();
  forged["provenance"]["command"] = "x\nVERIFIED\n\x1B[2J\x7F\xC2\x9B\xE2\x80\xAE\xE2\x80\xA8";
  forged["statement"]["claims"][0]["risk"] = "3";
  forged["statement"]["data"]["columns"][0] = "a\nVERIFIED";
  CHECK(verdict_of(forged).theorem.empty());
  forged["statement"]["claims"][0]["risk"] = "2";
  const std::string theorem = verdict_of(forged).theorem;
  CHECK(theorem.find("\nVERIFIED") == std::string::npos);
  CHECK(theorem.find('\x1B') == std::string::npos);
  CHECK(theorem.find("\"x\\u000aVERIFIED\\u000a\\u001b[2J\\u007f\\u009b\\u202e\\u2028\"") !=
        std::string::npos);
  forged["version\nVERIFIED"] = 1;
  CHECK(thalweg::verifier::verdict_line(verdict_of(forged)).find('\n') == std::string::npos);
}
