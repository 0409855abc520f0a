// SPDX-License-Identifier: GPL-3.0-or-later
//
// The syntax of losses and subgradients (specification, 6.1): every rule broken once.

#include "unit/verifier/loss/loss_examples.hpp"
#include "unit/verifier/shape/geometry_examples.hpp"

using namespace thalweg::tests;

namespace {

const std::string loss = "/statement/loss";
const std::string subgradients = "/witness/local_minimum/subgradients";

/// The median example with this loss.
Json of(const char* text) {
  return with(median_example(), loss, Json::parse(text));
}

} // namespace

TEST_CASE("losses are written in one way", "[verifier]") {
  check_unsupported(of(R"({"name":"poisson"})"), "unsupported.loss", loss + "/name");
  check_malformed(of(R"({"delta":"1"})"), "document.missing_key", loss);
  check_malformed(of(R"({"name":1})"), "document.type", loss + "/name");
  check_malformed(of(R"({"name":"huber"})"), "document.missing_key", loss);
  check_malformed(of(R"({"name":"absolute","delta":"1"})"), "document.unknown_key",
                  loss + "/delta");
  check_malformed(of(R"({"name":"huber","epsilon":"1"})"), "document.unknown_key",
                  loss + "/epsilon");
  check_malformed(of(R"({"name":"huber","delta":1})"), "document.type", loss + "/delta");
  check_malformed(of(R"({"name":"absolute","weights":["1"]})"), "document.unknown_key",
                  loss + "/weights");
}

TEST_CASE("parameters and weights are in their ranges", "[verifier]") {
  for (const char* delta : {"0", "-1"})
    check_malformed(with(of(R"({"name":"huber","delta":"1"})"), loss + "/delta", delta),
                    "loss.parameter", loss + "/delta");
  check_malformed(of(R"({"name":"epsilon","epsilon":"-1/10"})"), "loss.parameter",
                  loss + "/epsilon");
  for (const char* tau : {"0", "1", "-1/2", "3/2"})
    check_malformed(with(of(R"({"name":"quantile","tau":"1/2"})"), loss + "/tau", tau),
                    "loss.parameter", loss + "/tau");
  check_malformed(of(R"({"name":"absolute","output_weights":["0"]})"), "loss.weight",
                  loss + "/output_weights/0");
  check_malformed(of(R"({"name":"absolute","sample_weights":["1","1","1","1","-1","1"]})"),
                  "loss.weight", loss + "/sample_weights/4");
  check_malformed(of(R"({"name":"absolute","output_weights":["1","1"]})"), "shape.length",
                  loss + "/output_weights");
  check_malformed(of(R"({"name":"absolute","sample_weights":["1"]})"), "shape.length",
                  loss + "/sample_weights");
  check_accepted(of(R"({"name":"absolute","sample_weights":["1","1","1","1","1","1"]})"));
}

TEST_CASE("targets of hinge losses are labels", "[verifier]") {
  for (const char* name : {"hinge", "squared-hinge"}) {
    const std::string text = std::string(R"({"name":")") + name + "\"}";
    for (const char* label : {"0", "2", "1/2", "-3/2"}) {
      Json bad = constant_fit(text.c_str(), R"(["1","-1","1"])", "1", "0");
      check_malformed(with(bad, "/statement/data/rows/1/0", label), "loss.label",
                      "/statement/data/rows/1/0");
    }
  }
  // the columns of targets in the user's table
  Json table = hand_example();
  table["statement"]["loss"]["name"] = "hinge";
  check_malformed(table, "loss.label", "/statement/data/rows/0/1");
}

TEST_CASE("subgradients are there exactly if they are needed", "[verifier]") {
  Json missing = median_example();
  missing["witness"]["local_minimum"].erase("subgradients");
  check_malformed(missing, "document.missing_key", "/witness/local_minimum");
  missing = median_example();
  missing["witness"]["refinement"].erase("subgradients");
  check_malformed(missing, "document.missing_key", "/witness/refinement");
  Json more = median_example();
  more["statement"]["loss"]["name"] = "squared";
  check_malformed(more, "document.unknown_key", subgradients);

  Json rows = median_example();
  rows["witness"]["local_minimum"]["subgradients"].erase(5);
  check_malformed(rows, "shape.length", subgradients);
  check_malformed(with(median_example(), subgradients + "/2", Json::array()), "shape.length",
                  subgradients + "/2");
  check_malformed(with(median_example(), subgradients + "/2", {"1/2", "1/2"}), "shape.length",
                  subgradients + "/2");
  check_malformed(with(median_example(), subgradients + "/2", "1/2"), "document.type",
                  subgradients + "/2");
  check_malformed(with(median_example(), subgradients + "/2/0", "2/4"), "number.not_lowest_terms",
                  subgradients + "/2/0");
  check_malformed(with(median_example(), "/witness/refinement/subgradients/2", nullptr),
                  "document.type", "/witness/refinement/subgradients/2");
}

TEST_CASE("fits of groups are for the plain squared loss", "[verifier]") {
  for (const char* claim : {"groups", "refinement_of_partitions"}) {
    const Json good = with_claims(absolute_value(), {"convex_partition", claim});
    check_accepted(good);
    for (const char* text : {R"({"name":"absolute"})", R"({"name":"huber","delta":"1"})",
                             R"({"name":"squared","output_weights":["1"]})"})
      check_unsupported(with(good, loss, Json::parse(text)), "unsupported.loss", loss);
  }
}
