// SPDX-License-Identifier: GPL-3.0-or-later
//
// Instances of statements in their strength: losses that are not convex, networks with more
// parameters than samples, most losses, families of many dimensions.

#include "unit/theorems/verified.hpp"

#include "certificate/piece_claims.hpp"
#include "certificate/reader.hpp"
#include "exact/error.hpp"
#include "network/named_activation.hpp"
#include "support/leaf_mutations.hpp"
#include "theorems/he2020/losses.hpp"
#include "theorems/liu2021/any_loss.hpp"
#include "theorems/liu2021/class_instances.hpp"
#include "theorems/liu2021/images.hpp"
#include "theorems/liu2021/minimal.hpp"
#include "theorems/liu2021/overparametrised.hpp"
#include "theorems/sampled_data.hpp"

using namespace thalweg;
using thalweg::samples::verified;

namespace {

const Dataset seven_samples =
    dataset_of({{-3}, {-2}, {-1}, {0}, {1}, {2}, {3}}, {{1}, {-1}, {2}, {0}, {4}, {-2}, {3}});

} // namespace

TEST_CASE("cases of losses and of wide networks are what they should be", "[theorems]") {
  for (const Instance& instance :
       {liu2021_any_loss(), liu2021_overparametrised(), he2020_losses()}) {
    for (const InstanceCase& one : instance.cases({})) {
      CAPTURE(instance.name, one.name);
      const Outcome outcome = one.outcome();
      CHECK(verdict_of(outcome) == one.expected);
      CHECK(verifier::verdict_line(verified(outcome)) == "VERIFIED");
    }
    InstanceParameters wrong;
    wrong.outputs = 0;
    CHECK_THROWS_AS(instance.cases(wrong), UsageError);
    wrong = {};
    wrong.loss = "nonsense";
    CHECK_THROWS_AS(instance.cases(wrong), UsageError);
  }
}

TEST_CASE("theorems 1 and 2 with logistic and softmax loss", "[theorems]") {
  for (const Instance& instance : liu2021_classes()) {
    InstanceParameters given;
    given.loss = "logistic";
    for (const InstanceCase& one : instance.cases(given)) {
      CAPTURE(instance.name, one.name);
      const Outcome outcome = one.outcome();
      CHECK(verdict_of(outcome) == one.expected);
      CHECK(verifier::verdict_line(verified(outcome)) == "VERIFIED");
    }
    for (const auto& [loss, groups] : {std::pair{"squared", 2}, {"softmax", 0}}) {
      InstanceParameters wrong;
      wrong.loss = loss;
      wrong.groups = groups;
      if (groups > 0 || instance.name == "theorem2-cross-entropy")
        CHECK_THROWS_AS(instance.cases(wrong), UsageError);
    }
  }
}

TEST_CASE("a head on pixels is the same on features of max pooling", "[theorems]") {
  const Dataset images = class_images(6, 6, 3, GreyValues::distinct, 1);
  const Network body = few_filters(images, 6, {1, 2}, ImagePooling::maximum);
  const Dataset features = feature_data(body, images);
  const Dataset pixels = pixel_data(body, images, ImagePooling::maximum);
  const std::size_t width = pixels.input_dimension();
  REQUIRE(width == features.input_dimension());
  Network head;
  head.layers.push_back(liu_minimal(pixels, relu(), AffineMap{zero_function(width)},
                                    {KinkFit{zero_function(width), zero_function(width), 1}})
                            .minimum.layers.front());
  SparseRow row;
  for (std::size_t k = 0; k < width; ++k)
    row.emplace_back(k, Rational(k + 1));
  head.layers.front().weights.front() = row;
  const Network read = reading_pixels(head, body, ImagePooling::maximum);
  for (std::size_t i = 0; i < 6; ++i)
    CHECK(read.pre_activations(features.inputs[i]).front() ==
          head.pre_activations(pixels.inputs[i]).front());
}

TEST_CASE("a wide network fits every sample, and its infimum is 0 for classes", "[theorems]") {
  InstanceParameters given;
  given.depth = 3;
  given.outputs = 2;
  given.loss = "squared";
  given.dimension = 3;
  const auto cases = liu2021_overparametrised().cases(given);
  REQUIRE(cases.size() == 1);
  const Outcome outcome = cases.front().outcome();
  REQUIRE(outcome.document->lower_risk);
  CHECK(outcome.document->lower_risk->better_risk == 0);
  given.outputs = 1;
  given.loss = "logistic";
  given.dimension = 2;
  const auto of_classes = liu2021_overparametrised().cases(given);
  REQUIRE(of_classes.size() == 2);
  const Outcome minimum = of_classes[0].outcome(), infimum = of_classes[1].outcome();
  REQUIRE(minimum.document);
  CHECK(has_same_architecture(minimum.document->network, infimum.document->network));
  CHECK(minimum.document->data.targets == infimum.document->data.targets);
  CHECK(verified(infimum).theorem.find("none of them attains it") != std::string::npos);
}

TEST_CASE("a certificate about a loss of pieces is read back, and every leaf counts",
          "[theorems]") {
  Outcome outcome = any_loss_outcome(seven_samples, loss_table_of_text("hampel:1:2:4"));
  REQUIRE(outcome.document);
  outcome.document->provenance = {"test", "none"};
  const std::string text = certificate_text(*outcome.document);
  using Json = nlohmann::json;
  CHECK(Json::parse(certificate_text(certificate_from_text(text, "text"))) == Json::parse(text));
  CHECK(thalweg::tests::unnoticed_mutations(text) == std::vector<std::string>{});
}

TEST_CASE("what is no minimum for a loss of pieces is refused", "[theorems]") {
  const LossTable loss = loss_table_of_text("hampel:1:2:4");
  const Outcome outcome = any_loss_outcome(seven_samples, loss);
  Network moved = outcome.document->network;
  moved.layers.back().biases.front() += fraction(1, 1000);
  CHECK_THROWS_AS(minimum_in_pieces(loss, moved, seven_samples), ClaimError); // not stationary
  // y = ±3 at x = −1, 0, 1 around F = 0: slopes cancel, all pieces curve downwards
  std::vector<Vector> inputs, targets;
  for (const int x : {-1, 0, 1})
    for (const int y : {3, -3}) {
      inputs.push_back({x});
      targets.push_back({y});
    }
  const Dataset opposite = dataset_of(inputs, targets);
  const NetworkPair pair =
      liu_minimal(opposite, relu(), {zero_function(1)}, {KinkFit{zero_function(1), {{1}, 0}, 1}});
  CHECK_THROWS_WITH(minimum_in_pieces(loss, pair.minimum, opposite),
                    Catch::Contains("curve downwards"));
}

TEST_CASE("families have all the dimensions that shifts and scales give", "[theorems]") {
  const NetworkPair pair = liu_minimal(seven_samples, relu());
  const FamilyOfMinima family = shifted_and_scaled(pair.minimum, seven_samples);
  // 1-2-2-1: the second unit of the second layer is off, and nothing moves with it but its own row
  CHECK(family.dimension() == family.directions.size() + family.scaled.size());
  CHECK(family.scaled.size() == 4);
  Outcome outcome = decided(pair, seven_samples);
  REQUIRE(outcome.document->local_minimum);
  outcome.document->further = {family_of_minima_claim(family)};
  CHECK(verdict_of(outcome) == Verdict::connected_minima);
  const verifier::Outcome verdict = verified(outcome);
  CHECK(verifier::verdict_line(verdict) == "VERIFIED");
  CHECK(verdict.theorem.find("has rank " + std::to_string(family.dimension())) !=
        std::string::npos);
  // one more direction that is a sum of two others
  FamilyOfMinima more = family;
  more.directions.push_back(more.directions.front());
  outcome.document->further = {family_of_minima_claim(more)};
  CHECK(verified(outcome).code == "family_of_minima.dimension");
}
