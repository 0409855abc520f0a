// SPDX-License-Identifier: Apache-2.0

#include "slice/neutral_block.hpp"

#include "limit/stop.hpp"
#include "number/ball_matrix.hpp"

namespace thalweg::verifier {

namespace {

/// How much of a tie each inner channel has got along the parameters of its paths.
using CarriedTie = std::map<std::pair<std::size_t, std::size_t>, Ball>;

/// What a parameter reads of it, if it reads some, each part in one way.
std::optional<Ball> read_of(const CarriedTie& carried, const UnitGraph& graph,
                            const std::pair<std::size_t, std::size_t>& origin) {
  std::optional<Ball> sum;
  for (const auto& [from, amount] : carried) {
    const std::size_t ways = origin.first > from.first && origin.second == from.second
                                 ? graph.routes(from.first)[origin.first - 1]
                                 : 0;
    if (ways > 1)
      return std::nullopt;
    if (ways == 1)
      sum = sum ? *sum + amount : amount;
  }
  return sum;
}

class BlockChecker {
public:
  BlockChecker(const HeldProblem& problem, const List<HeldPoint>& points, const NeutralRows& rows,
               const NeutralBlock& block, const List<Ball>& box, const std::string& place)
      : problem_(problem), graph_(problem.graph), points_(points), rows_(rows), block_(block),
        box_(box), place_(place), parameters_(block.basis), moves_(moves()),
        maps_(problem, points, &block.paths, &moves_) {
    parameters_.insert(parameters_.end(), block.free.begin(), block.free.end());
    for (const std::size_t j : parameters_)
      moves_.parameters[j] = 1;
  }

  List<FieldEntries> fields() {
    for (std::size_t t = 0; t < block_.paths.size(); ++t)
      check_paths(problem_.ties[t], block_.paths[t], place_ + "/paths/" + std::to_string(t));
    const BallMatrix shares = solved();
    if (const std::size_t found = dimension(); found > block_.basis.size()) // O206
      reject("trained_minimum.span", place_,
             "a space of dimension " + std::to_string(block_.basis.size()), std::to_string(found));
    List<FieldEntries> result;
    for (std::size_t f = 0; f < block_.free.size(); ++f) {
      FieldEntries& entries = result.emplace_back();
      entries[block_.free[f]] = problem_.one();
      for (std::size_t b = 0; b < block_.basis.size(); ++b)
        entries[block_.basis[b]] = entries[block_.basis[b]] - shares[b][f];
    }
    return result;
  }

private:
  bool is_row(std::size_t layer) const {
    return graph_.network.layers[layer].is_parametrised() || layer == last();
  }
  std::size_t last() const { return graph_.network.hidden_count(); }
  bool is_inner(std::size_t unit) const { return moves_.units[unit] != 0; }
  bool sees_scores() const { return problem_.loss.name == "softmax"; }
  ParameterMoves moves() const;
  void check_paths(const HeldTie& tie, const List<std::size_t>& parameters,
                   const std::string& place) const;
  List<Ball> derivatives(const ObservedUnit& at) const;
  BallMatrix solved() const;
  std::size_t dimension_of_row(std::size_t layer, std::size_t row);
  PointColumn in_scores(std::size_t output, const PointColumn& map) const;
  std::size_t dimension();

  const HeldProblem& problem_;
  const UnitGraph& graph_;
  const List<HeldPoint>& points_;
  const NeutralRows& rows_;
  const NeutralBlock& block_;
  const List<Ball>& box_;
  const std::string& place_;
  List<std::size_t> parameters_;
  ParameterMoves moves_;
  PathMaps maps_;
};

/// No parameters yet; the units of inner rows, and those that pass them on.
ParameterMoves BlockChecker::moves() const {
  ParameterMoves result{List<unsigned char>(graph_.parameter_count, 0), {}};
  for (std::size_t unit = 0; unit < graph_.units.size(); ++unit) {
    const GraphUnit& here = graph_.units[unit];
    const bool is_moved =
        graph_.layer_of(unit).is_parametrised()
            ? std::binary_search(block_.inner.begin(), block_.inner.end(),
                                 std::pair{here.layer, graph_.channel_of(unit)})
            : std::any_of(here.links.begin(), here.links.end(), [&](const Link& link) {
                return link.entry >= graph_.entry_of(0) &&
                       result.units[link.entry - graph_.entry_of(0)] != 0;
              });
    result.units.push_back(is_moved && !graph_.is_output(unit) ? 1 : 0);
  }
  return result;
}

/// O204: the parameters lead from the channel of the tie to one row outside, and the sum over their
/// paths of products is not 0 within δ.
void BlockChecker::check_paths(const HeldTie& tie, const List<std::size_t>& parameters,
                               const std::string& place) const {
  const auto require_path = [&](bool holds, const char* expected, const char* found) {
    if (!holds)
      reject("trained_minimum.path", place, expected, found);
  };
  if (!is_inner(problem_.unit_of(tie)))
    return require_path(parameters.empty(), "no path of a tie outside", "one");
  require_path(!problem_.is_of_maximum(tie), "ties at breakpoints", "one of a maximum");
  CarriedTie carried{
      {{tie.layer, tie.unit / graph_.network.layers[tie.layer].positions()}, problem_.one()}};
  std::optional<std::pair<std::size_t, std::size_t>> end;
  Ball factor;
  for (const std::size_t parameter : parameters) {
    Meter::tick();
    const auto [layer, row, column] = graph_.parameter_place(parameter);
    const auto origin = maps_.origin(layer, row, column);
    const auto read = origin ? read_of(carried, graph_, *origin) : std::nullopt;
    require_path(read.has_value(), "parameters that read one another's units in one way",
                 "another one");
    const std::pair here{layer, row};
    const bool is_end = !is_inner(graph_.unit_at(layer, row, 0));
    require_path(!is_end || end.value_or(here) == here, "paths to one row", "several ones");
    if (is_end)
      end = here;
    Ball& sum = is_end ? factor : carried[here];
    sum = sum + problem_.rules.product(*read, box_[parameter]);
  }
  require_path(end.has_value(), "a path out of the block", "its end before");
  require_path(sign(factor.lower()) > 0 || sign(factor.upper()) < 0,
               "a sum of products that is not 0", "one that may be");
}

/// O305, and the derivatives by the parameters, the basis first, within δ.
List<Ball> BlockChecker::derivatives(const ObservedUnit& at) const {
  const std::size_t unit = graph_.first_unit[at.layer] + at.unit;
  const HeldPoint& here = points_[problem_.point_of[at.sample]];
  const bool is_seen = is_inner(unit) ? here.pattern().ties[unit] != no_tie
                                      : is_row(at.layer) && rows_.sees(unit, here.index());
  if (!is_seen)
    reject("trained_minimum.observed", place_ + block_.key,
           "units outside where they are seen, and ties", "another one");
  Seeds seeds{{unit, problem_.one()}};
  if (sees_scores() && at.layer == last())
    seeds.emplace_back(graph_.units.size() - 1, -problem_.one());
  const Adjoints adjoints = here.adjoints(box_, seeds, &moves_.units);
  const Values values = here.values_on(box_);
  List<BallSum> sums(graph_.parameter_count);
  for (std::size_t u = 0; u < graph_.units.size(); ++u) {
    if (adjoints.z[u].is_zero())
      continue;
    Meter::tick();
    for (const Link& link : graph_.units[u].links)
      if (graph_.is_parameter(link) && moves_.parameters[link.coefficient] != 0)
        sums[link.coefficient].add(adjoints.z[u], values.h[link.entry]);
  }
  const List<Ball> by_parameter = rounded_sums(problem_.rules, sums);
  List<Ball> result;
  for (const std::size_t j : parameters_)
    result.push_back(by_parameter[j]);
  return result;
}

/// O205: how the parameters of the basis make up for those that are free.
BallMatrix BlockChecker::solved() const {
  const auto count = static_cast<std::ptrdiff_t>(block_.basis.size());
  BallMatrix square;
  BallMatrix right;
  for (const ObservedUnit& at : block_.observed) {
    const List<Ball> row = derivatives(at);
    square.emplace_back(row.begin(), row.begin() + count);
    right.emplace_back(row.begin() + count, row.end());
  }
  std::optional<BallMatrix> result;
  if (square.size() == block_.basis.size())
    result = solution(std::move(square), std::move(right), problem_.rules);
  if (!result)
    reject("trained_minimum.reached", place_ + block_.key,
           "as many rows and ties as parameters that reach them, with derivatives shown to be "
           "independent",
           "that they may not be");
  return std::move(*result);
}

/// Of how a row can change where it is seen, with the ties.
std::size_t BlockChecker::dimension_of_row(std::size_t layer, std::size_t row) {
  const List<std::size_t> seen = rows_.seen(layer, row);
  EchelonColumns echelon;
  for (const PointColumn& map : maps_.of_changes(layer, row)) {
    PointColumn restricted;
    for (const std::size_t at : seen)
      restricted.push_back(map[at]);
    restricted.insert(restricted.end(),
                      map.end() - static_cast<std::ptrdiff_t>(block_.paths.size()), map.end());
    echelon.add(std::move(restricted));
  }
  return echelon.size();
}

/// What a map to one output is in the scores F_a − F_last, a < last, one behind the other.
PointColumn BlockChecker::in_scores(std::size_t output, const PointColumn& map) const {
  const std::size_t scores = graph_.network.layers.back().units.size() - 1;
  const std::size_t n = points_.size();
  PointColumn result(scores * n);
  for (std::size_t a = 0; a < scores; ++a)
    for (std::size_t i = 0; i < n && (output == scores || output == a); ++i)
      result[a * n + i] = output == scores ? -map[i] : map[i];
  result.insert(result.end(), map.begin() + static_cast<std::ptrdiff_t>(n), map.end());
  return result;
}

/// Of the direct sum over all rows outside; with softmax loss of what remains of the outputs in the
/// scores.
std::size_t BlockChecker::dimension() {
  std::size_t sum = 0;
  EchelonColumns scores;
  for (std::size_t l = 0; l < graph_.network.layers.size(); ++l) {
    const Layer& layer = graph_.network.layers[l];
    for (std::size_t row = 0; is_row(l) && row < layer.units.size() / layer.positions(); ++row)
      if (l == last() && sees_scores())
        for (const PointColumn& map : maps_.of_changes(l, row))
          scores.add(in_scores(row, map));
      else if (!is_inner(graph_.unit_at(l, row, 0)))
        sum += dimension_of_row(l, row);
  }
  return sum + scores.size();
}

} // namespace

List<FieldEntries> block_fields(const HeldProblem& problem, const List<HeldPoint>& points,
                                const NeutralRows& rows, const NeutralBlock& block,
                                const List<Ball>& box, const std::string& place) {
  return BlockChecker(problem, points, rows, block, box, place).fields();
}

} // namespace thalweg::verifier
