// SPDX-License-Identifier: Apache-2.0

#include "slice/path_maps.hpp"

#include <set>

namespace thalweg::verifier {

namespace {

/// Without the column 0 and repetitions; if there are more than entries, only independent ones.
List<PointColumn> without_superfluous(List<PointColumn> columns) {
  List<PointColumn> result;
  std::set<PointColumn> known;
  for (PointColumn& column : columns) {
    Meter::tick();
    if (make_primitive(column) && known.insert(column).second)
      result.push_back(std::move(column));
  }
  if (result.empty() || result.size() <= result.front().size())
    return result;
  EchelonColumns echelon;
  std::erase_if(result, [&](const PointColumn& column) { return !echelon.add(column); });
  return result;
}

} // namespace

PathMaps::PathMaps(const HeldProblem& problem, const List<HeldPoint>& points,
                   const List<List<std::size_t>>* paths, const ParameterMoves* moves)
    : problem_(problem), graph_(problem.graph), points_(points), paths_(paths), moves_(moves),
      carried_count_(paths == nullptr ? 0 : problem.ties.size()) {}

bool PathMaps::is_carried(std::size_t tie, std::size_t key) const {
  const List<std::size_t>& path = (*paths_)[tie];
  return key >= graph_.parameter_count || std::find(path.begin(), path.end(), key) != path.end();
}

PathMaps::Feeds PathMaps::feeds(std::size_t layer, std::size_t channel) const {
  Feeds result;
  for (std::size_t p = 0; p < graph_.network.layers[layer].positions(); ++p) {
    const List<Link>& links = graph_.units[graph_.unit_at(layer, channel, p)].links;
    for (std::size_t k = 0; k < links.size(); ++k) {
      if (links[k].entry == 0)
        continue;
      const EntryPlace from = graph_.place(links[k].entry);
      const bool is_parameter = graph_.is_parameter(links[k]);
      const std::size_t key =
          is_parameter ? links[k].coefficient : graph_.parameter_count + from.source;
      Feed& feed = result.try_emplace(key, Feed{from.source, from.channel, {}}).first->second;
      feed.terms.push_back(
          {p, k, from.position,
           is_parameter ? Fraction{1, 1} : graph_.coefficients[links[k].coefficient]});
    }
  }
  return result;
}

std::optional<std::pair<std::size_t, std::size_t>>
PathMaps::origin(std::size_t layer, std::size_t row, std::size_t column) const {
  const Feeds all = feeds(layer, row);
  const auto feed = all.find(graph_.parameter(layer, row, column));
  if (feed == all.end())
    return std::nullopt;
  return std::pair{feed->second.source, feed->second.channel};
}

PointColumn PathMaps::constant(std::size_t layer) const {
  const std::size_t places = points_.size() * graph_.network.layers[layer].positions();
  PointColumn column(places + carried_count_);
  std::fill_n(column.begin(), places, Integer(1));
  return column;
}

/// The inputs of one channel, over one denominator.
PointColumn PathMaps::data(std::size_t channel) const {
  const std::size_t positions = position_count(graph_.network.input);
  Integer common = 1;
  const auto sample = [&](const HeldPoint& point) -> const Sample& {
    return problem_.data.samples[point.samples().front()];
  };
  for (const HeldPoint& point : points_)
    common = lcm(common, sample(point).denominator);
  PointColumn column;
  for (const HeldPoint& point : points_)
    for (std::size_t p = 0; p < positions; ++p)
      column.push_back(sample(point).x[channel * positions + p] *
                       (common / sample(point).denominator));
  column.resize(column.size() + carried_count_);
  return column;
}

PointColumn PathMaps::image(const PointColumn& map, std::size_t layer, std::size_t channel,
                            std::size_t key, const Feed& feed) const {
  const Layer& to = graph_.network.layers[layer];
  const std::size_t positions = to.positions();
  const std::size_t from_positions = position_count(graph_.network.shape(feed.source));
  PointColumn result(points_.size() * positions + carried_count_);
  Integer common = 1;
  for (const Term& term : feed.terms)
    common = lcm(common, term.weight.denominator);
  for (const Term& term : feed.terms) {
    Meter::tick();
    const std::size_t unit = graph_.unit_at(layer, channel, term.position);
    const Integer weight = term.weight.numerator * (common / term.weight.denominator);
    for (std::size_t i = 0; i < points_.size(); ++i)
      if (!to.is_maximum() || points_[i].pattern().pieces[unit] == term.link)
        result[i * positions + term.position] += weight * map[i * from_positions + term.from];
  }
  for (std::size_t t = 0; t < carried_count_; ++t)
    if (is_carried(t, key))
      result[points_.size() * positions + t] = common * map[points_.size() * from_positions + t];
  return result;
}

void PathMaps::add_images(std::size_t layer, std::size_t channel, std::size_t key, const Feed& feed,
                          Of of, List<PointColumn>& result) {
  for (const PointColumn& map : outputs(feed.source, of)[feed.channel])
    result.push_back(image(map, layer, channel, key, feed));
}

/// The ties of the channel are carried from here on. Breakpoints do not change.
void PathMaps::begin_ties(std::size_t layer, std::size_t channel, Of of,
                          List<PointColumn>& maps) const {
  const std::size_t positions = graph_.network.layers[layer].positions();
  for (std::size_t t = 0; t < carried_count_; ++t) {
    const HeldTie& tie = problem_.ties[t];
    if (tie.layer != layer || tie.unit / positions != channel || (*paths_)[t].empty())
      continue;
    const std::size_t place = points_.size() * positions + t;
    for (PointColumn& map : maps)
      map[place] = map[problem_.point_of[tie.sample] * positions + tie.unit % positions];
    if (of == Of::values &&
        sign(graph_.network.layers[layer].activation.breakpoints[tie.breakpoint]) != 0)
      maps.emplace_back(constant(layer).size())[place] = 1;
  }
}

List<PointColumn> PathMaps::of_channel(std::size_t layer, std::size_t channel, Of of) {
  const Layer& here = graph_.network.layers[layer];
  List<PointColumn> result;
  for (const auto& [key, feed] : feeds(layer, channel)) {
    const bool is_parameter = key < graph_.parameter_count;
    add_images(layer, channel, key, feed, is_parameter && changes(key, of) ? Of::values : of,
               result);
  }
  if (here.is_parametrised() && here.has_biases &&
      changes(graph_.parameter(layer, channel, here.row_length()), of))
    result.push_back(constant(layer));
  begin_ties(layer, channel, of, result);
  return without_superfluous(std::move(result));
}

List<PointColumn> PathMaps::of_columns(std::size_t layer, std::size_t row,
                                       const List<std::size_t>& columns) {
  const Feeds all = feeds(layer, row);
  List<PointColumn> result;
  for (const std::size_t k : columns) {
    const std::size_t key = graph_.parameter(layer, row, k);
    if (k == graph_.network.layers[layer].row_length())
      result.push_back(constant(layer));
    else if (const auto feed = all.find(key); feed != all.end())
      add_images(layer, row, key, feed->second, Of::values, result);
  }
  return result;
}

/// Values of the pieces that a channel uses, over one denominator, and that denominator.
std::pair<List<Integer>, Integer> PathMaps::by_place(std::size_t layer, std::size_t channel,
                                                     const List<Fraction>& by_piece) const {
  Integer common = 1;
  for (const Fraction& value : by_piece)
    common = lcm(common, value.denominator);
  List<Integer> result;
  for (const HeldPoint& point : points_)
    for (std::size_t p = 0; p < graph_.network.layers[layer].positions(); ++p) {
      const std::size_t unit = graph_.unit_at(layer, channel, p);
      const Fraction& value =
          by_piece[graph_.layer_of(unit).is_maximum() ? 0 : point.pattern().pieces[unit]];
      result.push_back(value.numerator * (common / value.denominator));
    }
  return {std::move(result), std::move(common)};
}

/// Values times slopes, and the intercepts, from which paths begin; they do not change.
List<PointColumn> PathMaps::activated(std::size_t layer, std::size_t channel, Of of) {
  if (of == Of::changes && moves_->units[graph_.unit_at(layer, channel, 0)] == 0)
    return {};
  List<PointColumn> maps = of_channel(layer, channel, of);
  const Activation& activation = graph_.network.layers[layer].activation;
  const auto [slopes, common] = by_place(layer, channel, activation.slopes);
  for (PointColumn& map : maps)
    for (std::size_t place = 0; place < map.size(); ++place)
      map[place] *= place < slopes.size() ? slopes[place] : common;
  if (of == Of::values) {
    PointColumn intercepts = by_place(layer, channel, activation.intercepts).first;
    intercepts.resize(intercepts.size() + carried_count_);
    maps.push_back(std::move(intercepts));
  }
  return without_superfluous(std::move(maps));
}

/// Of h of every channel of a source, and of those before.
const List<List<PointColumn>>& PathMaps::outputs(std::size_t source, Of of) {
  List<List<List<PointColumn>>>& known = outputs_[static_cast<std::size_t>(of)];
  while (known.size() <= source) {
    const std::size_t next = known.size();
    List<List<PointColumn>> channels;
    for (std::size_t c = 0; c < graph_.network.shape(next).front(); ++c)
      if (next > 0)
        channels.push_back(activated(next - 1, c, of));
      else
        channels.push_back(of == Of::values ? without_superfluous({data(c)}) : List<PointColumn>());
    known.push_back(std::move(channels));
  }
  return known[source];
}

} // namespace thalweg::verifier
