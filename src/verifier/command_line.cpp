// SPDX-License-Identifier: Apache-2.0
//
// The command line of `thalweg-verify`: reads files, calls `verify` for each certificate, prints
// what came out. The exit code is the worst verdict.

#include "answer.hpp"
#include "claim/theorem.hpp"
#include "limit/limits.hpp"
#include "limit/stop.hpp"
#include "text/text.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <system_error>

namespace thalweg::verifier {

namespace {

constexpr std::string_view help =
    R"(usage: thalweg-verify CERT.json… [options]
Checks certificates of Thalweg (format version 3) in exact arithmetic and prints what is proven.

  --data FILE.csv      the certified samples must be exactly those of this table
  --statement FILE     the statement must be equal to the JSON object in FILE
  --quiet              print only one line per file
  --json               print one JSON object per file
  --max-memory BYTES   stop at this much memory, files included, suffix K, M or G (default 4G;
                       0: no limit)
  --max-seconds N      stop after N seconds (default 0: no limit)
  --max-bits N         stop at integers of more than N bits (default 4000000; 0: no limit)
  --help, --version

Exit code, the worst of all files: 0 verified, 1 rejected, 2 malformed, 3 unsupported,
4 a limit was reached, 5 usage or file error. Only 0 means that everything was checked.
)";

enum class Style { full, quiet, json };

struct Request {
  std::vector<std::string> files;
  std::string data_path = {};      ///< empty: none
  std::string statement_path = {}; ///< empty: none
  Options options;
  Style style = Style::full;
};

/// The command line or a file is at fault.
struct UsageError {
  std::string message;
};

/// A limit was passed while a file beside the certificates was read.
struct FileLimit {
  std::string message;
};

/// The text of a file, within limits; so many bytes are held already.
std::string content(const std::string& path, const Limits& limits, std::size_t held) {
  const Meter meter(limits);
  Meter::hold(held);
  const auto require = [&](bool condition) {
    if (!condition)
      throw UsageError{path + ": expected a readable file, found: " +
                       std::error_code(errno, std::generic_category()).message()};
  };
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  require(file.is_open());
  std::error_code no_size;
  const std::uintmax_t size = std::filesystem::file_size(path, no_size);
  std::string text;
  const auto make_room = [&](std::uint64_t more) { // old and new place are held for a moment
    Meter::require_room(std::uint64_t{text.size()} + text.capacity() + more, 1);
    text.reserve(text.capacity() + Meter::size_of(more));
  };
  constexpr std::size_t piece = 1 << 16;
  if (!no_size)
    make_room(size + 1); // one more, to see the end
  while (true) {
    Meter::tick();
    if (text.size() == text.capacity())
      make_room(std::max(piece, text.capacity() / 2));
    const std::size_t before = text.size();
    text.resize(std::min(before + piece, text.capacity()));
    file.read(&text[before], static_cast<std::streamsize>(text.size() - before));
    require(!file.bad());
    const auto taken = static_cast<std::size_t>(file.gcount());
    text.resize(before + taken);
    if (taken == 0)
      return text;
  }
}

std::uint64_t number(const std::string& option, const std::string& value, bool may_have_suffix) {
  const auto fail = [&] {
    throw UsageError{option + ": expected a number" + (may_have_suffix ? " like 512M" : "") +
                     ", found " + excerpt(value)};
  };
  std::string digits = value;
  int shift = 0;
  if (may_have_suffix && !digits.empty()) {
    const std::size_t suffix = std::string_view("KMG").find(digits.back());
    if (suffix != std::string_view::npos) {
      shift = 10 * (static_cast<int>(suffix) + 1);
      digits.pop_back();
    }
  }
  const bool is_number =
      std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!is_number || digits.empty() || digits.size() > 9 + (shift == 0 ? 6U : 0U))
    fail();
  return static_cast<std::uint64_t>(std::stoull(digits)) << shift;
}

Request request_of(const std::vector<std::string>& arguments) {
  Request request;
  bool is_quiet = false;
  bool is_json = false;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    const auto value = [&]() -> const std::string& {
      if (++i == arguments.size())
        throw UsageError{argument + ": expected a value, found nothing"};
      if (arguments[i].empty())
        throw UsageError{argument + ": expected a value, found an empty one"};
      return arguments[i];
    };
    const auto once = [&](std::string& path) {
      if (!path.empty())
        throw UsageError{argument + ": expected one file, found two"};
      path = value();
    };
    if (argument == "--data")
      once(request.data_path);
    else if (argument == "--statement")
      once(request.statement_path);
    else if (argument == "--max-memory")
      request.options.limits.max_memory = number(argument, value(), true);
    else if (argument == "--max-seconds")
      request.options.limits.max_seconds = number(argument, value(), false);
    else if (argument == "--max-bits")
      request.options.limits.max_bits = number(argument, value(), false);
    else if (argument == "--quiet")
      is_quiet = true;
    else if (argument == "--json")
      is_json = true;
    else if (argument.size() > 1 && argument[0] == '-')
      throw UsageError{"expected a known option, found " + excerpt(argument)};
    else
      request.files.push_back(argument);
  }
  if (is_quiet && is_json)
    throw UsageError{"expected one of --quiet and --json, found both"};
  if (request.files.empty())
    throw UsageError{"expected a certificate, found none (see --help)"};
  request.style = is_quiet ? Style::quiet : is_json ? Style::json : Style::full;
  return request;
}

std::string lower_case(std::string_view word) {
  std::string result(word);
  for (char& c : result)
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return result;
}

/// The text of a file beside the certificates. A limit passed here ends everything.
std::string content_beside(const std::string& path, const Limits& limits, std::size_t held) {
  try {
    return content(path, limits, held);
  } catch (const Stop& stop) {
    throw FileLimit{path + ": " + verdict_line(stop.outcome)};
  }
}

Outcome outcome_of(const std::string& file, const Options& options) {
  Outcome outcome;
  try {
    const std::size_t held = (options.data_csv ? options.data_csv->capacity() : 0) +
                             (options.statement ? options.statement->capacity() : 0);
    return verify(content(file, options.limits, held), options);
  } catch (const Stop& stop) {
    return stop.outcome;
  } catch (const std::bad_alloc&) {
    outcome.code = "limit.memory";
  } catch (const UsageError& error) {
    outcome.verdict = Verdict::usage;
    outcome.code = "usage.file";
    outcome.expected = "a readable file";
    outcome.found = error.message.substr(error.message.rfind(": ") + 2);
  }
  return outcome;
}

/// "VERIFIED (the columns "v" of the data file are not used)", or the verdict line alone
std::string quiet_line(const Outcome& outcome) {
  std::string columns;
  for (const std::string& column : outcome.unused_columns)
    columns += (columns.empty() ? "" : ", ") + excerpt(column);
  return verdict_line(outcome) +
         (columns.empty() ? "" : " (the columns " + columns + " of the data file are not used)");
}

int run(const std::vector<std::string>& arguments, std::ostream& out) {
  Request request = request_of(arguments);
  Options& options = request.options;
  if (!request.data_path.empty())
    options.data_csv = content_beside(request.data_path, options.limits, 0);
  if (!request.statement_path.empty())
    options.statement = content_beside(request.statement_path, options.limits,
                                       options.data_csv ? options.data_csv->capacity() : 0);
  int worst = 0;
  for (const std::string& file : request.files) {
    const Outcome outcome = outcome_of(file, options);
    worst = std::max(worst, static_cast<int>(outcome.verdict));
    if (request.style == Style::json) {
      out << "{\"file\":" << json_literal(file) << "," << outcome_members(outcome) << "}\n";
      continue;
    }
    if (request.style == Style::full)
      out << outcome.theorem;
    if (request.files.size() > 1 || request.style == Style::quiet ||
        outcome.verdict == Verdict::usage) // what could not be read
      out << printable(file) << ": ";
    out << (request.style == Style::quiet ? quiet_line(outcome) : verdict_line(outcome)) << '\n';
  }
  out.flush();
  if (!out)
    throw UsageError{"expected to be able to write the verdict, found an error"};
  return worst;
}

/// One line without taking memory; returns the exit code.
int complaint(std::ostream& err, const char* message, Verdict verdict) noexcept {
  try {
    err << "thalweg-verify: " << message << '\n';
  } catch (...) { // nowhere to say it: the exit code does
  }
  return static_cast<int>(verdict);
}

} // namespace

std::string_view verdict_word(Verdict verdict) noexcept {
  switch (verdict) {
  case Verdict::accepted:
    return "VERIFIED";
  case Verdict::rejected:
    return "REJECTED";
  case Verdict::malformed:
    return "MALFORMED";
  case Verdict::unsupported:
    return "UNSUPPORTED";
  case Verdict::limit:
    return "LIMIT";
  case Verdict::usage:
    return "USAGE";
  }
  return "USAGE";
}

std::string outcome_members(const Outcome& outcome) {
  std::string result = "\"verdict\":\"" + lower_case(verdict_word(outcome.verdict)) + "\"";
  const auto member = [&](const char* name, const std::string& value) {
    if (!value.empty())
      result += ",\"" + std::string(name) + "\":" + json_literal(value);
  };
  member("code", outcome.code);
  member("place", outcome.place);
  if (outcome.line != 0)
    result += ",\"source\":" + json_literal(outcome.source) +
              ",\"line\":" + std::to_string(outcome.line) +
              ",\"column\":" + std::to_string(outcome.column);
  member("expected", outcome.expected);
  member("found", outcome.found);
  std::string columns;
  for (const std::string& column : outcome.unused_columns)
    columns += (columns.empty() ? "" : ",") + json_literal(column);
  if (!columns.empty())
    result += ",\"unused_columns\":[" + columns + "]";
  std::string checks;
  for (const HeldCheck& check : outcome.checks)
    checks += (checks.empty() ? "{\"code\":" : ",{\"code\":") + json_literal(check.code) +
              ",\"place\":" + json_literal(check.place) +
              ",\"expected\":" + json_literal(check.expected) +
              ",\"found\":" + json_literal(check.found) +
              ",\"count\":" + std::to_string(check.count) + "}";
  if (!checks.empty())
    result += ",\"checks\":[" + checks + "]";
  if (!outcome.theorem_json.empty())
    result += ",\"theorem\":" + outcome.theorem_json;
  return result;
}

std::string verdict_line(const Outcome& outcome) {
  std::string line(verdict_word(outcome.verdict));
  if (outcome.verdict == Verdict::accepted)
    return line;
  line += " " + outcome.code;
  const std::string quoted_place = printable(outcome.place); // keys are texts of strangers
  const std::string place = quoted_place.substr(1, quoted_place.size() - 2);
  if (outcome.line != 0) {
    line +=
        " at line " + std::to_string(outcome.line) + ", column " + std::to_string(outcome.column);
    if (outcome.source != "certificate")
      line += " of the " + outcome.source + " file";
    if (!outcome.place.empty())
      line += " (" + place + ")";
  } else if (!outcome.place.empty()) {
    line += " at " + place;
  }
  if (!outcome.expected.empty())
    line += ": expected " + outcome.expected + ", found " + outcome.found;
  return line;
}

int verifier_main(int argc, const char* const* argv, std::ostream& out,
                  std::ostream& err) noexcept {
  try {
    const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
    const auto given = [&](const char* option) {
      return std::find(arguments.begin(), arguments.end(), option) != arguments.end();
    };
    if (given("--help")) {
      out << help;
      return 0;
    }
    if (given("--version")) {
      out << "thalweg-verify " << verifier_version << " (certificate format version 3)\n";
      return 0;
    }
    return run(arguments, out);
  } catch (const UsageError& error) {
    return complaint(err, error.message.c_str(), Verdict::usage);
  } catch (const FileLimit& limit) {
    return complaint(err, limit.message.c_str(), Verdict::limit);
  } catch (const std::bad_alloc&) {
    return complaint(err, "LIMIT limit.memory: the system has no more memory", Verdict::limit);
  } catch (...) {
    return complaint(err, "LIMIT limit.internal", Verdict::limit);
  }
}

} // namespace thalweg::verifier
