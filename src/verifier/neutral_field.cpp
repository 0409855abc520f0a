// SPDX-License-Identifier: Apache-2.0

#include "neutral_field.hpp"

#include "ball_matrix.hpp"
#include "saturation.hpp"
#include "stop.hpp"

#include <map>

namespace thalweg::verifier {

namespace {

/// The entries of a field by parameter; others are 0.
using FieldEntries = std::map<std::size_t, Ball>;

/// All fields of one claim: the pieces, and everything for all W' of the slice within δω.
class FieldChecker {
public:
  FieldChecker(const HeldProblem& problem, const List<HeldPoint>& points, const Fraction& near)
      : problem_(problem), points_(points), box_(problem.box(near)), inputs_(points.size()) {}

  /// O199 to O201
  FieldEntries entries(const NeutralField& field, const std::string& place) const {
    const Check check{*this, field, place};
    switch (field.kind) {
    case NeutralField::Kind::scale:
      return check.scale();
    case NeutralField::Kind::mix:
      return field.other ? check.mix() : check.mix_with_constant();
    case NeutralField::Kind::rotate:
      return check.mix();
    case NeutralField::Kind::row:
      return check.row();
    case NeutralField::Kind::cancel:
      return check.cancel();
    case NeutralField::Kind::shift:
      return check.shift();
    }
    return {};
  }

private:
  struct Check {
    const FieldChecker& all;
    const NeutralField& field;
    const std::string& place;

    FieldEntries scale() const;
    FieldEntries mix() const;
    FieldEntries mix_with_constant() const;
    FieldEntries row() const;
    FieldEntries cancel() const;
    FieldEntries shift() const;

    void require_field(bool holds, const char* expected) const {
      if (!holds)
        reject("trained_minimum.field", place, expected, "another one");
    }
    const UnitGraph& graph() const { return all.problem_.graph; }
    const Layer& layer() const { return graph().network.layers[field.layer]; }
    void require_hidden() const {
      require_field(field.layer < graph().network.hidden_count(), "a field of a hidden layer");
    }
    void require_same_pieces(std::size_t unit, std::size_t other) const;
    /// row_to += factor · row_from, column_from −= factor · column_to.
    void transfer(FieldEntries& entries, std::size_t to, std::size_t from,
                  const Ball& factor) const;
    void add_kernel(FieldEntries& entries, std::size_t unit, const List<Ball>& basis,
                    const Ball& factor) const;
    List<Ball> kernel(const List<std::size_t>& points) const;
  };

  bool is_tied(std::size_t layer, std::size_t unit, std::size_t point) const {
    return tie(layer, unit, point) != no_tie;
  }
  std::size_t tie(std::size_t layer, std::size_t unit, std::size_t point) const {
    return points_[point].pattern().ties[problem_.graph.first_unit[layer] + unit];
  }
  bool has_ties(std::size_t layer, std::size_t unit) const {
    return std::any_of(problem_.ties.begin(), problem_.ties.end(), [&](const HeldTie& held) {
      return held.layer == layer && held.unit == unit;
    });
  }
  std::size_t piece(std::size_t layer, std::size_t unit, std::size_t point) const {
    return points_[point].pattern().pieces[problem_.graph.first_unit[layer] + unit];
  }
  const Fraction& slope(std::size_t layer, std::size_t unit, std::size_t point) const {
    return problem_.graph.network.layers[layer].slope(piece(layer, unit, point));
  }
  /// Is the point in I_u?
  bool sees(std::size_t layer, std::size_t unit, std::size_t point) const {
    return layer == problem_.graph.network.hidden_count() || is_tied(layer, unit, point) ||
           sign(slope(layer, unit, point)) != 0;
  }
  /// An input of a layer within δ.
  const Ball& input(std::size_t layer, std::size_t k, std::size_t point) const {
    std::optional<Values>& values = inputs_[point];
    if (!values)
      values = points_[point].values_on(box_);
    return values->h[problem_.graph.entry_of_input(layer, k)];
  }
  Ball parameter(std::size_t layer, std::size_t row, std::size_t k) const {
    return box_[problem_.graph.parameter(layer, row, k)];
  }

  const HeldProblem& problem_;
  const List<HeldPoint>& points_;
  List<Ball> box_;                             ///< coefficients within δ
  mutable List<std::optional<Values>> inputs_; ///< by point, where they were asked for
};

// ---- Rows and columns

void FieldChecker::Check::transfer(FieldEntries& entries, std::size_t to, std::size_t from,
                                   const Ball& factor) const {
  require_hidden();
  const auto add = [&](std::size_t parameter, const Ball& by, std::size_t source) {
    entries[parameter] = entries[parameter] + all.problem_.rules.product(by, all.box_[source]);
  };
  for (std::size_t k = 0; k < layer().row_length() + (layer().has_biases ? 1 : 0); ++k)
    add(graph().parameter(field.layer, to, k), factor, graph().parameter(field.layer, from, k));
  const std::size_t next = field.layer + 1;
  for (std::size_t row = 0; row < graph().network.layers[next].units.size(); ++row)
    add(graph().parameter(next, row, from), -factor, graph().parameter(next, row, to));
}

void FieldChecker::Check::require_same_pieces(std::size_t unit, std::size_t other) const {
  require_field(unit != other, "two units");
  for (std::size_t i = 0; i < all.points_.size(); ++i) {
    const std::size_t tie = all.tie(field.layer, unit, i);
    require_field((tie == no_tie) == !all.is_tied(field.layer, other, i),
                  "two units with ties at the same points");
    require_field(tie == no_tie ||
                      sign(layer().activation.breakpoints[all.problem_.ties[tie].breakpoint]) == 0,
                  "ties at the breakpoint 0");
    const std::size_t a = all.piece(field.layer, unit, i);
    const std::size_t b = all.piece(field.layer, other, i);
    require_field(layer().slope(a) == layer().slope(b), "two units with the same slopes");
    require_field(sign(layer().intercept(a)) == 0 && sign(layer().intercept(b)) == 0,
                  "pieces with intercept 0");
  }
}

FieldEntries FieldChecker::Check::scale() const {
  for (const Fraction& breakpoint : layer().activation.breakpoints)
    require_field(sign(breakpoint) == 0, "an activation with the one breakpoint 0");
  for (const Fraction& intercept : layer().activation.intercepts)
    require_field(sign(intercept) == 0, "an activation with intercepts 0");
  FieldEntries entries;
  transfer(entries, field.unit, field.unit, all.problem_.one());
  return entries;
}

/// A mixture of two units, and for a rotation the opposite one.
FieldEntries FieldChecker::Check::mix() const {
  require_same_pieces(field.unit, *field.other);
  FieldEntries entries;
  transfer(entries, field.unit, *field.other, all.problem_.one());
  if (field.kind == NeutralField::Kind::rotate)
    transfer(entries, *field.other, field.unit, -all.problem_.one());
  return entries;
}

FieldEntries FieldChecker::Check::mix_with_constant() const {
  require_hidden();
  require_field(layer().has_biases, "a layer with biases");
  require_field(!all.has_ties(field.layer, field.unit), "a unit without ties");
  const Fraction& slope = all.slope(field.layer, field.unit, 0);
  for (std::size_t i = 0; i < all.points_.size(); ++i)
    require_field(all.slope(field.layer, field.unit, i) == slope,
                  "a unit with one slope at all points");
  FieldEntries entries;
  entries[graph().parameter(field.layer, field.unit, layer().row_length())] = all.problem_.one();
  const Layer& reader = graph().network.layers[field.layer + 1];
  require_field(reader.has_biases, "a next layer with biases");
  const Ball factor = -all.problem_.rules.ball(slope);
  for (std::size_t row = 0; row < reader.units.size(); ++row)
    entries[graph().parameter(field.layer + 1, row, reader.row_length())] =
        all.problem_.rules.product(factor, all.parameter(field.layer + 1, row, field.unit));
  return entries;
}

FieldEntries FieldChecker::Check::shift() const {
  require_field(all.problem_.loss.name == "softmax" &&
                    field.layer == graph().network.hidden_count(),
                "the last layer under softmax loss");
  FieldEntries entries;
  for (std::size_t row = 0; row < layer().units.size(); ++row)
    entries[graph().parameter(field.layer, row, field.input)] = all.problem_.one();
  return entries;
}

// ---- Kernels

/// O200, O201: the c_b of x, which vanishes at these points.
List<Ball> FieldChecker::Check::kernel(const List<std::size_t>& points) const {
  const RowKernel& kernel = field.kernel;
  const std::string at = place + "/samples";
  if (kernel.samples.size() != kernel.basis.size())
    reject("trained_minimum.kernel", at, std::to_string(kernel.basis.size()) + " samples",
           std::to_string(kernel.samples.size()));
  List<std::size_t> chosen;
  for (const std::size_t i : kernel.samples) {
    chosen.push_back(all.problem_.point_of[i]);
    if (!all.problem_.is_first_of_point(i) ||
        !std::binary_search(points.begin(), points.end(), chosen.back()))
      reject("trained_minimum.kernel", at, "samples at which the row is to vanish",
             "sample " + std::to_string(i));
  }
  if (std::binary_search(kernel.basis.begin(), kernel.basis.end(), kernel.free))
    reject("trained_minimum.kernel", place + "/free", "an input outside the basis", "one of it");
  BallMatrix square;
  BallMatrix right;
  for (const std::size_t i : chosen) {
    List<Ball>& row = square.emplace_back();
    for (const std::size_t k : kernel.basis)
      row.push_back(all.input(field.layer, k, i));
    right.push_back({all.input(field.layer, kernel.free, i)});
  }
  const std::optional<BallMatrix> solved =
      solution(std::move(square), std::move(right), all.problem_.rules);
  if (!solved)
    reject("trained_minimum.kernel", at, "a matrix shown to be regular", "that it may not be");
  List<std::size_t> inputs = kernel.basis;
  inputs.push_back(kernel.free);
  if (!spans_at_most(all.problem_, all.points_, field.layer, inputs, points, kernel.basis.size()))
    reject("trained_minimum.saturation", place, "a space of inputs of the dimension of the basis",
           "a larger one");
  List<Ball> result;
  for (const List<Ball>& row : *solved)
    result.push_back(row.front());
  return result;
}

/// row_unit += factor · x
void FieldChecker::Check::add_kernel(FieldEntries& entries, std::size_t unit,
                                     const List<Ball>& basis, const Ball& factor) const {
  const auto number = [&](std::size_t k) { return graph().parameter(field.layer, unit, k); };
  entries[number(field.kernel.free)] = factor;
  for (std::size_t b = 0; b < basis.size(); ++b)
    entries[number(field.kernel.basis[b])] = -all.problem_.rules.product(factor, basis[b]);
}

FieldEntries FieldChecker::Check::row() const {
  List<std::size_t> seen;
  for (std::size_t i = 0; i < all.points_.size(); ++i)
    if (all.sees(field.layer, field.unit, i))
      seen.push_back(i);
  FieldEntries entries;
  add_kernel(entries, field.unit, kernel(seen), all.problem_.one());
  return entries;
}

FieldEntries FieldChecker::Check::cancel() const {
  require_hidden();
  const std::size_t l = field.layer;
  const std::size_t next = l + 1;
  require_field(!std::binary_search(field.units.begin(), field.units.end(), field.unit),
                "a free unit outside the units");
  List<std::size_t> units = field.units;
  units.push_back(field.unit);
  List<std::size_t> vanishing;
  List<unsigned char> matters(graph().network.layers[next].units.size(), 0);
  for (std::size_t i = 0; i < all.points_.size(); ++i) {
    const bool is_same = std::all_of(units.begin(), units.end(), [&](std::size_t u) {
      return !all.is_tied(l, u, i) && all.slope(l, u, i) == all.slope(l, field.unit, i);
    });
    if (!is_same) {
      if (std::any_of(units.begin(), units.end(), [&](std::size_t u) { return all.sees(l, u, i); }))
        vanishing.push_back(i);
    } else if (sign(all.slope(l, field.unit, i)) != 0) {
      for (std::size_t row = 0; row < matters.size(); ++row)
        matters[row] = matters[row] != 0 || all.sees(next, row, i) ? 1 : 0;
    }
  }
  BallMatrix square;
  BallMatrix right;
  for (std::size_t row = 0; row < matters.size(); ++row) {
    if (matters[row] == 0)
      continue;
    List<Ball>& columns = square.emplace_back();
    for (const std::size_t u : field.units)
      columns.push_back(all.parameter(next, row, u));
    right.push_back({all.parameter(next, row, field.unit)});
  }
  require_field(square.size() == field.units.size(), "as many units as rows that see them");
  const std::optional<BallMatrix> shares =
      solution(std::move(square), std::move(right), all.problem_.rules);
  require_field(shares.has_value(), "columns shown to be independent");
  const List<Ball> basis = kernel(vanishing);
  FieldEntries entries;
  add_kernel(entries, field.unit, basis, all.problem_.one());
  for (std::size_t k = 0; k < field.units.size(); ++k)
    add_kernel(entries, field.units[k], basis, -(*shares)[k].front());
  return entries;
}

} // namespace

void check_fields(const HeldProblem& problem, const List<HeldPoint>& points,
                  const List<NeutralField>& fields, const Fraction& near) {
  const std::string witness = "/witness/trained_minimum/fields";
  if (fields.empty())
    return;
  const FieldChecker checker(problem, points, near);
  BallMatrix spanning;
  for (std::size_t f = 0; f < fields.size(); ++f) {
    const std::string place = witness + "/" + std::to_string(f);
    const FieldEntries entries = checker.entries(fields[f], place);
    List<Ball>& row = spanning.emplace_back();
    for (std::size_t j = 0; j < problem.graph.parameter_count; ++j) {
      const auto entry = entries.find(j);
      const bool is_decay_kept = entry == entries.end() || problem.decay[j].is_zero() ||
                                 fields[f].kind == NeutralField::Kind::rotate;
      if (!is_decay_kept) // O202
        reject("trained_minimum.decay", place, "parameters without decay",
               "decay of parameter " + std::to_string(j));
      if (!problem.is_free(j))
        row.push_back(entry == entries.end() ? Ball{} : entry->second);
    }
  }
  if (!solution(spanning, BallMatrix(spanning.size()), problem.rules)) // O203
    reject("trained_minimum.spanning", witness, "fields shown to span the fixed parameters",
           "that they may not");
}

} // namespace thalweg::verifier
