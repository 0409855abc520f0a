// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/liu2021/class_instances.hpp"

#include "certificate/nearby_document.hpp"
#include "exact/error.hpp"
#include "landscape/nearby_minimum.hpp"
#include "theorems/guess/class_kink.hpp"
#include "theorems/liu2021/images.hpp"
#include "theorems/liu2021/minimal.hpp"
#include "theorems/nearby_pair.hpp"
#include "theorems/sampled_data.hpp"

#include <fmt/format.h>

#include <array>

namespace thalweg {

namespace {

using Cases = std::vector<InstanceCase>;

void require_class_loss(const std::string& loss) {
  if (loss != "logistic" && loss != "softmax")
    throw UsageError("--loss: expected logistic or softmax, found " + loss);
}

// ---- Theorem 1: K groups

/// Labels −1 and 1, or the classes 0, 1, 2, by the size of the targets.
Dataset with_labels(Dataset data, bool is_softmax) {
  for (Vector& target : data.targets)
    for (Rational& y : target)
      y = is_softmax ? (y < -1 ? 0 : y < 1 ? 1 : 2) : (y > 0 ? 1 : -1);
  return data;
}

Outcome groups_outcome(const InstanceParameters& p) {
  const Dataset data = with_labels(pseudo_random_data(p), *p.loss == "softmax");
  MinimumRequest request;
  request.groups = *p.groups;
  const CrossEntropyLoss loss = cross_entropy_of_text(*p.loss, data).value();
  const NearbySearch search = nearby_minimum(data, loss, request);
  if (!search.minimum)
    return {{}, "some group has no optimal fit, whatever the groups are"};
  return {certificate_document(data, loss, search, {}),
          fmt::format("{} groups with optimal fits, a local minimum within {} of W",
                      search.minimum->classes.classes.size(),
                      decimal(search.minimum->distance, 3))};
}

Cases groups_cases(const InstanceParameters& given) {
  Cases cases;
  for (const std::string& loss : values_or(given.loss, {"logistic", "softmax"})) {
    require_class_loss(loss);
    for (const std::size_t dimension : values_or(given.dimension, {1, 2}))
      for (const std::size_t groups : values_or(given.groups, {2, 3})) {
        InstanceParameters p = with_data_sizes(given, 60, dimension);
        p.outputs = 1;
        p.groups = groups;
        p.loss = loss;
        cases.push_back({fmt::format("{}-x{}-groups{}", loss, dimension, groups), p,
                         Verdict::spurious_minimum, [p] { return groups_outcome(p); }});
      }
  }
  return cases;
}

// ---- Theorem 2: images

constexpr int more_steps = 2; ///< of fits that others are compared with
constexpr std::size_t least_class_side = 6, largest_class_side = 16, most_classes = 10;

struct NamedPooling {
  std::string_view name;
  ImagePooling pooling;
};

constexpr std::array<NamedPooling, 3> poolings = {{{"nopool", ImagePooling::none},
                                                   {"average", ImagePooling::average},
                                                   {"max", ImagePooling::maximum}}};

/// What lies below the dense layers.
struct ImageBody {
  Network network;
  ImagePooling pooling;
};

Outcome with_heads(const LabelledData& labelled, const ImageBody& body, const Network& minimum,
                   const Network& better) {
  const auto whole = [&](const Network& head) {
    return stacked(body.network, reading_pixels(head, body.network, body.pooling));
  };
  return decided_nearby(labelled, {whole(minimum), whole(better)}, body.network.layers.size());
}

/// One group: the optimal map in two hidden layers of 2 d_y units.
Outcome one_map_outcome(const LabelledData& labelled, const ImageBody& body) {
  const Dataset pixels = pixel_data(body.network, labelled.data, body.pooling);
  const LabelledData upper{pixels, labelled.loss, labelled.classes};
  const auto fit =
      ellipsoid_fit(upper, one_group(pixels).members().front(), nearby_bits, more_steps);
  if (!fit)
    return {{}, "no optimal map of the features is shown to exist"};
  const NetworkPair head = liu_minimal(pixels, relu(), fit->p, class_kink(upper, fit->p));
  return with_heads(labelled, body, head.minimum, head.better);
}

/// K groups, and the network that joins their optimal maps.
Outcome joined_maps_outcome(const LabelledData& labelled, const ImageBody& body,
                            std::size_t groups) {
  MinimumRequest request;
  request.groups = groups;
  const Dataset pixels = pixel_data(body.network, labelled.data, body.pooling);
  NearbySearch search = nearby_minimum(pixels, labelled.loss, request);
  if (!search.minimum)
    return {{}, "some group has no optimal map of the features, whatever the groups are"};
  const LabelledData upper{pixels, labelled.loss, labelled.classes};
  return with_heads(labelled, body,
                    moved_to_optimal_maps(upper, std::move(search.minimum->network)),
                    search.minimum->better_network);
}

Outcome image_outcome(const InstanceParameters& p, ImagePooling pooling) {
  const bool is_softmax = *p.loss == "softmax";
  Dataset images = class_images(
      *p.samples, *p.dimension, most_classes,
      pooling == ImagePooling::maximum ? GreyValues::distinct : GreyValues::whole, *p.seed);
  if (!is_softmax)
    for (Vector& target : images.targets)
      target.front() = target.front() < static_cast<long>(most_classes / 2) ? 1 : -1;
  const LabelledData labelled =
      labelled_data(images, cross_entropy_of_text(*p.loss, images).value());
  const ImageBody body{
      few_filters(images, *p.dimension, is_softmax ? Shape{2, 2} : Shape{1, 2}, pooling), pooling};
  return *p.groups == 1 ? one_map_outcome(labelled, body)
                        : joined_maps_outcome(labelled, body, *p.groups);
}

Cases class_image_cases(const InstanceParameters& given) {
  const std::size_t side = given.dimension.value_or(8);
  if (side < least_class_side || side > largest_class_side || side % 2 != 0)
    throw UsageError(fmt::format("--dimension: expected an even number from {} to {} (the side of "
                                 "the images), found {}",
                                 least_class_side, largest_class_side, side));
  Cases cases;
  for (const std::string& loss : values_or(given.loss, {"softmax", "logistic"})) {
    require_class_loss(loss);
    const std::size_t groups = given.groups.value_or(loss == "softmax" ? 1 : 2);
    if (groups == 0)
      throw UsageError("--groups: expected at least 1, found 0");
    for (const auto& [name, pooling] : poolings) {
      InstanceParameters p = with_data_sizes(given, loss == "softmax" ? 240 : 100, side);
      p.loss = loss;
      p.groups = groups;
      cases.push_back({fmt::format("{}-{}-side{}-groups{}", name, loss, side, groups), p,
                       Verdict::spurious_minimum,
                       [p, pooling = pooling] { return image_outcome(p, pooling); }});
    }
  }
  return cases;
}

} // namespace

std::vector<Instance> liu2021_classes() {
  using enum Parameter;
  return {{"liu2021",
           "theorem1-cross-entropy",
           "Theorem 1 with logistic and softmax loss and K groups, none of them separable",
           {seed, samples, dimension, groups, loss},
           groups_cases},
          {"liu2021",
           "theorem2-cross-entropy",
           "Theorem 2 with logistic and softmax loss: images of ten classes, no pooling, average "
           "and max pooling, one group and K groups of the features",
           {seed, samples, dimension, groups, loss},
           class_image_cases}};
}

} // namespace thalweg
