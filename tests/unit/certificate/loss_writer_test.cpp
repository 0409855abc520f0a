// SPDX-License-Identifier: GPL-3.0-or-later
//
// The texts of losses and subgradients, byte for byte, and what documents must say of them.

#include "certificate/loss_writer.hpp"

#include "certificate/writer.hpp"
#include "exact/error.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

namespace {

std::string text_of(const WeightedLoss& loss) {
  JsonText text;
  put_loss(text, loss);
  return text.take();
}

/// One sample, one hidden unit. Nothing of it is true: the writer does not judge.
CertificateDocument small_document(const WeightedLoss& loss) {
  CertificateDocument document;
  document.data.columns = {"a", "y"};
  document.data.target_columns = {1};
  document.data.inputs = {{1}, {2}};
  document.data.targets = {{1}, {-1}};
  document.loss = loss;
  document.network.layers = {{1, {{{0, Rational(2)}}}, {0}, relu()},
                             {1, {{{0, Rational(1)}}}, {0}, identity_activation()}};
  document.local_minimum = LocalMinimumClaim{1, 3, RadiusMethod::interval, {0, std::nullopt}};
  return document;
}

} // namespace

TEST_CASE("the text of every loss", "[certificate]") {
  CHECK(text_of({}) == R"({"name":"squared"})");
  CHECK(text_of(loss(LossKind::absolute)) == R"({"name":"absolute"})");
  CHECK(text_of(loss(LossKind::huber, Rational(1, 2))) == R"({"name":"huber","delta":"1/2"})");
  CHECK(text_of(loss(LossKind::epsilon)) == R"({"name":"epsilon","epsilon":"0"})");
  CHECK(text_of(loss(LossKind::quantile, Rational(1, 3))) == R"({"name":"quantile","tau":"1/3"})");
  CHECK(text_of(loss(LossKind::hinge)) == R"({"name":"hinge"})");
  CHECK(text_of(loss(LossKind::squared_hinge)) == R"({"name":"squared-hinge"})");
  CHECK(text_of({loss(LossKind::huber, 2), {1, Rational(1, 2)}, {3}}) ==
        R"({"name":"huber","delta":"2","output_weights":["1","1/2"],"sample_weights":["3"]})");
}

TEST_CASE("subgradients are written where the loss has kinks", "[certificate]") {
  JsonText text;
  put_subgradients(text, {Vector{Rational(-1, 2), 0}, std::nullopt});
  CHECK(text.take() == R"([["-1/2","0"],null])");

  CertificateDocument kinked = small_document(loss(LossKind::absolute));
  CHECK_THROWS_AS(certificate_text(kinked), InternalError); // none
  kinked.local_minimum->subgradients = {Vector{1}, Vector{1}};
  CHECK_THROWS_AS(certificate_text(kinked), InternalError); // one without a class
  kinked.local_minimum->subgradients = {Vector{1, 2}, std::nullopt};
  CHECK_THROWS_AS(certificate_text(kinked), InternalError); // two for one output
  kinked.local_minimum->subgradients = {Vector{1}, std::nullopt};
  const std::string whole = certificate_text(kinked);
  CHECK(whole.find("\"pattern_classes\":[0,null],\n\"subgradients\":[[\"1\"],null]}") !=
        std::string::npos);

  CertificateDocument smooth = small_document(loss(LossKind::huber, 1));
  CHECK(certificate_text(smooth).find("subgradients") == std::string::npos);
  smooth.local_minimum->subgradients = {Vector{1}, std::nullopt};
  CHECK_THROWS_AS(certificate_text(smooth), InternalError);
}

TEST_CASE("weights in documents are positive, labels are labels", "[certificate]") {
  CertificateDocument document = small_document(loss(LossKind::squared_hinge));
  CHECK_NOTHROW(certificate_text(document));
  document.loss = WeightedLoss(loss(LossKind::squared_hinge), {}, {1, 0});
  CHECK_THROWS_AS(certificate_text(document), InternalError);
  document.loss = WeightedLoss(loss(LossKind::squared_hinge), {}, {1, 1});
  document.data.targets[1][0] = 0;
  CHECK_THROWS_AS(certificate_text(document), InputError);
}
