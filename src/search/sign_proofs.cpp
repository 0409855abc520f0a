// SPDX-License-Identifier: GPL-3.0-or-later

#include "search/sign_proofs.hpp"

#include "exact/error.hpp"
#include "geometry/linear_program.hpp"

#include <fmt/format.h>

namespace thalweg {

namespace {

constexpr std::size_t most_units = 8;

/// No breakpoint but 0, and σ(0) = 0.
bool is_positively_homogeneous(const Activation& activation) {
  for (const Rational& breakpoint : activation.breakpoints)
    if (breakpoint != 0)
      return false;
  for (const Rational& intercept : activation.intercepts)
    if (intercept != 0)
      return false;
  return true;
}

void require_one_hidden_layer(const Network& network) {
  if (!is_plain(network))
    throw Unsupported("sign proofs: expected dense layers with biases on a vector, found " +
                      architecture(network));
  if (network.layers.size() != 2)
    throw Unsupported(
        fmt::format("sign proofs: expected one hidden layer, found {}", network.layers.size() - 1));
  if (network.output_dimension() != 1)
    throw Unsupported(
        fmt::format("sign proofs: expected one output, found {}", network.output_dimension()));
}

/// Slopes and sides of a unit, one per sample.
struct UnitInCell {
  Vector slopes;
  std::vector<int> sides;
};

struct Cell {
  std::vector<Vector> inputs; ///< (x_i, 1)
  std::vector<UnitInCell> units;
  Vector values; ///< f_i
};

Cell cell_of(const Network& network, const Dataset& data) {
  const Layer& hidden = network.layers.front();
  Cell cell{{}, std::vector<UnitInCell>(hidden.unit_count()), {}};
  for (const Vector& x : data.inputs) {
    const std::vector<Vector> z = network.pre_activations(x);
    for (std::size_t j = 0; j < hidden.unit_count(); ++j) {
      require(z.front()[j] != 0, "sign proofs: a sample on a wall");
      cell.units[j].sides.push_back(z.front()[j] > 0 ? 1 : -1);
      cell.units[j].slopes.push_back(z.front()[j] > 0 ? hidden.activation.slopes.back()
                                                      : hidden.activation.slopes.front());
    }
    cell.values.push_back(z.back().front());
    cell.inputs.push_back(x);
    cell.inputs.back().push_back(1);
  }
  return cell;
}

/// The coordinates are p_j for each j with a sign, then c, then δ.
struct Program {
  std::size_t dimension;
  std::vector<Halfspace> halfspaces; ///< 2i and 2i + 1: ≤ f_i and ≥ f_i; then the sides; then δ ≤ 1

  Program(const Cell& cell, const std::vector<std::size_t>& units, const std::vector<int>& signs) {
    const std::size_t width = cell.inputs.front().size();
    dimension = units.size() * width + 2;
    for (std::size_t i = 0; i < cell.inputs.size(); ++i) {
      Halfspace at_most{Vector(dimension, 0), cell.values[i]};
      for (std::size_t q = 0; q < units.size(); ++q)
        for (std::size_t c = 0; c < width; ++c)
          at_most.normal[q * width + c] = cell.units[units[q]].slopes[i] * cell.inputs[i][c];
      at_most.normal[dimension - 2] = 1;
      halfspaces.push_back(at_most);
      halfspaces.push_back(opposite(at_most));
    }
    for (std::size_t q = 0; q < units.size(); ++q)
      for (std::size_t i = 0; i < cell.inputs.size(); ++i) {
        Halfspace side{Vector(dimension, 0), 0};
        for (std::size_t c = 0; c < width; ++c)
          side.normal[q * width + c] =
              cell.inputs[i][c] * (-signs[units[q]] * cell.units[units[q]].sides[i]);
        side.normal.back() = 1;
        halfspaces.push_back(std::move(side));
      }
    halfspaces.push_back({delta(), 1});
  }

  Vector delta() const {
    Vector objective(dimension, 0);
    objective.back() = 1;
    return objective;
  }
};

/// A unit with sign τ becomes τ σ(τ p·(x, 1)), the others get the output weight 0.
Network network_with(Network like, const std::vector<int>& signs, const Vector& solution) {
  Layer& hidden = like.layers.front();
  Layer& output = like.layers.back();
  const std::size_t width = hidden.input_count + 1;
  output.weights.front().clear();
  std::size_t at = 0;
  for (std::size_t j = 0; j < signs.size(); ++j) {
    if (signs[j] == 0)
      continue;
    output.weights.front().emplace_back(j, signs[j]);
    hidden.weights[j].clear();
    for (std::size_t c = 0; c + 1 < width; ++c)
      if (solution[at + c] != 0)
        hidden.weights[j].emplace_back(c, signs[j] * solution[at + c]);
    hidden.biases[j] = signs[j] * solution[at + width - 1];
    at += width;
  }
  output.biases.front() = solution[at];
  return like;
}

/// A proof, or a solution with these signs.
std::variant<SignProof, Vector> proof(const Cell& cell, const std::vector<int>& signs) {
  std::vector<std::size_t> units;
  for (std::size_t j = 0; j < signs.size(); ++j)
    if (signs[j] != 0)
      units.push_back(j);
  const Program program(cell, units, signs);
  const LinearProgramResult result = maximum(program.delta(), program.halfspaces);
  if (!result.is_infeasible() && result.value > 0)
    return result.point;
  const std::size_t n = cell.inputs.size();
  SignProof found{Vector(n, 0), std::vector<Multipliers>(units.size())};
  for (const Multiplier& m : result.multipliers) {
    if (m.index < 2 * n)
      found.samples[m.index / 2] += m.index % 2 == 0 ? Rational(-m.value) : m.value;
    else if (m.index < (2 + units.size()) * n)
      found.units[m.index / n - 2].push_back({m.index % n, m.value});
  }
  return found;
}

/// The next choice in lexicographic order; false after the last.
bool advance(std::vector<int>& signs, std::size_t without) {
  for (std::size_t j = signs.size(); j-- > 0;) {
    if (j == without)
      continue;
    if (signs[j] < 1) {
      ++signs[j];
      return true;
    }
    signs[j] = -1;
  }
  return false;
}

} // namespace

std::variant<std::vector<SignProof>, Network> sign_proofs(const Network& network,
                                                          const Dataset& data, std::size_t unit) {
  require_one_hidden_layer(network);
  const Layer& hidden = network.layers.front();
  if (!is_positively_homogeneous(hidden.activation) || hidden.activation.breakpoints.size() != 1)
    throw Unsupported("sign proofs: expected an activation of two pieces that meet at 0, found " +
                      hidden.activation.name);
  if (hidden.unit_count() > most_units)
    throw UsageError(fmt::format("sign proofs: expected at most {} units, found {}", most_units,
                                 hidden.unit_count()));
  const Cell cell = cell_of(network, data);
  std::vector<int> signs(hidden.unit_count(), -1);
  signs[unit] = 0;
  std::vector<SignProof> proofs;
  do {
    std::variant<SignProof, Vector> found = proof(cell, signs);
    if (const auto* const solution = std::get_if<Vector>(&found))
      return network_with(network, signs, *solution);
    proofs.push_back(std::get<SignProof>(std::move(found)));
  } while (advance(signs, unit));
  return proofs;
}

} // namespace thalweg
