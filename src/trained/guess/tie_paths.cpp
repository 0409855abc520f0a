// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/tie_paths.hpp"

#include <algorithm>

namespace thalweg {

namespace {

std::size_t support(const std::vector<double>& mask) {
  return mask.size() - std::size_t(std::count(mask.begin(), mask.end(), 0.0));
}

} // namespace

TiePaths::TiePaths(const CellRows& rows, const std::vector<double>& parameters)
    : rows_(rows), cell_(rows.cell()), parameters_(parameters) {}

std::vector<std::vector<std::size_t>> TiePaths::all_from(const CellTie& tie) const {
  const Channel start{tie.layer, tie.unit / rows_.position_count(tie.layer)};
  const std::vector<Step> path = reference(start);
  if (path.empty())
    return {};
  const RowReader& end = path.back().reader;
  std::vector<std::vector<std::size_t>> result{with_alike(start, path),
                                               all_to(start, {end.layer, end.row})};
  for (const RowReader& first : rows_.readers_of(start.first, start.second))
    if (first.parameter != path.front().reader.parameter)
      result.push_back(with_alike(start, reference(start, first.parameter)));
  std::erase_if(result, [](const auto& parameters) { return parameters.empty(); });
  return result;
}

std::vector<std::size_t> TiePaths::with_alike(const Channel& start,
                                              const std::vector<Step>& path) const {
  if (!path.empty() && has_masks(start.first)) {
    std::set<Channel> excluded;
    for (std::size_t before = 0; before <= excluded.size(); ++before)
      if (auto parameters = alike(start, path, excluded))
        return *parameters;
  }
  std::vector<std::size_t> result;
  for (const Step& step : path)
    result.push_back(step.reader.parameter);
  return result;
}

std::vector<std::size_t> TiePaths::all_to(const Channel& start, const Channel& output) const {
  std::map<Channel, std::vector<RowIncoming>> incoming;
  std::set<Channel> reached{start};
  for (auto at = reached.begin(); at != reached.end(); ++at)
    for (const RowReader& reader : rows_.readers_of(at->first, at->second)) {
      reached.emplace(reader.layer, reader.row);
      incoming[{reader.layer, reader.row}].push_back({reader.parameter, *at});
    }
  return parameters_leading_to(output, incoming);
}

/// Has every layer from here on one position?
bool TiePaths::has_masks(std::size_t layer) const {
  for (std::size_t l = layer; l < cell_.layers.size(); ++l)
    if (rows_.position_count(l) != 1 || cell_.network.layers[l].kind == LayerKind::max_pooling)
      return false;
  return true;
}

TiePaths::Mask TiePaths::behind(const Mask& mask, std::size_t layer, std::size_t channel) const {
  Mask result = rows_.slopes(layer, channel);
  for (std::size_t i = 0; i < result.size(); ++i)
    result[i] *= mask.empty() ? 1 : mask[i];
  return result;
}

/// Along rows that let most points through, and the largest weights to them, after a given first
/// parameter. Empty if there is none.
std::vector<TiePaths::Step> TiePaths::reference(const Channel& start,
                                                std::optional<std::size_t> first) const {
  std::vector<Step> path;
  const bool with_masks = has_masks(start.first);
  const std::size_t last = cell_.layers.size() - 1;
  Channel at = start;
  Mask mask = with_masks ? behind({}, start.first, start.second) : Mask();
  while (at.first < last) {
    std::optional<std::tuple<bool, std::size_t, double, std::size_t>> best;
    const std::vector<RowReader> readers = rows_.readers_of(at.first, at.second);
    for (std::size_t k = 0; k < readers.size(); ++k) {
      const auto& [parameter, layer, row] = readers[k];
      if (path.empty() && first.value_or(parameter) != parameter)
        continue;
      const std::size_t seen =
          !with_masks || layer == last ? support(mask) : support(behind(mask, layer, row));
      best = std::max(best, std::optional(std::tuple(!rows_.seen(layer, row).empty(), seen,
                                                     std::abs(parameters_[parameter]), k)));
    }
    if (!best)
      return {};
    const RowReader& reader = readers[std::get<3>(*best)];
    path.push_back({reader, mask});
    at = {reader.layer, reader.row};
    if (with_masks && at.first < last)
      mask = behind(mask, at.first, at.second);
  }
  return path;
}

/// All paths that end as the reference does, from one channel to the next those that let the same
/// through. Nothing if a channel is in the way: it is then among the excluded ones.
std::optional<std::vector<std::size_t>> TiePaths::alike(const Channel& start,
                                                        const std::vector<Step>& reference,
                                                        std::set<Channel>& excluded) const {
  const std::size_t last = cell_.layers.size() - 1;
  std::map<Channel, std::vector<Incoming>> incoming, kept; // by the row that reads
  const auto leave = [&](const Channel& channel, const Mask& mask) {
    for (const RowReader& reader : rows_.readers_of(channel.first, channel.second))
      incoming[{reader.layer, reader.row}].push_back({reader.parameter, channel, mask});
  };
  leave(start, behind({}, start.first, start.second));
  for (auto row = incoming.begin(); row != incoming.end(); ++row) {
    const Channel& here = row->first;
    const auto step = std::find_if(reference.begin(), reference.end(), [&](const Step& s) {
      return Channel{s.reader.layer, s.reader.row} == here;
    });
    const Step* const own = step == reference.end() ? nullptr : &*step;
    if (excluded.contains(here) || (here.first == last && !own))
      continue;
    const std::size_t known = excluded.size();
    kept[here] = chosen(row->second, here, own, excluded);
    if (excluded.size() > known)
      return std::nullopt;
    if (here.first != last && !kept[here].empty())
      leave(here, behind(kept[here].front().mask, here.first, here.second));
  }
  return parameters_leading_to(Channel{last, reference.back().reader.row}, kept);
}

/// Of what comes to a row what lets the same through behind it: as the reference, or as the largest
/// weight. What else the parameter of the reference reads is excluded.
std::vector<TiePaths::Incoming> TiePaths::chosen(const std::vector<Incoming>& incoming,
                                                 const Channel& row, const Step* reference,
                                                 std::set<Channel>& excluded) const {
  const bool is_output = row.first + 1 == cell_.layers.size();
  const auto mask_behind = [&](const Mask& mask) {
    return is_output ? mask : behind(mask, row.first, row.second);
  };
  const auto largest =
      std::max_element(incoming.begin(), incoming.end(), [&](const auto& a, const auto& b) {
        return std::abs(parameters_[a.parameter]) < std::abs(parameters_[b.parameter]);
      });
  const Mask wanted = mask_behind(reference ? reference->mask : largest->mask);
  std::set<std::size_t> others; // parameters that let something else through, too
  for (const auto& [parameter, from, mask] : incoming)
    if (mask_behind(mask) != wanted) {
      others.insert(parameter);
      if (reference && parameter == reference->reader.parameter)
        excluded.insert(from);
    }
  std::vector<Incoming> result;
  for (const Incoming& part : incoming)
    if (!others.contains(part.parameter) && support(wanted) > 0)
      result.push_back(part);
  return result;
}

} // namespace thalweg
