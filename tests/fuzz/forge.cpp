// SPDX-License-Identifier: GPL-3.0-or-later
//
// Forges certificates and asks the verifier, in one process. Fails on: a false acceptance (a
// statement that was changed and accepted, though it is false by `judgement` or by the numbers that
// the rest determines; a digest that does not follow the statement); a verdict that is none; a
// certificate that takes more than ten seconds of processor time. A crash ends the program; the
// forgery that was at work is in the folder by then.
//
//   forge --seconds S | --count N, --seed X, --keep FOLDER, CERTIFICATE.json…

#include "forgery.hpp"
#include "truth.hpp"

#include "verifier/verify.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <sys/time.h>

using namespace thalweg::fuzz;
using thalweg::verifier::Outcome;
using thalweg::verifier::Verdict;

namespace {

struct Request {
  std::uint64_t seconds = 0;
  std::uint64_t count = 0;
  std::uint64_t seed = 1;
  std::filesystem::path keep = ".";
  std::vector<std::string> files;
};

Request request_of(int argc, char** argv) {
  Request request;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument.rfind("--", 0) != 0) {
      request.files.push_back(argument);
      continue;
    }
    if (++i == argc)
      throw std::runtime_error(argument + ": expected a value");
    if (argument == "--seconds")
      request.seconds = std::stoull(argv[i]);
    else if (argument == "--count")
      request.count = std::stoull(argv[i]);
    else if (argument == "--seed")
      request.seed = std::stoull(argv[i]);
    else if (argument == "--keep")
      request.keep = argv[i];
    else
      throw std::runtime_error("unknown option " + argument);
  }
  return request;
}

std::string content(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

/// Certificates; small ones are drawn more often, so that each gets about as much time.
class Originals {
public:
  explicit Originals(const std::vector<std::string>& files) {
    for (const std::string& file : files) {
      originals_.push_back(original_of(file, content(file)));
      const std::string& text = originals_.back().text;
      const Outcome outcome = thalweg::verifier::verify(text, {});
      if (outcome.verdict != Verdict::accepted)
        throw std::runtime_error(file + ": " + verdict_line(outcome));
      digests_.push_back(Json::parse(outcome.theorem_json)["statement_digest"]);
      sums_.push_back((sums_.empty() ? 0 : sums_.back()) + 1'000'000'000 / (text.size() + 2000));
    }
    if (files.empty())
      throw std::runtime_error("expected certificates, found none");
  }

  std::size_t drawn(Random& random) const {
    const auto found = std::upper_bound(sums_.begin(), sums_.end(), random() % sums_.back());
    return static_cast<std::size_t>(found - sums_.begin());
  }
  const std::vector<Original>& all() const { return originals_; }
  const std::string& digest(std::size_t k) const { return digests_[k]; }

private:
  std::vector<Original> originals_;
  std::vector<std::string> digests_;
  std::vector<std::uint64_t> sums_;
};

struct Counts {
  std::map<std::string, std::uint64_t> by_verdict;
  std::uint64_t same_statement = 0; ///< accepted: so is the original
  std::uint64_t other_checked = 0;  ///< accepted, statement changed, every claim found true
  std::uint64_t other_partly = 0;   ///< … some claims found true, the others not looked at
};

/// What is wrong with this outcome; empty if nothing is.
std::string fault_of(const Forgery& forged, const Outcome& outcome, const Original& original,
                     const std::string& digest, Counts& counts, Random& random) {
  if (verdict_line(outcome).find('\n') != std::string::npos)
    return "broken-line";
  if (outcome.verdict != Verdict::accepted)
    return outcome.code.empty() || !outcome.theorem.empty() || outcome.code == "limit.internal"
               ? "bad-outcome"
               : "";
  const Json certificate = Json::parse(forged.text);
  const Json& statement = certificate["statement"];
  const Json& before = original.document["statement"];
  const bool is_same = statement == before;
  if ((Json::parse(outcome.theorem_json)["statement_digest"] == digest) != is_same)
    return "digest";
  if (is_same) {
    ++counts.same_statement;
    return "";
  }
  if (differ_only_in_determined_numbers(statement, before))
    return "false-acceptance";
  const Judgement judged = judgement(certificate, random);
  if (!judged.falsehood.empty()) {
    std::cout << judged.falsehood << '\n';
    return "false-acceptance";
  }
  ++(judged.is_complete ? counts.other_checked : counts.other_partly);
  return "";
}

void report(const Counts& counts, std::uint64_t done, std::uint64_t seed) {
  std::cout << "forge: " << done << " forgeries (seed " << seed << "):";
  for (const auto& [word, count] : counts.by_verdict)
    std::cout << ' ' << word << ' ' << count << ',';
  std::cout << " of those accepted " << counts.same_statement << " state the same, "
            << counts.other_checked << " something else that is true, " << counts.other_partly
            << " something else that was looked at in part\n";
}

const std::string* at_work = nullptr; ///< the forgery that is being verified
std::string at_work_path;

/// Keeps the forgery that was fatal (as well as that can be done then), and lets the program end.
void keep_and_end(int signal) {
  std::ofstream(at_work_path, std::ios::binary) << *at_work;
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

struct Timed {
  Outcome outcome;
  bool is_slow;
};

Timed timed_verification(const std::string& text) {
  thalweg::verifier::Options options;
  options.limits = {std::uint64_t{1} << 30, 5, 4'000'000}; // to be kept within ten seconds
  at_work = &text;
  const itimerval hang = {{0, 0}, {30, 0}}; // of processor time: loops without a look at the clock
  const itimerval none = {{0, 0}, {0, 0}};
  setitimer(ITIMER_PROF, &hang, nullptr);
  const std::clock_t begin = std::clock();
  Timed result{thalweg::verifier::verify(text, options), false};
  result.is_slow = std::clock() - begin > 10 * CLOCKS_PER_SEC;
  setitimer(ITIMER_PROF, &none, nullptr);
  return result;
}

int run(const Request& request) {
  const Originals originals(request.files);
  std::filesystem::create_directories(request.keep);
  at_work_path = (request.keep / "fatal.json").string();
  for (const int signal : {SIGSEGV, SIGABRT, SIGFPE, SIGPROF, SIGBUS, SIGILL})
    std::signal(signal, keep_and_end);
  Random random(request.seed);
  Counts counts;
  std::uint64_t done = 0;
  std::uint64_t faults = 0;
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(request.seconds);
  while (faults < 20 &&
         (request.count != 0 ? done < request.count : std::chrono::steady_clock::now() < end)) {
    const std::size_t which = originals.drawn(random);
    const Original& original = originals.all()[which];
    const Forgery forged = forgery(original, originals.all(), random);
    const auto [outcome, is_slow] = timed_verification(forged.text);
    ++counts.by_verdict[std::string(verdict_word(outcome.verdict))];
    ++done;
    const std::string fault =
        is_slow ? "slow"
                : fault_of(forged, outcome, original, originals.digest(which), counts, random);
    if (fault.empty())
      continue;
    ++faults;
    const std::string name =
        fault + "-" + std::to_string(request.seed) + "-" + std::to_string(done) + ".json";
    std::ofstream(request.keep / name, std::ios::binary) << forged.text;
    std::cout << fault << ": " << original.name << " (" << forged.kinds << "), kept as " << name
              << ": " << verdict_line(outcome) << '\n';
  }
  report(counts, done, request.seed);
  return faults == 0 ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
  try {
    return run(request_of(argc, argv));
  } catch (const std::exception& error) {
    std::cerr << "forge: " << error.what() << '\n';
    return 2;
  }
}
