// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/path_spaces.hpp"

#include <algorithm>

namespace thalweg {

namespace {

constexpr std::size_t most_span_entries = 20'000'000;

} // namespace

PathSpaces::PathSpaces(const CellRows& rows, const std::vector<std::vector<std::size_t>>* paths,
                       const FollowedMoves* moves)
    : rows_(rows), cell_(rows.cell()), paths_(paths), moves_(moves),
      carried_count_(paths ? rows.cell().ties.size() : 0) {}

bool PathSpaces::is_carried(std::size_t tie, std::size_t key) const {
  const std::vector<std::size_t>& path = (*paths_)[tie];
  return key >= cell_.parameter_count || std::find(path.begin(), path.end(), key) != path.end();
}

/// Observations of a source, the ties behind them.
Eigen::Index PathSpaces::size_of(std::size_t source) const {
  const std::size_t observations = source == 0 ? cell_.points.count() * rows_.input_positions()
                                               : rows_.observation_count(source - 1);
  return Eigen::Index(observations + carried_count_);
}

PathSpaces::Feeds PathSpaces::feeds(std::size_t layer, std::size_t channel) const {
  Feeds result;
  for (std::size_t p = 0; p < rows_.position_count(layer); ++p) {
    const std::vector<RowLink>& links = rows_.links(rows_.unit_at(layer, channel, p));
    for (std::size_t k = 0; k < links.size(); ++k) {
      const CellRows::Place from = rows_.place(links[k].entry);
      const std::size_t key = links[k].parameter.value_or(cell_.parameter_count + from.source);
      Feed& feed = result.try_emplace(key, Feed{from.source, from.channel, {}}).first->second;
      feed.terms.push_back(
          {p, k, from.position, links[k].parameter ? 1 : links[k].constant.get_d()});
    }
  }
  return result;
}

FloatingMatrix PathSpaces::constant(std::size_t layer) const {
  FloatingMatrix result = FloatingMatrix::Ones(size_of(layer + 1), 1);
  result.bottomRows(Eigen::Index(carried_count_)).setZero();
  return result;
}

FloatingMatrix PathSpaces::data(std::size_t channel) const {
  const std::size_t positions = rows_.input_positions();
  FloatingMatrix result = FloatingMatrix::Zero(size_of(0), 1);
  for (std::size_t i = 0; i < cell_.points.count(); ++i)
    for (std::size_t p = 0; p < positions; ++p)
      result(Eigen::Index(i * positions + p), 0) = cell_.inputs[i][channel * positions + p].get_d();
  return result;
}

FloatingMatrix PathSpaces::image(const FloatingMatrix& maps, std::size_t layer, std::size_t channel,
                                 std::size_t key, const Feed& feed) const {
  FloatingMatrix result = FloatingMatrix::Zero(size_of(layer + 1), maps.cols());
  const std::size_t positions = rows_.position_count(layer), points = cell_.points.count();
  const std::size_t from_positions =
      (std::size_t(maps.rows()) - carried_count_) / std::max<std::size_t>(points, 1);
  for (const Term& term : feed.terms) {
    const std::size_t unit = rows_.unit_at(layer, channel, term.position);
    for (std::size_t i = 0; i < points; ++i)
      if (rows_.is_in_use(unit, term.link, i))
        result.row(Eigen::Index(i * positions + term.position)) +=
            term.weight * maps.row(Eigen::Index(i * from_positions + term.from));
  }
  const Eigen::Index ties = result.rows() - Eigen::Index(carried_count_);
  for (std::size_t t = 0; t < carried_count_; ++t)
    if (is_carried(t, key))
      result.row(ties + Eigen::Index(t)) =
          maps.row(maps.rows() - Eigen::Index(carried_count_) + Eigen::Index(t));
  return result;
}

/// Side by side; nothing if that is too large.
std::optional<FloatingMatrix> PathSpaces::joined(const std::vector<FloatingMatrix>& parts,
                                                 std::size_t layer) const {
  std::size_t entries = 0;
  for (const FloatingMatrix& part : parts)
    entries += std::size_t(part.size());
  if (entries > most_span_entries)
    return std::nullopt;
  return side_by_side(parts, std::size_t(size_of(layer + 1)));
}

/// The ties of the channel are carried from here on. Breakpoints do not change.
FloatingMatrix PathSpaces::with_ties(FloatingMatrix maps, std::size_t layer, std::size_t channel,
                                     Of of) const {
  const std::size_t positions = rows_.position_count(layer);
  for (std::size_t t = 0; t < carried_count_; ++t) {
    const CellTie& tie = cell_.ties[t];
    if (tie.layer != layer || tie.unit / positions != channel || (*paths_)[t].empty())
      continue;
    const Eigen::Index place = maps.rows() - Eigen::Index(carried_count_) + Eigen::Index(t);
    maps.row(place) = maps.row(Eigen::Index(tie.point * positions + tie.unit % positions));
    if (tie.breakpoint != 0 && of == Of::values)
      maps = side_by_side({maps, FloatingMatrix(FloatingVector::Unit(maps.rows(), place))},
                          std::size_t(maps.rows()));
  }
  return maps;
}

std::optional<FloatingMatrix> PathSpaces::of_channel(std::size_t layer, std::size_t channel,
                                                     Of of) {
  const Layer& here = cell_.network.layers[layer];
  std::vector<FloatingMatrix> parts;
  for (const auto& [key, feed] : feeds(layer, channel)) {
    const bool is_parameter = key < cell_.parameter_count;
    const auto below =
        output(feed.source, feed.channel, is_parameter && changes(key, of) ? Of::values : of);
    if (!below)
      return std::nullopt;
    parts.push_back(image(*below, layer, channel, key, feed));
  }
  if (rows_.is_parametrised(layer) && here.has_biases &&
      changes(ParameterOrder(cell_.network).index({layer, channel, parameter_column_count(here)}),
              of))
    parts.push_back(constant(layer));
  std::optional<FloatingMatrix> result = joined(parts, layer);
  if (result)
    result = guessed_range(with_ties(std::move(*result), layer, channel, of));
  return result;
}

std::optional<FloatingMatrix> PathSpaces::of_columns(std::size_t layer, std::size_t row,
                                                     const std::vector<std::size_t>& columns) {
  const Feeds all = feeds(layer, row);
  const ParameterOrder order(cell_.network);
  std::vector<FloatingMatrix> parts;
  for (const std::size_t k : columns) {
    if (k == parameter_column_count(cell_.network.layers[layer])) {
      parts.push_back(constant(layer));
      continue;
    }
    const std::size_t key = order.index({layer, row, k});
    const auto feed = all.find(key);
    if (feed == all.end())
      continue;
    const auto below = output(feed->second.source, feed->second.channel, Of::values);
    if (!below)
      return std::nullopt;
    parts.push_back(image(*below, layer, row, key, feed->second));
  }
  return joined(parts, layer);
}

/// Slopes times maps, and the intercepts, from which paths begin; they do not change.
FloatingMatrix PathSpaces::activated(std::size_t layer, std::size_t channel, FloatingMatrix maps,
                                     Of of) const {
  const std::vector<double> slopes = rows_.slopes(layer, channel);
  const std::vector<double> intercepts = rows_.intercepts(layer, channel);
  FloatingMatrix last = FloatingMatrix::Zero(maps.rows(), 1);
  for (std::size_t place = 0; place < slopes.size(); ++place) {
    maps.row(Eigen::Index(place)) *= slopes[place];
    last(Eigen::Index(place), 0) = intercepts[place];
  }
  if (last.isZero(0) || of == Of::changes)
    return guessed_range(maps);
  return guessed_range(side_by_side({maps, last}, std::size_t(maps.rows())));
}

/// Of h of a channel of a source; nothing if it is too much.
std::optional<FloatingMatrix> PathSpaces::output(std::size_t source, std::size_t channel, Of of) {
  if (!find_outputs(source, of))
    return std::nullopt;
  return outputs_[std::size_t(of)][source][channel];
}

/// Of every channel of a source, and of those before; false if it is too much.
bool PathSpaces::find_outputs(std::size_t source, Of of) {
  std::vector<std::vector<FloatingMatrix>>& known = outputs_[std::size_t(of)];
  while (known.size() <= source && !is_too_large_) {
    const std::size_t next = known.size();
    std::vector<FloatingMatrix> channels;
    const std::size_t count = next > 0 ? rows_.channel_count(next - 1)
                                       : cell_.network.input_dimension() / rows_.input_positions();
    for (std::size_t c = 0; c < count && !is_too_large_; ++c) {
      if (of == Of::changes && (next == 0 || !moves_->units[rows_.unit_at(next - 1, c, 0)])) {
        channels.push_back(FloatingMatrix::Zero(size_of(next), 0));
        continue;
      }
      if (next == 0) {
        channels.push_back(guessed_range(data(c)));
        continue;
      }
      std::optional<FloatingMatrix> maps = of_channel(next - 1, c, of);
      is_too_large_ = is_too_large_ || !maps;
      if (maps)
        channels.push_back(activated(next - 1, c, std::move(*maps), of));
    }
    if (!is_too_large_)
      known.push_back(std::move(channels));
  }
  return !is_too_large_;
}

} // namespace thalweg
