// SPDX-License-Identifier: GPL-3.0-or-later
//
// Minima near a network for logistic and softmax loss: what is made is accepted by the verifier,
// with the claims made from it.

#include "certificate/nearby_document.hpp"
#include "certificate/writer.hpp"
#include "constructions/attained_slabs.hpp"
#include "exact/error.hpp"
#include "landscape/first_layer_response.hpp"
#include "risk/separating_direction.hpp"
#include "support/leaf_mutations.hpp"
#include "verifier/verify.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace thalweg;

namespace {

/// n samples on a grid with d inputs; every class may occur anywhere.
Dataset noisy(unsigned seed, std::size_t n, std::size_t d, std::size_t classes, bool has_labels) {
  std::mt19937 random(seed);
  Dataset data;
  for (std::size_t k = 0; k <= d; ++k)
    data.columns.push_back(k < d ? "x" + std::to_string(k) : "y");
  data.target_columns = {d};
  for (std::size_t i = 0; i < n; ++i) {
    Vector& x = data.inputs.emplace_back();
    for (std::size_t k = 0; k < d; ++k)
      x.push_back(fraction(static_cast<int>(random() % 41) - 20, 4));
    const int y = static_cast<int>(random() % classes);
    data.targets.push_back({has_labels ? 2 * y - 1 : y});
  }
  return data;
}

void check_certificate(const Dataset& data, const CrossEntropyLoss& loss,
                       const NearbySearch& search) {
  const verifier::Outcome outcome = verifier::verify(
      certificate_text(certificate_document(data, loss, search, {"test", "none"})), {});
  CHECK(verifier::verdict_line(outcome) == "VERIFIED");
}

void check_search(const Dataset& data, const CrossEntropyLoss& loss, MinimumRequest request) {
  for (const ConstructionKind kind : {ConstructionKind::lattice, ConstructionKind::gated}) {
    request.construction = kind;
    const NearbySearch search = nearby_minimum(data, loss, request);
    REQUIRE(search.minimum);
    const SpuriousNearbyMinimum& minimum = *search.minimum;
    CHECK(minimum.distance > 0);
    CHECK(minimum.distance < fraction(1, 1000000));
    CHECK(minimum.risk.lower < minimum.risk.upper);
    CHECK(minimum.better_risk < minimum.risk.lower);
    CHECK(minimum.classes.classes.size() == request.groups);
    check_certificate(data, loss, search);
  }
}

} // namespace

TEST_CASE("logistic minima are near and accepted", "[constructions]") {
  const Dataset line = noisy(7, 40, 1, 2, true);
  MinimumRequest request;
  request.partition = PartitionKind::intervals;
  check_search(line, {}, request);
  request.groups = 1;
  check_search(line, {}, request);
  request.groups = 2;
  request.partition = PartitionKind::tree;
  check_search(noisy(8, 60, 2, 2, true), {}, request);
}

TEST_CASE("softmax minima are near and accepted", "[constructions]") {
  const CrossEntropyLoss loss{CrossEntropyKind::softmax, 3, {}};
  MinimumRequest request;
  request.partition = PartitionKind::slabs;
  request.direction = Vector{1, 0};
  check_search(noisy(9, 80, 2, 3, false), loss, request);
  request.partition = PartitionKind::intervals;
  request.direction.reset();
  request.refinement = RefinementKind::split;
  check_search(noisy(10, 60, 1, 3, false), loss, request);
}

TEST_CASE("several outputs have a block each", "[constructions]") {
  Dataset data = noisy(11, 50, 1, 2, true);
  const Dataset other = noisy(12, 50, 1, 2, true);
  data.columns.push_back("z");
  data.target_columns.push_back(2);
  for (std::size_t i = 0; i < data.sample_count(); ++i)
    data.targets[i].push_back(other.targets[i][0]);
  MinimumRequest request;
  request.partition = PartitionKind::intervals;
  check_search(data, {}, request);
}

TEST_CASE("every leaf of a certificate of a near minimum matters", "[constructions]") {
  const Dataset data = noisy(15, 14, 1, 2, true);
  MinimumRequest request;
  request.partition = PartitionKind::intervals;
  request.groups = 1;
  const NearbySearch search = nearby_minimum(data, {}, request);
  REQUIRE(search.minimum);
  CHECK(tests::unnoticed_mutations(certificate_text(certificate_document(
            data, {}, search, {"test", "none"}))) == std::vector<std::string>{});
}

TEST_CASE("a group without a minimiser is the result", "[constructions]") {
  Dataset data = noisy(13, 20, 1, 2, true);
  for (std::size_t i = 0; i < data.sample_count(); ++i) // the label is the sign of x
    data.targets[i][0] = data.inputs[i][0] > 0 ? 1 : -1;
  MinimumRequest request;
  request.partition = PartitionKind::intervals;
  const NearbySearch search = nearby_minimum(data, {}, request);
  CHECK_FALSE(search.minimum);
  CHECK(search.without == std::vector<std::size_t>{0, 1});
  REQUIRE(search.no_minimiser);
  CHECK(search.no_minimiser->samples == search.groups[0]);
  check_certificate(data, {}, search);
  CHECK_FALSE(attained_slabs(labelled_data(data, {}), 2));
}

TEST_CASE("other groups are taken where some have no optimal fit", "[constructions]") {
  // every x has both labels: all slabs will do
  Dataset data;
  data.columns = {"x", "y"};
  data.target_columns = {1};
  for (int x = -4; x <= 4; ++x)
    for (const int y : {-1, 1, x % 2 == 0 ? 1 : -1}) {
      data.inputs.push_back({x});
      data.targets.push_back({y});
    }
  const auto slabs = attained_slabs(labelled_data(data, {}), 2);
  REQUIRE(slabs);
  CHECK(abs(slabs->thresholds.front()) < 1);
  const auto three = attained_slabs(labelled_data(data, {}), 3);
  REQUIRE(three);
  CHECK(three->thresholds.size() == 2);
}

TEST_CASE("the first layer answers to each class alone", "[constructions]") {
  const Dataset data = noisy(14, 60, 2, 2, true);
  MinimumRequest request;
  request.groups = 3;
  const NearbySearch search = nearby_minimum(data, {}, request);
  REQUIRE(search.minimum);
  const auto rows =
      first_layer_derivatives(search.minimum->network, search.minimum->classes, {Vector{1}});
  for (std::size_t s = 0; s < rows.size(); ++s)
    for (std::size_t t = 0; t < rows.size(); ++t) {
      Rational product;
      for (std::size_t u = 0; u < rows[s].size(); ++u)
        for (const auto& [column, value] : search.minimum->response[u])
          if (column == t)
            product += rows[s][u] * value;
      CHECK(product == (s == t ? 1 : 0));
    }
}
