// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the independence of the verifier costs: its time on a certificate (reading the text
// included) over that of the generator's own evaluation of the same checks with GMP (patterns and
// risks of both networks, radius, lifted stationarity), timed alternately in one run. And what
// checking costs beyond evaluating: the same time over that of FLINT's exact forward pass of W on
// the samples and of reading the file at 60 MB/s.
//   verification_benchmark CERTIFICATE… [--repetitions N]

#include "flint_forward_pass.hpp"
#include "timing.hpp"

#include "certificate/reader.hpp"
#include "landscape/stationarity.hpp"
#include "verifier/verify.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

namespace {

using namespace thalweg;
using namespace thalweg::benchmark;

void require_claim(bool holds, const std::string& claim) {
  if (!holds)
    throw std::runtime_error("the generator's own check fails: " + claim);
}

/// The checks of local_minimum, lower_risk and refinement, by the generator's code.
void check_with_gmp(const CertificateDocument& document) {
  const LocalMinimumClaim& minimum = *document.local_minimum;
  const PatternClasses classes = pattern_classes(document.network, document.data);
  require_claim(classes.class_of_sample(document.data.sample_count()) == minimum.pattern_classes,
                "pattern classes");
  require_claim(empirical_risk(document.network, document.data, classes) == minimum.risk, "risk");
  require_claim(is_pattern_invariant(document.network, document.data, classes, minimum.radius,
                                     minimum.method),
                "radius");
  require_claim(!lifted_stationarity_failure(document.network, document.data, classes),
                "lifted stationarity");
  const LowerRiskClaim& lower = *document.lower_risk;
  const PatternClasses better = pattern_classes(lower.better_network, document.data);
  require_claim(!document.refinement || better.class_of_sample(document.data.sample_count()) ==
                                            document.refinement->pattern_classes,
                "pattern classes of the better network");
  require_claim(empirical_risk(lower.better_network, document.data, better) == lower.better_risk,
                "better risk");
}

void compare(const std::string& path, int repetitions) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  const std::string text = content.str();
  std::vector<double> verifier_seconds;
  std::vector<double> generator_seconds;
  std::vector<double> ratios;
  std::vector<double> flint_ratios;
  const CertificateDocument document = certificate_from_text(text, path);
  const FlintPass pass(document.network, document.data.inputs);
  const double reading = static_cast<double>(text.size()) / 60e6;
  for (int repetition = 0; repetition < repetitions; ++repetition) {
    verifier_seconds.push_back(seconds([&] {
      const verifier::Outcome outcome = verifier::verify(text, {});
      require_claim(outcome.verdict == verifier::Verdict::accepted, "the verifier's verdict");
    }));
    generator_seconds.push_back(
        seconds([&] { check_with_gmp(certificate_from_text(text, path)); }));
    ratios.push_back(verifier_seconds.back() / generator_seconds.back());
    flint_ratios.push_back(verifier_seconds.back() / (seconds([&] { pass.run(); }) + reading));
  }
  fmt::print("| {} | {:.3f} | {:.3f} | {:.2f} | {:.2f} |\n",
             path.substr(path.find_last_of('/') + 1), median(verifier_seconds),
             median(generator_seconds), median(ratios), median(flint_ratios));
}

} // namespace

int main(int argc, char** argv) {
  int repetitions = 5;
  std::vector<std::string> paths;
  for (int i = 1; i < argc; ++i)
    if (std::string(argv[i]) == "--repetitions" && i + 1 < argc)
      repetitions = std::max(1, std::atoi(argv[++i]));
    else
      paths.emplace_back(argv[i]);
  if (paths.empty()) {
    std::cerr << "usage: verification_benchmark CERTIFICATE… [--repetitions N]\n";
    return 5;
  }
  fmt::print("| certificate | verifier s | generator with GMP s | verifier ÷ generator | ÷ FLINT "
             "and reading |\n");
  fmt::print("|---|---|---|---|---|\n");
  for (const std::string& path : paths)
    compare(path, repetitions);
}
