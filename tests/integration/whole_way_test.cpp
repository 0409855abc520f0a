// SPDX-License-Identifier: GPL-3.0-or-later
//
// Generator and verifier in one process: what the one writes the other accepts, and every leaf of
// it matters.

#include "certificate/reader.hpp"
#include "certificate/region_document.hpp"
#include "certificate/writer.hpp"
#include "data/csv.hpp"
#include "exact/error.hpp"
#include "support/leaf_mutations.hpp"
#include "theorems/instance.hpp"

#include <catch2/catch.hpp>

#include <fmt/format.h>
#include <random>

using namespace thalweg;
using namespace thalweg::tests;

namespace {

/// The literal construction with every step certified.
std::string region_certificate_of(const Dataset& data, std::size_t groups,
                                  RegionPartitionKind partition) {
  RegionRequest request;
  request.groups = groups;
  request.partition = partition;
  return certificate_text(
      region_document(data, region_minimum(data, request), "table", {"thalweg test", "none"}));
}

std::string certificate_of(const Dataset& data, const MinimumRequest& request) {
  return certificate_text(
      certificate_document(data, spurious_minimum(data, request), {"thalweg test", "none"}));
}

/// The first case of an instance of a theorem with this in its name.
std::string certificate_of_instance(const std::string& instance, const std::string& name,
                                    const InstanceParameters& given) {
  for (const InstanceCase& one : find_instance(instance)->cases(given)) {
    if (one.name.find(name) == std::string::npos)
      continue;
    CertificateDocument document = one.outcome().document.value();
    document.provenance = {"thalweg test", "none"};
    return certificate_text(document);
  }
  return {};
}

MinimumRequest request_of(std::size_t groups, PartitionKind partition,
                          ConstructionKind construction, RefinementKind refinement) {
  MinimumRequest request;
  request.groups = groups;
  request.partition = partition;
  request.construction = construction;
  request.refinement = refinement;
  return request;
}

/// y = x² at x = −3, …, 3.
const char* const parabola = "x,y\n-3,9\n-2,4\n-1,1\n0,0\n1,1\n2,4\n3,9\n";

/// Two inputs, two targets, a repeated input with different targets.
const char* const plane = "a,b,u,v\n0,0,1,0\n1,0,0,1/3\n0,1,2,0\n1,1,0,-1\n2,1,5,1\n2,1,4,1/2\n"
                          "0,2,-1,2\n2,2,3,3\n";

/// A table of small integers with many ties.
std::string random_csv(std::mt19937_64& random, std::size_t inputs, std::size_t targets) {
  std::string text;
  for (std::size_t k = 0; k < inputs + targets; ++k)
    text += fmt::format("{}c{}", k == 0 ? "" : ",", k);
  const std::size_t samples = 5 + random() % 15;
  for (std::size_t i = 0; i < samples; ++i) {
    text += "\n";
    for (std::size_t k = 0; k < inputs + targets; ++k)
      text += fmt::format("{}{}", k == 0 ? "" : ",", static_cast<int>(random() % 7) - 3);
  }
  return text + "\n";
}

} // namespace

TEST_CASE("random tables: the verifier accepts what is generated", "[integration]") {
  const unsigned seed = 77;
  INFO("seed " << seed);
  std::mt19937_64 random(seed);
  int accepted = 0;
  for (int trial = 0; trial < 24; ++trial) {
    const std::size_t inputs = 1 + random() % 3;
    const std::size_t targets = 1 + random() % 2;
    const std::string csv = random_csv(random, inputs, targets);
    std::vector<std::string> names;
    for (std::size_t k = 0; k < targets; ++k)
      names.push_back(fmt::format("c{}", inputs + k));
    const MinimumRequest request =
        request_of(1 + random() % 4, random() % 2 == 0 ? PartitionKind::tree : PartitionKind::slabs,
                   random() % 2 == 0 ? ConstructionKind::lattice : ConstructionKind::gated,
                   random() % 2 == 0 ? RefinementKind::isolate : RefinementKind::split);
    INFO("trial " << trial << "\n" << csv);
    std::string text;
    try {
      text = certificate_of(dataset_from_csv(csv, "table", names), request);
    } catch (const ClaimError&) { // fitted exactly or not refinable
      continue;
    } catch (const UsageError&) { // fewer distinct inputs than groups
      continue;
    }
    verifier::Options options;
    options.data_csv = csv;
    const verifier::Outcome outcome = verifier::verify(text, options);
    INFO(verifier::verdict_line(outcome));
    CHECK(outcome.verdict == verifier::Verdict::accepted);
    CHECK(certificate_text(certificate_from_text(text, "certificate")) == text);
    ++accepted;
  }
  CHECK(accepted >= 12);
}

TEST_CASE("no leaf of five generated certificates goes unnoticed", "[integration]") {
  const std::vector<std::string> none;
  const Dataset line = dataset_from_csv(parabola, "parabola", {});
  const Dataset two_targets = dataset_from_csv(plane, "plane", {"u", "v"});
  const Dataset one_target = dataset_from_csv(plane, "plane", {"v"});
  using enum PartitionKind;
  using enum ConstructionKind;
  using enum RefinementKind;
  SECTION("intervals, lattice, isolate") {
    CHECK(unnoticed_mutations(certificate_of(line, request_of(2, intervals, lattice, isolate))) ==
          none);
  }
  SECTION("intervals, gated, split") {
    CHECK(unnoticed_mutations(certificate_of(line, request_of(3, intervals, gated, split))) ==
          none);
  }
  SECTION("tree, lattice, split, two targets") {
    CHECK(unnoticed_mutations(certificate_of(two_targets, request_of(2, tree, lattice, split))) ==
          none);
  }
  SECTION("tree, gated, isolate, one group") {
    CHECK(unnoticed_mutations(certificate_of(one_target, request_of(1, tree, gated, isolate))) ==
          none);
  }
  SECTION("slabs, lattice, split") {
    CHECK(unnoticed_mutations(certificate_of(one_target, request_of(2, slabs, lattice, split))) ==
          none);
  }
}

TEST_CASE("no leaf of a statement about functions goes unnoticed", "[integration]") {
  // Witnesses of these claims may have slack (an interior point can move): a change there may keep
  // the verdict, and then the theorem is the same.
  const auto unnoticed_in_statement = [](const std::string& certificate) {
    std::vector<std::string> result;
    for (const std::string& place : unnoticed_mutations(certificate))
      if (place.rfind("/witness/", 0) != 0 || place.rfind("/witness/local_minimum", 0) == 0 ||
          place.rfind("/witness/refinement/", 0) == 0 || place.rfind("/witness/groups", 0) == 0)
        result.push_back(place);
    return result;
  };
  const std::vector<std::string> none;
  SECTION("a minimum on intervals") {
    const Dataset line = dataset_from_csv(parabola, "parabola", {});
    CHECK(unnoticed_in_statement(region_certificate_of(line, 2, RegionPartitionKind::intervals)) ==
          none);
  }
  SECTION("a power diagram in the plane, refuted by a ray") {
    const Dataset data =
        dataset_from_csv("a,b,y\n0,0,1\n3,0,0\n0,3,2\n1,1,0\n3,3,5\n2,1,-4\n", "plane", {});
    CHECK(unnoticed_in_statement(region_certificate_of(data, 2, RegionPartitionKind::power)) ==
          none);
  }
}

TEST_CASE("no leaf of claims about families, pieces, cells and bottlenecks goes unnoticed",
          "[integration]") {
  // instance, case, every how many leaves; a third of the leaves of the longest one takes seconds
  struct Claimed {
    const char *instance, *name, *claim;
    std::size_t stride;
  };
  const auto [instance, name, claim, stride] = GENERATE(
      Claimed{"liu2021/theorem1-any-loss", "hampel", "minimum_in_pieces", 1},
      Claimed{"yun2019/theorem1-families", "relu", "family_of_minima", 1},
      Claimed{"yun2019/theorem4-bottleneck", "relu-depth2-rank1", "bottleneck_minimum", 1},
      Claimed{"yun2019/theorem4-bottleneck", "linear-depth3-rank2", "bottleneck_minimum", 1},
      Claimed{"he2020/theorem2-cells", "x1-relu", "parameter_cells", 1},
      Claimed{"he2020/theorem2-deep-cells", "leaky_relu-1-4-depth3", "parameter_cells", 1},
      Claimed{"he2020/theorem4-all-cells", "x2-relu", "valleys_of_cells", 3});
  INFO(instance << " " << name);
  const std::string text = certificate_of_instance(instance, name, {});
  REQUIRE(text.find(fmt::format("\"claim\":\"{}\"", claim)) != std::string::npos);
  CHECK(unnoticed_mutations(text, stride) == std::vector<std::string>{});
}

TEST_CASE("no leaf of minima near networks goes unnoticed", "[integration]") {
  InstanceParameters given;
  given.loss = "logistic";
  given.samples = 40;
  SECTION("two groups") {
    given.dimension = 1;
    given.groups = 2;
    CHECK(unnoticed_mutations(certificate_of_instance("liu2021/theorem1-cross-entropy", "", given),
                              5) == std::vector<std::string>{});
  }
  SECTION("max pooling") {
    given.dimension = 6;
    given.samples = 60;
    given.groups = 1;
    CHECK(
        unnoticed_mutations(certificate_of_instance("liu2021/theorem2-cross-entropy", "max", given),
                            61) == std::vector<std::string>{});
  }
}
