// SPDX-License-Identifier: Apache-2.0
//
// From JSON to a certificate as typed values (specification, section "Syntax"). Everything that can
// be said without arithmetic is decided here: kinds, keys, sizes, indices, grammar of numbers,
// which claims and witnesses go together. Violations stop with `malformed`; names this version does
// not know (version, loss, layer kind, activation, claim, method) stop with `unsupported`.

#pragma once

#include "further_claim.hpp"
#include "geometry_document.hpp"
#include "json.hpp"
#include "loss_document.hpp"
#include "network_document.hpp"

namespace thalweg::verifier {

/// One sample as integers over one denominator: x_k = x[k]/denominator, y_o = y[o]/denominator.
struct Sample {
  List<Integer> x;
  List<Integer> y;
  Integer denominator;
};

struct Data {
  List<std::string_view> columns;
  List<std::size_t> targets; ///< indices of columns, in the user's order
  List<std::size_t> inputs;  ///< the other columns, ascending
  List<Sample> samples;
};

/// One entry per sample: its pattern class, or nothing.
using Labels = List<std::optional<std::size_t>>;

enum class RadiusMethod { first_order, interval };

struct LocalMinimum {
  std::string place; ///< JSON pointer of the claim
  Fraction radius;
  Fraction risk;
  RadiusMethod method;            ///< witness
  Labels labels;                  ///< witness
  Subgradients subgradients = {}; ///< witness, if the loss is not differentiable
};

struct PatternFlip {
  std::string place;
  std::size_t sample;
  std::size_t layer; ///< from 0
  std::size_t unit;
  Fraction distance;
};

struct Spurious {
  std::string place;
  Fraction better_risk;
  Network network; ///< witness
  Labels labels;   ///< witness
  const Json* network_json;
  Subgradients subgradients = {}; ///< witness, if `refinement` needs them
};

struct Refinement {
  std::string place;
  std::size_t groups;
  std::size_t finer_groups;
};

/// Sections that no claim needs are empty; `data_json` or `network_json` is null then.
struct Certificate {
  std::size_t version;
  std::string_view tool;
  std::string_view command;
  Data data;
  Loss loss;
  Network network;
  Geometry geometry;
  std::optional<LocalMinimum> local_minimum;
  std::optional<PatternFlip> pattern_flip;
  std::optional<Spurious> spurious;
  std::optional<Refinement> refinement;
  std::optional<ConvexPartition> convex_partition;
  std::optional<Groups> groups;
  std::optional<LatticeIdentity> lattice_identity;
  std::optional<LatticeFailure> lattice_failure;
  std::optional<NetworkLattice> network_lattice;
  std::optional<PartitionRefinement> partition_refinement;
  std::optional<LinearRegions> linear_regions;
  std::optional<NetworkFunction> network_function;
  FurtherClaims further; ///< in the order of the claims
  const Json* statement_json;
  const Json* data_json;
  const Json* network_json;
};

/// Sections of the statement.
Data read_data(const Node& node);
/// With the inputs and outputs of the data.
Network read_network(const Node& node, const Certificate& certificate);

/// Parts of witnesses.
Labels read_labels(const Node& node, const Data& data);
RadiusMethod read_method(const Node& node);

/// Claims of version 1 and their witnesses; what a claim needs is there already.
void read_local_minimum(const Node& node, Certificate& certificate);
void read_local_minimum_witness(const Node& node, Certificate& certificate);
void read_pattern_flip(const Node& node, Certificate& certificate);
void read_spurious(const Node& node, Certificate& certificate);
void read_spurious_witness(const Node& node, Certificate& certificate);
void read_refinement(const Node& node, Certificate& certificate);

/// Views into `document`, which must outlive the result.
Certificate read_certificate(const JsonDocument& document);

} // namespace thalweg::verifier
