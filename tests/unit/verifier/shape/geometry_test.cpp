// SPDX-License-Identifier: GPL-3.0-or-later
//
// Domains, partitions and functions in files: which sections and witnesses belong to which claims,
// shapes, indices and order. And: no leaf of an accepted certificate goes unnoticed, except in
// witnesses that are not unique.

#include "support/leaf_mutations.hpp"
#include "unit/verifier/shape/geometry_examples.hpp"

#include <regex>

using namespace thalweg::tests;

namespace {

Json without(Json certificate, const std::string& place, const std::string& key) {
  certificate.at(Json::json_pointer(place)).erase(key);
  return certificate;
}

Json with_new(Json certificate, const std::string& place, const Json& value) {
  certificate[Json::json_pointer(place)] = value;
  return certificate;
}

const std::string claims = "/statement/claims";

} // namespace

TEST_CASE("versions before, and claims that nobody knows", "[verifier]") {
  for (const int version : {1, 2, 4})
    check_unsupported(with(unit_square(), "/version", version), "unsupported.version", "/version");
  check_unsupported(with(unit_square(), claims + "/0/claim", "partition"), "unsupported.claim",
                    claims + "/0/claim");
}

TEST_CASE("claims need others before them", "[verifier]") {
  const auto check_needs = [](Json certificate, std::size_t removed, std::size_t place) {
    certificate["statement"]["claims"].erase(removed);
    check_malformed(certificate, "document.claim_needs", claims + "/" + std::to_string(place));
  };
  check_needs(unit_square(), 0, 0);
  check_needs(figure_2(), 1, 1); // network_computes_form without outputs
  check_needs(absolute_value(), 5, 5);
  check_needs(erratum_lattice_regions(), 0, 0);
  for (const char* claim : {"groups", "refinement_of_partitions"})
    check_needs(with_claims(absolute_value(), {"convex_partition", claim}), 0, 0);
  Json order = figure_2();
  std::swap(order["statement"]["claims"][0], order["statement"]["claims"][1]);
  check_malformed(order, "document.claim_needs", claims + "/0");
  order = absolute_value();
  std::swap(order["statement"]["claims"][1], order["statement"]["claims"][2]);
  check_accepted(order); // neither stands on the other
}

TEST_CASE("sections are there exactly if a claim uses them", "[verifier]") {
  for (const char* key : {"data", "loss", "networks", "domain", "partitions", "cpwl"}) {
    check_malformed(without(absolute_value(), "/statement", key), "document.missing_key",
                    "/statement");
    Json superfluous = with_claims(absolute_value(), {"linear_regions"});
    if (superfluous["statement"].contains(key))
      continue;
    superfluous["statement"][key] = absolute_value()["statement"][key];
    check_malformed(superfluous, "document.unknown_key", std::string("/statement/") + key);
  }
  check_malformed(without(unit_square(), "/statement/cpwl/0", "rows"), "document.missing_key",
                  "/statement/cpwl/0");
  check_malformed(with_new(erratum_lattice_regions(), "/statement/cpwl/0/rows", {{0}}),
                  "document.unknown_key", "/statement/cpwl/0/rows");
  for (const char* key : {"convex_partition", "lattice_identity"})
    check_malformed(without(unit_square(), "/witness", key), "document.missing_key", "/witness");
  check_malformed(with_new(unit_square(), "/witness/groups", Json::object()),
                  "document.unknown_key", "/witness/groups");
}

TEST_CASE("dimensions and counts agree", "[verifier]") {
  check_malformed(with(unit_square(), "/statement/domain/1", {"1", "0"}), "shape.length",
                  "/statement/domain/1");
  check_malformed(with(unit_square(), "/statement/domain/0", Json::array()), "shape.empty",
                  "/statement/domain/0");
  check_malformed(with(unit_square(), "/statement/domain", Json::array()), "shape.length",
                  "/statement/partitions/0/0/0");
  check_malformed(with(absolute_value(), "/statement/domain", Json::array()), "shape.dimension",
                  "/statement/domain");
  check_malformed(with(unit_square(), "/statement/partitions", Json::array()), "shape.empty",
                  "/statement/partitions");
  check_malformed(with(unit_square(), "/statement/partitions/0", Json::array()), "shape.empty",
                  "/statement/partitions/0");
  check_malformed(with(unit_square(), "/statement/partitions/0/0", Json::array()), "shape.empty",
                  "/statement/partitions/0/0");
  check_malformed(with(unit_square(), "/statement/cpwl/0/functions/0", {"1", "0"}), "shape.length",
                  "/statement/cpwl/0/functions/0");
  check_malformed(with(unit_square(), "/statement/cpwl/0/partition", 1), "shape.index",
                  "/statement/cpwl/0/partition");
  check_malformed(with(unit_square(), "/statement/cpwl/0/pieces", {0}), "shape.length",
                  "/statement/cpwl/0/pieces");
  check_malformed(with(unit_square(), "/statement/cpwl/0/pieces/0", 2), "shape.index",
                  "/statement/cpwl/0/pieces/0");
  const Json f = figure_2()["statement"]["cpwl"][0];
  check_malformed(with(figure_2(), "/statement/cpwl", {f, f}), "shape.length",
                  "/statement/networks/W/layers/2/weights");
  check_malformed(with(absolute_value(), "/statement/cpwl", Json::array()), "shape.empty",
                  "/statement/cpwl");
}

TEST_CASE("functions differ and rows increase", "[verifier]") {
  check_malformed(with(unit_square(), "/statement/cpwl/0/functions/1", {"1", "0", "0"}),
                  "cpwl.repeated_function", "/statement/cpwl/0/functions/1");
  for (const Json& row : {Json{1, 0}, Json{1, 1}})
    check_malformed(with(unit_square(), "/statement/cpwl/0/rows/0", row), "cpwl.row_order",
                    "/statement/cpwl/0/rows/0/1");
  check_malformed(with(unit_square(), "/statement/cpwl/0/rows/0", Json::array()), "shape.empty",
                  "/statement/cpwl/0/rows/0");
  check_malformed(with(unit_square(), "/statement/cpwl/0/rows", Json::array()), "shape.empty",
                  "/statement/cpwl/0/rows");
  check_malformed(with(erratum_lattice_regions(), claims + "/1/rows/1", {0, 2, 1}),
                  "cpwl.row_order", claims + "/1/rows/1/2");
}

TEST_CASE("multipliers increase and are positive", "[verifier]") {
  const std::string m = "/witness/convex_partition/0/inside/0/0";
  check_malformed(with(unit_square(), m + "/1/0", 0), "multipliers.order", m + "/1/0");
  for (const char* value : {"0", "-1"})
    check_malformed(with(unit_square(), m + "/1/1", value), "multipliers.not_positive", m + "/1/1");
  check_malformed(with(unit_square(), m + "/1", {2, "1", "1"}), "shape.length", m + "/1");
}

TEST_CASE("shapes of witnesses", "[verifier]") {
  const std::string partition = "/witness/convex_partition/0";
  check_malformed(with(unit_square(), partition + "/separations", Json::array()), "shape.length",
                  partition + "/separations");
  check_malformed(with(unit_square(), partition + "/cover/1/cell", 2), "shape.index",
                  partition + "/cover/1/cell");
  check_malformed(with_new(unit_square(), partition + "/cover/1/split", {"1", "0", "0"}),
                  "document.unknown_key", partition + "/cover/1/cell");
  const std::string form = "/witness/lattice_identity/0/0";
  check_malformed(with(unit_square(), form + "/bounds/0/weights/0/0", 2), "shape.index",
                  form + "/bounds/0/weights");
  check_malformed(with(unit_square(), form + "/bound_of_row/0", 1), "shape.index",
                  form + "/bound_of_row/0");
  const std::string network = "/witness/network_computes_form";
  check_malformed(with(figure_2(), network + "/outputs/0/nodes/3/min", {0, 3}), "shape.index",
                  network + "/outputs/0/nodes/3/min/1"); // not an earlier node
  check_malformed(with(figure_2(), network + "/carried", Json::array()), "shape.length",
                  network + "/carried");
  const std::string regions = "/witness/linear_regions/nodes";
  check_malformed(with(absolute_value(), regions + "/0/sides/0/3", "left"), "shape.side",
                  regions + "/0/sides/0/3");
  Json both = with_new(absolute_value(), regions + "/0/point", {"0"});
  check_malformed(both, "document.unknown_key", regions + "/0/point");
  check_malformed(
      with(absolute_value(), "/witness/network_computes_function/0/leaves", Json::array()),
      "shape.length", "/witness/network_computes_function/0/leaves");
}

TEST_CASE("a table is compared only with data that are there", "[verifier]") {
  thalweg::verifier::Options options;
  options.data_csv = "x,y\n-3/4,1/2\n-1/2,1\n-1/4,0\n1/4,0\n1/2,1\n3/4,1/2\n";
  check_accepted(absolute_value(), options);
  check_rejected(unit_square(), "data.absent", "/statement", options);
}

TEST_CASE("no leaf of a claim about functions goes unnoticed, but witnesses are not unique",
          "[verifier]") {
  // What may change: points that stay inside; proofs with slack; trees, rows and bounds of which
  // there are several; lower bounds with slack.
  const std::regex free_witness(
      "/witness/(convex_partition/[0-9]+/(interior_points|separations|inside|cover)"
      "|lattice_identity/[0-9]+/[0-9]+/(cover|bounds|bound_of_row)"
      "|lattice_failure/(above|below)|network_computes_form/outputs/[0-9]+/lower"
      "|refinement_of_partitions/multipliers|linear_regions/nodes"
      "|network_computes_function/[0-9]+/leaves/[0-9]+/1)/.*");
  for (const Json& certificate :
       {absolute_value(), figure_2(), unit_square(), zero_function(), erratum_lattice_regions()})
    for (const std::string& mutation : unnoticed_mutations(certificate.dump())) {
      INFO(mutation);
      CHECK(std::regex_match(mutation, free_witness));
    }
}
