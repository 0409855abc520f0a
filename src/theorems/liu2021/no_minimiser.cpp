// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/liu2021/no_minimiser.hpp"

#include "certificate/nearby_document.hpp"
#include "exact/error.hpp"
#include "risk/separating_direction.hpp"
#include "theorems/sampled_data.hpp"

namespace thalweg {

namespace {

/// Pairs (x, y).
Dataset table(const std::vector<std::pair<int, int>>& rows) {
  std::vector<Vector> inputs, targets;
  for (const auto& [x, y] : rows) {
    inputs.push_back({x});
    targets.push_back({y});
  }
  return dataset_of(std::move(inputs), std::move(targets));
}

Outcome without_minimiser(const Dataset& data, const std::string& loss_name,
                          const std::string& note) {
  const CrossEntropyLoss loss = cross_entropy_of_text(loss_name, data).value();
  NoMinimiser group;
  for (std::size_t i = 0; i < data.sample_count(); ++i)
    group.samples.push_back(i);
  const auto direction = separating_direction(labelled_data(data, loss), group.samples);
  require(direction.has_value(), "no minimiser: the group has one");
  group.direction = *direction;
  return {certificate_document(data, loss, group, {}), note};
}

} // namespace

Outcome separable_group() {
  return without_minimiser(table({{-1, -1}, {1, 1}}), "logistic", "the infimum is 0");
}

Outcome quasi_separable_group() {
  return without_minimiser(table({{0, -1}, {0, 1}, {1, 1}}), "logistic",
                           "the sum of the losses has the infimum 2 log 2");
}

Outcome quasi_separable_classes() {
  return without_minimiser(table({{0, 0}, {1, 0}, {1, 1}, {2, 1}, {2, 2}, {3, 2}}), "softmax",
                           "the sum of the losses has the infimum 4 log 2");
}

Outcome group_with_fit() {
  const Dataset data = table({{1, 1}, {1, -1}, {2, 1}, {2, 1}, {2, 1}, {2, -1}, {3, 1}, {3, -1}});
  MinimumRequest request;
  request.groups = 1;
  request.partition = PartitionKind::intervals;
  const NearbySearch search = nearby_minimum(data, {}, request);
  require(search.minimum.has_value(), "no minimiser: the group has none");
  return {certificate_document(data, {}, search, {}),
          "the optimal fit is the constant log(5/3), at a distance of at most " +
              decimal(search.minimum->distance, 3)};
}

} // namespace thalweg
