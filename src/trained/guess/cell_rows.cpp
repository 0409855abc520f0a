// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/cell_rows.hpp"

#include <algorithm>

namespace thalweg {

const RowLink* link_to(const std::vector<RowLink>& links, std::size_t entry) {
  for (const RowLink& link : links)
    if (link.entry == entry)
      return &link;
  return nullptr;
}

CellRows::CellRows(const HeldCell& cell)
    : cell_(cell), input_count_(cell.network.input_dimension()) {
  for (std::size_t l = 0; l < cell.layers.size(); ++l) {
    first_unit_.push_back(layers_.size());
    layers_.insert(layers_.end(), cell.layers[l].unit_count, l);
  }
  links_.resize(layers_.size());
  for (std::size_t l = 0; l < cell.layers.size(); ++l) {
    const auto add = [&](std::size_t unit, std::size_t source, std::size_t index,
                         std::optional<std::size_t> parameter, const Rational& constant) {
      const std::size_t entry = source == 0 ? index : entry_of(first_unit_[source - 1] + index);
      links_[first_unit_[l] + unit].push_back({entry, parameter, constant});
    };
    for (const CellLink& link : cell.layers[l].links)
      add(link.unit, link.source, link.index, link.parameter, link.constant);
    const std::vector<SparseRow>& windows = cell.network.layers[l].choices;
    for (std::size_t unit = 0; unit < windows.size(); ++unit)
      for (const auto& [index, one] : windows[unit])
        add(unit, l, index, std::nullopt, one);
  }
  find_layers_behind();
  find_seen();
}

std::size_t CellRows::position_count(std::size_t layer) const {
  return thalweg::position_count(cell_.network.layers[layer].shape());
}

std::size_t CellRows::channel_count(std::size_t layer) const {
  return cell_.layers[layer].unit_count / position_count(layer);
}

std::size_t CellRows::group_of(std::size_t layer, std::size_t row) const {
  return row / (channel_count(layer) / cell_.network.layers[layer].groups);
}

std::size_t CellRows::input_positions() const {
  const Shape& shape = cell_.network.input_shape;
  return shape.empty() ? 1 : thalweg::position_count(shape);
}

CellRows::Place CellRows::place(std::size_t entry) const {
  if (entry < input_count_)
    return {0, entry / input_positions(), entry % input_positions()};
  const std::size_t unit = entry - input_count_;
  const std::size_t in_layer = unit - first_unit_[layers_[unit]];
  return {layers_[unit] + 1, channel_of(unit), in_layer % position_count(layers_[unit])};
}

const std::vector<double>& CellRows::values_of(std::size_t entry,
                                               const CellValues<double>& values) const {
  if (entry < input_count_)
    return values.h[0][entry];
  const std::size_t l = layers_[entry - input_count_];
  return values.h[l + 1][entry - input_count_ - first_unit_[l]];
}

// ---- Pieces

std::size_t CellRows::piece(std::size_t unit, std::size_t point) const {
  const std::size_t l = layers_[unit];
  return is_output(unit) ? 0 : cell_.pieces[l][unit - first_unit_[l]][point];
}

const Rational& CellRows::slope(std::size_t unit, std::size_t point) const {
  return slope_in_use(layer_of(unit), piece(unit, point));
}

std::optional<std::size_t> CellRows::tie(std::size_t unit, std::size_t point) const {
  const std::size_t l = layers_[unit];
  return is_output(unit) ? std::nullopt : cell_.tie_at(l, unit - first_unit_[l], point);
}

bool CellRows::is_in_use(std::size_t unit, std::size_t link, std::size_t point) const {
  if (layer_of(unit).kind != LayerKind::max_pooling || piece(unit, point) == link)
    return true;
  const std::optional<std::size_t> held = tie(unit, point);
  return held && cell_.ties[*held].piece == link;
}

std::vector<double> CellRows::slopes(std::size_t layer, std::size_t channel) const {
  std::vector<double> result;
  for (std::size_t i = 0; i < cell_.points.count(); ++i)
    for (std::size_t p = 0; p < position_count(layer); ++p)
      result.push_back(slope(unit_at(layer, channel, p), i).get_d());
  return result;
}

std::vector<double> CellRows::intercepts(std::size_t layer, std::size_t channel) const {
  std::vector<double> result;
  for (std::size_t i = 0; i < cell_.points.count(); ++i)
    for (std::size_t p = 0; p < position_count(layer); ++p)
      result.push_back(
          intercept_in_use(cell_.network.layers[layer], piece(unit_at(layer, channel, p), i))
              .get_d());
  return result;
}

/// From the outputs down: what is read, and passed on with a slope that is not 0.
void CellRows::find_seen() {
  for (std::size_t l = 0; l < cell_.layers.size(); ++l)
    seen_.emplace_back(channel_count(l));
  for (std::size_t i = 0; i < cell_.points.count(); ++i) {
    std::vector<bool>& is_read = read_.emplace_back(input_count_ + layers_.size());
    std::vector<bool>& sees = sees_.emplace_back(layers_.size());
    for (std::size_t unit = layers_.size(); unit-- > 0;) {
      sees[unit] =
          is_output(unit) || tie(unit, i) || (is_read[entry_of(unit)] && slope(unit, i) != 0);
      for (std::size_t k = 0; k < links_[unit].size() && sees[unit]; ++k)
        if (is_in_use(unit, k, i))
          is_read[links_[unit][k].entry] = true;
    }
    for (std::size_t unit = 0; unit < layers_.size(); ++unit)
      if (sees[unit]) {
        const std::size_t l = layers_[unit], positions = position_count(l);
        seen_[l][channel_of(unit)].push_back(i * positions + (unit - first_unit_[l]) % positions);
      }
  }
}

std::size_t CellRows::beside(std::size_t unit, std::size_t channel) const {
  const std::size_t l = layers_[unit];
  return unit_at(l, channel, (unit - first_unit_[l]) % position_count(l));
}

std::vector<RowReader> CellRows::readers_of(std::size_t layer, std::size_t channel) const {
  std::vector<std::size_t> ways(cell_.layers.size()); // by layer that passes the channel on
  ways[layer] = 1;
  for (std::size_t l = layer + 1; l < ways.size(); ++l)
    for (const std::size_t source : sources(cell_.network, l))
      if (is_behind_[layer][l] && source > layer)
        ways[l] = std::min<std::size_t>(2, ways[l] + ways[source - 1]);
  std::map<std::size_t, RowReader> found;
  for (std::size_t unit = first_unit_[layer]; unit < layers_.size(); ++unit)
    for (const RowLink& link : links_[unit]) {
      const Place from = place(link.entry);
      if (link.parameter && from.source > layer && from.channel == channel &&
          ways[from.source - 1] == 1)
        found[*link.parameter] = {*link.parameter, layers_[unit], channel_of(unit)};
    }
  std::vector<RowReader> result;
  for (const auto& [parameter, reader] : found)
    result.push_back(reader);
  return result;
}

// ---- Rows that move together

std::optional<std::vector<std::size_t>> CellRows::joined(std::size_t layer) const {
  std::vector<bool> is_moved(cell_.layers.size() + 1); // by source
  is_moved[layer + 1] = true;
  for (bool is_changed = true; is_changed;) {
    is_changed = false;
    for (std::size_t l = 0; l < cell_.layers.size(); ++l) {
      if (is_parametrised(l))
        continue;
      std::vector<std::size_t> all = sources(cell_.network, l);
      all.push_back(l + 1);
      const auto moved = [&](std::size_t source) { return is_moved[source]; };
      if (std::none_of(all.begin(), all.end(), moved) || std::all_of(all.begin(), all.end(), moved))
        continue;
      for (const std::size_t source : all)
        is_moved[source] = true;
      is_changed = true;
    }
  }
  std::vector<std::size_t> result;
  for (std::size_t l = 0; l < cell_.layers.size(); ++l)
    if (is_moved[l + 1] && is_parametrised(l))
      result.push_back(l);
  if (is_moved[0] || is_moved.back())
    return std::nullopt;
  return result;
}

Rational CellRows::slope_ratio(std::size_t layer, std::size_t row, std::size_t other) const {
  for (std::size_t i = 0; i < cell_.points.count(); ++i)
    for (std::size_t p = 0; p < position_count(layer); ++p) {
      const std::size_t unit = unit_at(layer, row, p), beside = unit_at(layer, other, p);
      if (const Rational& s = slope(beside, i); s != 0 && matters(unit, beside, i))
        return slope(unit, i) / s;
    }
  return 1;
}

/// Is one of the two read by a unit that is seen, or a tie?
bool CellRows::matters(std::size_t unit, std::size_t other, std::size_t point) const {
  return read_[point][entry_of(unit)] || read_[point][entry_of(other)] || tie(unit, point) ||
         tie(other, point);
}

/// Are all pieces in use, where that matters, s (z − centre) + output, slopes in this ratio?
bool CellRows::have_same_pieces(std::size_t unit, std::size_t other, const Rational& ratio,
                                const Rational& centre, const Rational& output) const {
  const Layer& layer = layer_of(unit);
  for (std::size_t i = 0; i < cell_.points.count(); ++i) {
    if (!matters(unit, other, i))
      continue;
    const std::optional<std::size_t> held = tie(unit, i), held_beside = tie(other, i);
    const std::size_t a = piece(unit, i), b = piece(other, i);
    const bool is_maximum = layer.kind == LayerKind::max_pooling;
    if (held.has_value() != held_beside.has_value() ||
        (is_maximum ? a != b : slope(unit, i) != ratio * slope(other, i)))
      return false;
    if (held && (is_maximum ? cell_.ties[*held].piece != cell_.ties[*held_beside].piece
                            : cell_.ties[*held].breakpoint != centre ||
                                  cell_.ties[*held_beside].breakpoint != centre))
      return false;
    for (const std::size_t used : {a, b})
      if (slope_in_use(layer, used) * centre + intercept_in_use(layer, used) != output)
        return false;
  }
  return true;
}

std::optional<TransferReaders>
CellRows::transfer_readers(const std::vector<std::size_t>& layers, std::size_t to, std::size_t from,
                           const Rational& centre,
                           const std::optional<std::size_t>& fold_layer) const {
  const bool is_taken_off = fold_layer == layers.front();
  const bool is_put_back = fold_layer && !is_taken_off; // beside what is 0, too
  std::map<std::size_t, std::size_t> folded;            // by entry: what is to be put back
  const Rational ratio = slope_ratio(layers.front(), to, from);
  std::map<std::size_t, std::size_t> pairs;
  std::vector<std::optional<std::size_t>> partner(input_count_ + layers_.size());
  Vector centres(partner.size());
  for (std::size_t unit = 0; unit < layers_.size(); ++unit) {
    const std::vector<RowLink>& links = links_[unit];
    std::size_t moved = 0;
    for (const RowLink& link : links) {
      if (!partner[link.entry])
        continue;
      ++moved;
      if (is_passing(unit))
        continue;
      const RowLink* other = link_to(links, *partner[link.entry]);
      if (!other)
        return std::nullopt;
      pairs[*link.parameter] = *other->parameter;
    }
    const bool is_moved = is_passing(unit)
                              ? moved > 0
                              : channel_of(unit) == to &&
                                    std::binary_search(layers.begin(), layers.end(), layers_[unit]);
    if (!is_moved)
      continue;
    if (is_output(unit))
      return std::nullopt;
    if (is_passing(unit) && std::any_of(links.begin(), links.end(), [&](const RowLink& link) {
          return !partner[link.entry] && (layer_of(unit).kind == LayerKind::max_pooling ||
                                          is_put_back || !is_zero(entry_beside(link.entry, from)));
        })) {
      const auto entry =
          fold_layer ? folded_entry(unit, from, is_taken_off, partner) : std::nullopt;
      if (!entry)
        return std::nullopt;
      folded[entry_of(unit)] = *entry;
      if (is_taken_off)
        partner[entry_of(unit)] = entry_of(beside(unit, from));
      continue;
    }
    const std::optional<Rational> input = is_passing(unit) ? passed_on(unit, centres) : centre;
    if (!input)
      return std::nullopt;
    const Rational output =
        slope(unit, 0) * *input + intercept_in_use(layer_of(unit), piece(unit, 0));
    if (((ratio != 1 || fold_layer) && output != 0) ||
        !have_same_pieces(unit, beside(unit, from), is_passing(unit) ? Rational(1) : ratio, *input,
                          output))
      return std::nullopt;
    partner[entry_of(unit)] = entry_of(beside(unit, from));
    centres[entry_of(unit)] = output;
  }
  std::optional<ConstantReaders> readers = constant_readers(centres);
  if (!readers)
    return std::nullopt;
  TransferReaders result{std::move(pairs), std::move(*readers), ratio.get_d(), {}};
  if (!fold_layer)
    return result;
  std::optional<FoldCandidates> fold = fold_candidates(*fold_layer, to, folded);
  if (!fold || ratio == 0)
    return std::nullopt;
  result.fold = std::move(*fold);
  result.fold.is_taken_off = is_taken_off;
  return result;
}

// ---- Constants

std::optional<Rational> CellRows::one_slope(std::size_t unit) const {
  std::optional<Rational> known;
  for (std::size_t i = 0; i < cell_.points.count(); ++i) {
    const bool is_read = read_[i][entry_of(unit)];
    if ((tie(unit, i) && layer_of(unit).kind != LayerKind::max_pooling) ||
        (is_read && known && slope(unit, i) != *known))
      return std::nullopt;
    if (is_read)
      known = slope(unit, i);
  }
  return known ? known : std::optional(slope(unit, 0));
}

/// z of a unit without parameters, of such constants; of a maximum they have to be equal.
std::optional<Rational> CellRows::passed_on(std::size_t unit, const Vector& constants) const {
  const std::vector<RowLink>& links = links_[unit];
  const Rational& first = constants[links.front().entry];
  if (layer_of(unit).kind == LayerKind::max_pooling) {
    for (const RowLink& link : links)
      if (constants[link.entry] != first)
        return std::nullopt;
    return first;
  }
  Rational sum;
  for (const RowLink& link : links)
    sum += link.constant * constants[link.entry];
  return sum;
}

/// Nothing if some have no bias, or positions differ.
std::optional<ConstantReaders> CellRows::constant_readers(const Vector& constants) const {
  ConstantReaders result;
  for (std::size_t unit = 0; unit < layers_.size(); ++unit) {
    if (is_passing(unit))
      continue;
    std::vector<std::pair<std::size_t, Rational>> read;
    for (const RowLink& link : links_[unit])
      if (constants[link.entry] != 0)
        read.emplace_back(*link.parameter, constants[link.entry]);
    const std::size_t in_layer = unit - first_unit_[layers_[unit]];
    const std::optional<std::size_t> bias = cell_.layers[layers_[unit]].biases[in_layer];
    if (!bias && !read.empty())
      return std::nullopt;
    if (bias && in_layer % position_count(layers_[unit]) == 0)
      result[*bias] = read;
    else if (bias && result[*bias] != read)
      return std::nullopt;
  }
  std::erase_if(result, [](const auto& reader) { return reader.second.empty(); });
  return result;
}

std::optional<ConstantReaders> CellRows::raised(std::size_t layer, std::size_t row) const {
  Vector raise(input_count_ + layers_.size());
  for (std::size_t unit = 0; unit < layers_.size(); ++unit) {
    Rational& grows = raise[entry_of(unit)];
    if (is_passing(unit)) {
      const std::optional<Rational> passed = passed_on(unit, raise);
      if (!passed)
        return std::nullopt;
      grows = *passed;
    } else if (layers_[unit] == layer && channel_of(unit) == row) {
      grows = 1;
    }
    if (grows == 0)
      continue;
    const std::optional<Rational> slope = one_slope(unit);
    if (!slope)
      return std::nullopt;
    grows *= *slope;
  }
  return constant_readers(raise);
}

} // namespace thalweg
