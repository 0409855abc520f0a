// SPDX-License-Identifier: GPL-3.0-or-later
//
// Traps found on random data, with repeated inputs and samples on walls, against values of the
// risk: on paths to lower risks, straight or with a corner, to networks in any scale and order of
// units, the risk rises by the barrier; on the boundary of the box it is as much higher.

#include "certificate/trained_minimum_claim.hpp"
#include "certificate/trap_claim.hpp"
#include "certificate/writer.hpp"
#include "landscape/parameter_order.hpp"
#include "trained/trap_search.hpp"
#include "unit/search/one_hidden_layer.hpp"
#include "verifier/verify.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace thalweg;

namespace {

std::vector<double> floating(const Network& network) {
  std::vector<double> result;
  for (const Rational& parameter : parameter_vector(network))
    result.push_back(parameter.get_d());
  return result;
}

/// R of one input, `units` ReLU units and one output: w, then b, then v, then c.
double risk_at(const std::vector<double>& p, std::size_t units, const Dataset& data) {
  double sum = 0;
  for (std::size_t i = 0; i < data.sample_count(); ++i) {
    double f = p[3 * units];
    for (std::size_t u = 0; u < units; ++u)
      f += p[2 * units + u] * std::max(0.0, p[u] * data.inputs[i][0].get_d() + p[units + u]);
    sum += std::pow(f - data.targets[i][0].get_d(), 2);
  }
  return sum / double(data.sample_count());
}

std::vector<double> between(const std::vector<double>& a, const std::vector<double>& b, double t) {
  std::vector<double> result;
  for (std::size_t j = 0; j < a.size(); ++j)
    result.push_back(a[j] + t * (b[j] - a[j]));
  return result;
}

verifier::Outcome outcome_of(const SpuriousTrap& found, const Dataset& data) {
  CertificateDocument document;
  document.provenance = {"test", "test"};
  document.data = data;
  document.network = found.minimum.network;
  document.further = {trained_minimum_claim(found.trap.minimum), trap_claim(found.trap.barrier)};
  return verifier::verify(certificate_text(document), {});
}

/// The network with its units in the other order and in other scales.
std::vector<double> rearranged(const std::vector<double>& p, std::size_t units,
                               std::mt19937& random) {
  std::vector<double> result = p;
  for (std::size_t u = 0; u < units; ++u) {
    const std::size_t from = units - 1 - u;
    const double scale = std::ldexp(1.0, int(random() % 7) - 3);
    result[u] = p[from] * scale;
    result[units + u] = p[units + from] * scale;
    result[2 * units + u] = p[2 * units + from] / scale;
  }
  return result;
}

} // namespace

TEST_CASE("no path to a lower risk is below the barrier, by values along it", "[trained]") {
  std::mt19937 random(28);
  std::size_t traps = 0, on_walls = 0;
  for (int round = 0; round < 12; ++round) {
    const std::size_t units = 1 + random() % 2;
    const Dataset data = one_hidden_layer::random_samples(random, 1, 4 + random() % 4);
    const TrapSearch search = spurious_trap(data, units, {});
    if (!search.found)
      continue;
    ++traps;
    const Trap& trap = search.found->trap;
    on_walls += trap.minimum.ties.empty() ? 0 : 1;
    CHECK(verifier::verdict_line(outcome_of(*search.found, data)) == "VERIFIED");
    const std::vector<double> start = floating(search.found->minimum.network);
    const double lowest = trap.minimum.risk_lower.get_d();
    const double top = risk_at(start, units, data) + trap.barrier.get_d() * (1 - 1e-6) - 1e-13;
    const auto uniform = [&] { return std::ldexp(double(random()), -31) - 1; };
    for (int path = 0; path < 40; ++path) {
      const std::vector<double> end = rearranged(floating(search.found->better), units, random);
      REQUIRE(risk_at(end, units, data) < lowest);
      std::vector<double> corner = between(start, end, (uniform() + 1) / 2);
      for (double& entry : corner)
        entry += path % 2 == 0 ? 0 : uniform();
      double highest = 0;
      for (int t = 0; t <= 800; ++t)
        highest = std::max({highest, risk_at(between(start, corner, t / 800.0), units, data),
                            risk_at(between(corner, end, t / 800.0), units, data)});
      CHECK(highest >= top);
    }
    // the boundary of the box: one free parameter at its end, the others anywhere
    const std::vector<Rational>& steps = trap.minimum.steps;
    const double box = trap.minimum.box.get_d();
    for (int point = 0; point < 400; ++point) {
      std::vector<double> at = start;
      const std::size_t face = random() % steps.size();
      for (std::size_t j = 0, free = 0; j < at.size(); ++j)
        if (!std::binary_search(trap.minimum.fixed.begin(), trap.minimum.fixed.end(), j)) {
          const double most = box * steps[free].get_d();
          at[j] += free++ == face ? (point % 2 == 0 ? most : -most) : most * uniform();
        }
      CHECK(risk_at(at, units, data) >= top);
    }
  }
  CHECK(traps >= 3);
  CHECK(on_walls >= 1);
}
