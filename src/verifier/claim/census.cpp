// SPDX-License-Identifier: Apache-2.0

#include "claim/census.hpp"

#include "lemma/examined.hpp"
#include "text/digest.hpp"
#include "text/obligation.hpp"
#include "text/theorem_words.hpp"

namespace thalweg::verifier {

namespace {

const std::string census_place = "/witness/census";

/// `place` with the second beginning instead of the first, if it has that.
void replace_beginning(std::string& place, const std::string& first, const std::string& second) {
  if (place.starts_with(first))
    place.replace(0, first.size(), second);
}

/// O139, with the codes of `local_minimum` and places in the witness of the census.
void check_member(const Problem& one, const LocalMinimum& minimum, std::size_t k) {
  try {
    check_local_minimum(one, minimum);
  } catch (Stop& stop) {
    std::string& place = stop.outcome.place;
    replace_beginning(place, "/witness/local_minimum",
                      census_place + "/minima/" + std::to_string(k));
    if (k > 0)
      replace_beginning(place, "/statement/network",
                        census_place + "/networks/" + std::to_string(k - 1));
    throw;
  }
}

} // namespace

void read_census(const Node& node, Certificate& certificate) {
  node.require_keys({"claim", "minima"});
  auto claim = std::make_unique<Census>(node.place());
  const Node minima = node["minima"];
  minima.size_not_zero("minimum");
  for (std::size_t k = 0; k < minima.size(); ++k) {
    const Node minimum = minima[k];
    minimum.require_keys({"radius", "risk"});
    claim->minima.push_back(read_minimum(minimum));
  }
  certificate.claims.push_back(std::move(claim));
}

void read_census_witness(const Node& node, Certificate& certificate) {
  node.require_keys({"networks", "minima"});
  Census& claim = claim_among<Census>(certificate.claims);
  const Node networks = node["networks"];
  const Node minima = node["minima"];
  minima.require_size(claim.minima.size(), "minima");
  networks.require_size(claim.minima.size() - 1, "minima but the first");
  for (std::size_t k = 0; k < claim.minima.size(); ++k) {
    Meter::tick();
    read_local_minimum_witness(minima[k], certificate, claim.minima[k]);
    if (k > 0)
      claim.networks.push_back(read_network(networks[k - 1], certificate));
  }
  claim.witness_json = &node.json();
}

Told Census::check(const Certificate& certificate) const {
  Problem one{certificate.data, certificate.loss, {}};
  Fraction least_radius = minima.front().radius;
  std::string risks;
  for (std::size_t k = 0; k < minima.size(); ++k) {
    if (k > 0) // O138
      check_same_architecture(certificate.network, networks[k - 1], "census.architecture",
                              census_place + "/networks/" + std::to_string(k - 1));
    one.network = k == 0 ? certificate.network : networks[k - 1];
    check_member(one, minima[k], k);
    if (k > 0)
      if (const Check check{minima[k].risk < minima[k - 1].risk}) // O140
        check.say({"census.not_lower", minima[k].place + "/risk",
                   "a risk below " + shown(minima[k - 1].risk), shown(minima[k].risk)});
    if (minima[k].radius < least_radius)
      least_radius = minima[k].radius;
    risks += (k == 0 ? "" : ",") + exact(minima[k].risk);
  }
  const std::string digest = canonical_digest(*witness_json);
  const bool is_one = minima.size() == 1;
  const std::string range =
      is_one
          ? "risk " + number(minima.front().risk) + ".\n"
          : "risks from " + number(minima.front().risk) + " down to " + number(minima.back().risk) +
                ", no two of them equal:\n  no two are the same up to rescaling and permutation "
                "of units, and all but the last are spurious.\n";
  return {"Census. W" + std::string(is_one ? "" : " and the networks of the witness") +
              " (digest of the witness " + digest + ")\n  are " +
              counted(minima.size(), "local minimum", "local minima") +
              " of one architecture, with " + range +
              "  For every W' whose parameters all differ by at most r from those of one of them, "
              "R(W') is at least its risk;\n  each has its own r, at least " +
              number(least_radius) + ".\n",
          "," + key("census") + "{" + key("minima") + std::to_string(minima.size()) + "," +
              key("least_radius") + exact(least_radius) + "," + key("risks") + "[" + risks + "]," +
              key("witness_digest") + json_literal(digest) + "}"};
}

} // namespace thalweg::verifier
