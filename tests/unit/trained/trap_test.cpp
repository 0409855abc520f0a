// SPDX-License-Identifier: GPL-3.0-or-later
//
// Traps found around minima that are known by hand, and why there is none around others. The first
// example is that of tests/unit/verifier/claim/trap_test.cpp, where the barrier of a box with all
// steps 1 is worked out: 1/9216.

#include "certificate/trained_minimum_claim.hpp"
#include "certificate/trap_claim.hpp"
#include "certificate/writer.hpp"
#include "trained/trap.hpp"
#include "unit/partition/small_data.hpp"
#include "unit/search/one_hidden_layer.hpp"
#include "verifier/verify.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

namespace {

Dataset hand_data() {
  return small_data::dataset_on_line({-1, 1, 2, 3}, {0, 0, 4, 2});
}

Network hand_network() {
  return one_hidden_layer::network_of("relu", {{{1}, 0, 1}}, 0);
}

std::string reason_of(const std::variant<Trap, std::string>& found) {
  REQUIRE(std::holds_alternative<std::string>(found));
  return std::get<std::string>(found);
}

/// The verifier accepts the trap, and no barrier that is four times as high.
void check_trap(const Network& network, const TrainingProblem& problem, const Trap& trap) {
  CertificateDocument document;
  document.provenance = {"test", "test"};
  document.data = problem.data;
  document.loss = std::get<WeightedLoss>(problem.loss);
  document.decay = problem.decay;
  document.network = network;
  document.further = {trained_minimum_claim(trap.minimum), trap_claim(trap.barrier)};
  CHECK(verifier::verdict_line(verifier::verify(certificate_text(document), {})) == "VERIFIED");
  document.further.back() = trap_claim(4 * trap.barrier);
  CHECK(verifier::verify(certificate_text(document), {}).code == "trap.barrier");
}

} // namespace

TEST_CASE("the trap worked by hand is found, with a barrier as high", "[trained]") {
  const TrainingProblem problem{hand_data(), WeightedLoss(), {}};
  const auto found = guessed_trap(hand_network(), {}, problem);
  REQUIRE(std::holds_alternative<Trap>(found));
  const Trap& trap = std::get<Trap>(found);
  CHECK(trap.minimum.fixed == std::vector<std::size_t>{0});
  CHECK(trap.minimum.is_at_rest);
  CHECK(trap.barrier >= Rational(1, 9216));
  check_trap(hand_network(), problem, trap);
}

TEST_CASE("scaled units make the same trap", "[trained]") {
  const TrainingProblem problem{hand_data(), WeightedLoss(), {}};
  Network scaled = hand_network();
  rescale_unit(scaled, 0, 0, Rational(1024));
  const auto found = guessed_trap(scaled, {}, problem);
  REQUIRE(std::holds_alternative<Trap>(found));
  CHECK(std::get<Trap>(found).barrier >= Rational(1, 9216));
  check_trap(scaled, problem, std::get<Trap>(found));
}

TEST_CASE("a trap on a wall", "[trained]") {
  // tests/unit/trained/slice_examples.hpp, with w fixed: λ = −1/16, d = 1/4
  const Dataset data = small_data::dataset_on_line(
      {-1, 0, 1, 2}, {Rational(3, 8), Rational(-1, 2), Rational(5, 4), Rational(15, 8)});
  const TrainingProblem problem{data, WeightedLoss(), {}};
  const std::vector<HeldPair> held = pairs_on_walls(hand_network(), data);
  CHECK(held == std::vector<HeldPair>{{0, 0, 1}});
  const auto found = guessed_trap(hand_network(), held, problem);
  REQUIRE(std::holds_alternative<Trap>(found));
  check_trap(hand_network(), problem, std::get<Trap>(found));
}

TEST_CASE("where units are to spare there is no barrier", "[trained]") {
  const TrainingProblem problem{hand_data(), WeightedLoss(), {}};
  const Network dead = one_hidden_layer::network_of("relu", {{{1}, 0, 1}, {{1}, -5, 1}}, 0);
  CHECK(reason_of(guessed_trap(dead, {}, problem)) == "2 flat directions beside the 2 of scaling");
  const Network unread = one_hidden_layer::network_of("relu", {{{1}, 0, 1}, {{1}, -5, 0}}, 0);
  CHECK(reason_of(guessed_trap(unread, {}, problem)) == "nobody reads row 1 of layer 0");
  const Network empty = one_hidden_layer::network_of("relu", {{{1}, 0, 1}, {{0}, 0, 1}}, 0);
  CHECK(reason_of(guessed_trap(empty, {}, problem)) ==
        "all incoming parameters of row 1 of layer 0 are 0");
}

TEST_CASE("pairs on walls: slopes that change, samples once", "[trained]") {
  Dataset data = small_data::dataset_on_line({0, 0, 1}, {1, 2, 3});
  CHECK(pairs_on_walls(hand_network(), data) == std::vector<HeldPair>{{0, 0, 0}});
  CHECK(pairs_on_walls(one_hidden_layer::network_of("identity", {{{1}, 0, 1}}, 0), data).empty());
}
