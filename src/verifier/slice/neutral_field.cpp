// SPDX-License-Identifier: Apache-2.0

#include "slice/neutral_field.hpp"

#include "layer/fields.hpp"
#include "limit/stop.hpp"
#include "number/ball_matrix.hpp"

#include <set>

namespace thalweg::verifier {

namespace {

[[noreturn]] void reject_decay(const std::string& place, std::size_t parameter) {
  reject("trained_minimum.decay", place, "parameters without decay",
         "decay of parameter " + std::to_string(parameter));
}

/// All fields of one claim: the pieces, and everything for all W' of the slice within δω.
class FieldChecker {
public:
  FieldChecker(const HeldProblem& problem, const List<HeldPoint>& points, const Fraction& near)
      : problem_(problem), graph_(problem.graph), points_(points), box_(problem.box(near)),
        rows_(problem, points), maps_(problem, points), values_(points.size()) {}

  /// O199 to O201, or those of blocks
  List<FieldEntries> fields(const NeutralField& field, const std::string& place) {
    if (field.kind == NeutralField::Kind::block)
      return block_fields(problem_, points_, rows_, field.block, box_, place);
    return {entries(field, place)};
  }

private:
  FieldEntries entries(const NeutralField& field, const std::string& place) {
    switch (field.kind) {
    case NeutralField::Kind::scale:
      return transfer(field, field.unit, field.unit, place);
    case NeutralField::Kind::mix:
      return field.other ? mix(field, place) : raise(field, place);
    case NeutralField::Kind::rotate:
      return mix(field, place);
    case NeutralField::Kind::row:
      return row(field, place);
    case NeutralField::Kind::cancel:
      return cancel(field, place);
    case NeutralField::Kind::shift:
      return shift(field, place);
    case NeutralField::Kind::block:
      break;
    }
    return {};
  }

  const Layer& layer(const NeutralField& field) const { return graph_.network.layers[field.layer]; }
  /// Rows of a convolution may belong to other groups of channels.
  void require_same_inputs(std::size_t l, const List<std::size_t>& rows,
                           const std::string& place) const {
    const Layer& of = graph_.network.layers[l];
    for (const std::size_t row : rows)
      require_field(field_of(of, row * of.positions()) ==
                        field_of(of, rows.front() * of.positions()),
                    place, "rows with the same inputs");
  }
  FieldEntries transfer(const NeutralField& field, std::size_t to, std::size_t from,
                        const std::string& place) const;
  FieldEntries mix(const NeutralField& field, const std::string& place) const;
  FieldEntries raise(const NeutralField& field, const std::string& place) const;
  FieldEntries shift(const NeutralField& field, const std::string& place) const;
  FieldEntries row(const NeutralField& field, const std::string& place);
  FieldEntries cancel(const NeutralField& field, const std::string& place);
  List<Ball> shares(const List<List<std::size_t>>& readers, const List<Fraction>& factors,
                    const std::string& place) const;
  List<Ball> kernel(const NeutralField& field, const List<std::size_t>& observations,
                    const std::string& place);
  bool is_saturated(const NeutralField& field, const List<std::size_t>& observations);
  void put_back(FieldEntries& entries, const RowTransfer& rows, const FoldReaders& fold,
                const std::string& place) const;
  void add_kernel(FieldEntries& entries, const NeutralField& field, std::size_t unit,
                  const List<Ball>& basis, const Ball& factor) const;
  Ball input(const NeutralField& field, std::size_t k, std::size_t observation);
  Ball product(const Ball& a, const Ball& b) const { return problem_.rules.product(a, b); }

  const HeldProblem& problem_;
  const UnitGraph& graph_;
  const List<HeldPoint>& points_;
  List<Ball> box_; ///< coefficients within δ
  NeutralRows rows_;
  PathMaps maps_;
  List<std::optional<Values>> values_; ///< by point, where they were asked for
};

// ---- Rows and columns

/// row_to += row_from, column_from −= column_to; about a centre z_0, where h = h_0, the biases take
/// off z_0, and those that read h_0 put it back.
FieldEntries FieldChecker::transfer(const NeutralField& field, std::size_t to, std::size_t from,
                                    const std::string& place) const {
  List<std::size_t> layers = field.joined;
  layers.insert(layers.begin(), field.layer);
  FieldEntries entries;
  for (const std::size_t l : layers) {
    const Layer& of = graph_.network.layers[l];
    require_same_inputs(l, {to, from}, place);
    for (std::size_t k = 0; k < of.row_length() + (of.has_biases ? 1 : 0); ++k)
      entries[graph_.parameter(l, to, k)] = box_[graph_.parameter(l, from, k)];
  }
  const Fraction centre =
      field.about ? layer(field).activation.breakpoints[*field.about] : Fraction{};
  const Fraction ratio = rows_.ratio(field.layer, to, from);
  require_field(field.kind != NeutralField::Kind::rotate || ratio == Fraction{1, 1}, place,
                "two units with the same slopes");
  const RowTransfer rows{layers, to, from, centre, ratio, field.fold};
  const ReadersOfTransfer readers = rows_.readers(rows, place);
  for (const auto& [read, other] : readers.pairs)
    entries[other] = entries[other] - product(problem_.rules.ball(ratio), box_[read]);
  for (const auto& [bias, read] : readers.centres) {
    if (!problem_.decay[bias].is_zero()) // O202: also of a rotation, which does not turn it
      reject_decay(place, bias);
    for (const auto& [parameter, by] : read)
      entries[bias] = entries[bias] + product(problem_.rules.ball(by), box_[parameter]);
  }
  if (field.fold)
    put_back(entries, rows, readers.fold, place);
  if (sign(centre) == 0)
    return entries;
  require_field(layer(field).has_biases, place, "a layer with biases");
  Ball& bias = entries[graph_.parameter(field.layer, to, layer(field).row_length())];
  bias = bias - problem_.rules.ball(centre);
  return entries;
}

/// The rows of the fold get what the readers of additions miss, or the opposite of what is too
/// much.
void FieldChecker::put_back(FieldEntries& entries, const RowTransfer& rows, const FoldReaders& fold,
                            const std::string& place) const {
  require_field(sign(rows.ratio) != 0, place, "a channel that moves");
  const Fraction unit{rows.is_taken_off() ? 1 : -1, 1};
  List<Fraction> factors;
  for (const Fraction& slope : fold.slopes)
    factors.push_back(unit * slope * fraction(rows.ratio.denominator, rows.ratio.numerator));
  const List<Ball> changes = shares(fold.readers, factors, place);
  for (std::size_t k = 0; k < changes.size(); ++k)
    entries[fold.moved[k]] = entries[fold.moved[k]] + changes[k];
}

/// A mixture of two units, and for a rotation the opposite one.
FieldEntries FieldChecker::mix(const NeutralField& field, const std::string& place) const {
  require_field(field.unit != *field.other, place, "two units");
  FieldEntries entries = transfer(field, field.unit, *field.other, place);
  if (field.kind == NeutralField::Kind::rotate)
    for (const auto& [parameter, entry] : transfer(field, *field.other, field.unit, place))
      entries[parameter] = entries[parameter] - entry;
  return entries;
}

/// A mixture with the constant 1.
FieldEntries FieldChecker::raise(const NeutralField& field, const std::string& place) const {
  require_field(field.layer < graph_.network.hidden_count(), place, "a field of a hidden layer");
  require_field(layer(field).has_biases, place, "a layer with biases");
  FieldEntries entries;
  for (const auto& [bias, read] : rows_.raised(field.layer, field.unit, place)) {
    Ball& entry = entries[bias];
    for (const auto& [parameter, by] : read)
      entry = entry - product(problem_.rules.ball(by), box_[parameter]);
  }
  entries[graph_.parameter(field.layer, field.unit, layer(field).row_length())] = problem_.one();
  return entries;
}

FieldEntries FieldChecker::shift(const NeutralField& field, const std::string& place) const {
  require_field(problem_.loss.name == "softmax" && field.layer == graph_.network.hidden_count(),
                place, "the last layer under softmax loss");
  FieldEntries entries;
  for (std::size_t unit = 0; unit < layer(field).units.size(); ++unit)
    entries[graph_.parameter(field.layer, unit, field.input)] = problem_.one();
  return entries;
}

// ---- Kernels

/// What column k of the row is multiplied with at an observation, within δ; 0 where it meets
/// padding.
Ball FieldChecker::input(const NeutralField& field, std::size_t k, std::size_t observation) {
  const std::size_t positions = layer(field).positions();
  const std::size_t point = observation / positions;
  std::optional<Values>& values = values_[point];
  if (!values)
    values = points_[point].values_on(box_);
  const std::size_t parameter = graph_.parameter(field.layer, field.unit, k);
  const std::size_t unit = graph_.unit_at(field.layer, field.unit, observation % positions);
  for (const Link& link : graph_.units[unit].links)
    if (link.coefficient == parameter)
      return values->h[link.entry];
  return {};
}

/// O201
bool FieldChecker::is_saturated(const NeutralField& field, const List<std::size_t>& observations) {
  const std::size_t most = field.kernel.basis.size();
  if (observations.size() <= most)
    return true;
  List<std::size_t> columns = field.kernel.basis;
  columns.push_back(field.kernel.free);
  EchelonColumns echelon;
  std::set<PointColumn> known; // channels of one pattern have the same maps
  for (const PointColumn& map : maps_.of_columns(field.layer, field.unit, columns)) {
    PointColumn restricted;
    for (const std::size_t at : observations)
      restricted.push_back(map[at]);
    if (make_primitive(restricted) && known.insert(restricted).second)
      echelon.add(std::move(restricted));
    if (echelon.size() > most)
      return false;
  }
  return true;
}

/// O200, O201: the c_b of x, which vanishes at these observations.
List<Ball> FieldChecker::kernel(const NeutralField& field, const List<std::size_t>& observations,
                                const std::string& place) {
  const RowKernel& kernel = field.kernel;
  const std::size_t positions = layer(field).positions();
  const std::string at = place + "/samples";
  if (kernel.samples.size() != kernel.basis.size())
    reject("trained_minimum.kernel", at, std::to_string(kernel.basis.size()) + " samples",
           std::to_string(kernel.samples.size()));
  if (std::binary_search(kernel.basis.begin(), kernel.basis.end(), kernel.free))
    reject("trained_minimum.kernel", place + "/free", "an input outside the basis", "one of it");
  BallMatrix square;
  BallMatrix right;
  for (const std::size_t sample : kernel.samples) {
    const std::size_t i = sample / positions;
    const std::size_t chosen = problem_.point_of[i] * positions + sample % positions;
    if (!problem_.is_first_of_point(i) ||
        !std::binary_search(observations.begin(), observations.end(), chosen))
      reject("trained_minimum.kernel", at, "samples at which the row is to vanish",
             "sample " + std::to_string(sample));
    List<Ball>& row = square.emplace_back();
    for (const std::size_t k : kernel.basis)
      row.push_back(input(field, k, chosen));
    right.push_back({input(field, kernel.free, chosen)});
  }
  const std::optional<BallMatrix> solved =
      solution(std::move(square), std::move(right), problem_.rules);
  if (!solved)
    reject("trained_minimum.kernel", at, "a matrix shown to be regular", "that it may not be");
  if (!is_saturated(field, observations))
    reject("trained_minimum.saturation", place, "a space of inputs of the dimension of the basis",
           "a larger one");
  List<Ball> result;
  for (const List<Ball>& row : *solved)
    result.push_back(row.front());
  return result;
}

/// row_unit += factor · x
void FieldChecker::add_kernel(FieldEntries& entries, const NeutralField& field, std::size_t unit,
                              const List<Ball>& basis, const Ball& factor) const {
  const auto number = [&](std::size_t k) { return graph_.parameter(field.layer, unit, k); };
  entries[number(field.kernel.free)] = factor;
  for (std::size_t b = 0; b < basis.size(); ++b)
    entries[number(field.kernel.basis[b])] = -product(factor, basis[b]);
}

FieldEntries FieldChecker::row(const NeutralField& field, const std::string& place) {
  FieldEntries entries;
  add_kernel(entries, field, field.unit, kernel(field, rows_.seen(field.layer, field.unit), place),
             problem_.one());
  return entries;
}

/// y with Σ_k factor_k · parameter_k y_k = the first parameter, for every list of parameters.
List<Ball> FieldChecker::shares(const List<List<std::size_t>>& readers,
                                const List<Fraction>& factors, const std::string& place) const {
  BallMatrix square;
  BallMatrix right;
  for (const List<std::size_t>& read : readers) {
    List<Ball>& columns = square.emplace_back();
    for (std::size_t k = 1; k < read.size(); ++k)
      columns.push_back(product(problem_.rules.ball(factors[k - 1]), box_[read[k]]));
    right.push_back({box_[read.front()]});
  }
  require_field(square.size() == factors.size(), place, "as many units as rows that see them");
  const std::optional<BallMatrix> solved =
      solution(std::move(square), std::move(right), problem_.rules);
  require_field(solved.has_value(), place, "columns shown to be independent");
  List<Ball> result;
  for (const List<Ball>& row : *solved)
    result.push_back(row.front());
  return result;
}

FieldEntries FieldChecker::cancel(const NeutralField& field, const std::string& place) {
  const std::size_t l = field.layer;
  require_field(l < graph_.network.hidden_count(), place, "a field of a hidden layer");
  require_field(!std::binary_search(field.units.begin(), field.units.end(), field.unit), place,
                "a free unit outside the units");
  List<std::size_t> rows{field.unit};
  rows.insert(rows.end(), field.units.begin(), field.units.end());
  require_same_inputs(l, rows, place);
  const Cancellation needed = rows_.cancelled(l, rows, place);
  const List<Ball> taken =
      shares(needed.readers, {needed.ratios.begin() + 1, needed.ratios.end()}, place);
  const List<Ball> basis = kernel(field, needed.vanishing, place);
  FieldEntries entries;
  add_kernel(entries, field, field.unit, basis, problem_.one());
  for (std::size_t k = 0; k < field.units.size(); ++k)
    add_kernel(entries, field, field.units[k], basis, -taken[k]);
  return entries;
}

} // namespace

void check_fields(const HeldProblem& problem, const List<HeldPoint>& points,
                  const List<NeutralField>& fields, bool is_span, const Fraction& near) {
  const std::string witness =
      std::string("/witness/trained_minimum/") + (is_span ? "span" : "fields");
  if (fields.empty())
    return;
  FieldChecker checker(problem, points, near);
  BallMatrix spanning;
  for (std::size_t f = 0; f < fields.size(); ++f) {
    const std::string place = is_span ? witness : witness + "/" + std::to_string(f);
    for (const FieldEntries& entries : checker.fields(fields[f], place)) {
      List<Ball>& row = spanning.emplace_back();
      for (std::size_t j = 0; j < problem.graph.parameter_count; ++j) {
        const auto entry = entries.find(j);
        const bool is_decay_kept = entry == entries.end() || problem.decay[j].is_zero() ||
                                   fields[f].kind == NeutralField::Kind::rotate;
        if (!is_decay_kept || (entry != entries.end() && problem.sleeps_with(j))) // O202
          reject_decay(place, j);
        if (!problem.is_free(j) && !problem.sleeps_with(j))
          row.push_back(entry == entries.end() ? Ball{} : entry->second);
      }
    }
  }
  if (!solution(spanning, BallMatrix(spanning.size()), problem.rules)) // O203
    reject("trained_minimum.spanning", witness, "fields shown to span the fixed parameters",
           "that they may not");
}

} // namespace thalweg::verifier
