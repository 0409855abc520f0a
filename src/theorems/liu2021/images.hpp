// SPDX-License-Identifier: GPL-3.0-or-later
//
// liu2021, Theorem 2, repaired: convolutions with ReLU, pooling, then 2 hidden dense layers of 2
// d_y units. The printed construction fixes later weights to 1 and is not stationary
// (erratum-fixed-ones). Here the filters pass pixels on:
//   no pooling       all filters the delta at the centre, 'same' padding;
//   average pooling  filter j the delta δ_j at offset j of the kernel;
//   max pooling      filters δ_0 and δ_0 + ε δ_j, ε so small that every window selects what δ_0
//                    selects;
// so that the features before the dense layers span all maps that the convolutions can reach with
// these patterns (mathematics: lifted stationarity), and the optimal fit in the features is put in
// the dense layers (minimal.hpp). The kernel has 2 × d_y offsets: then 2 d_y filters suffice.

#pragma once

#include "theorems/decided.hpp"
#include "theorems/instance.hpp"

namespace thalweg {

/// Grey values that are distinct within each image, or few whole numbers.
enum class GreyValues { distinct, whole };

enum class ImagePooling { none, average, maximum };

/// Images of one channel, side × side, with grey values in [0, 17) that are distinct within each
/// image: a pseudo-random bright line and noise; targets are pseudo-random digits 0, …, 9.
Dataset image_data(std::size_t samples, std::size_t side, std::size_t outputs, std::uint64_t seed);

/// Such images with the classes 0, …, classes − 1 (from 2 to 10) as targets: that of the direction
/// of the line, but a random one for every third image.
Dataset class_images(std::size_t samples, std::size_t side, std::size_t classes, GreyValues values,
                     std::uint64_t seed);

/// One filter for each offset of the kernel, to pass its pixel on, and what makes 2 × 2 positions
/// of them: strides of side/2, or pooling by windows of half the size. The kernel is at most 2 × 2;
/// side ≥ 6, even without pooling.
Network few_filters(const Dataset& images, std::size_t side, const Shape& kernel,
                    ImagePooling pooling);

/// Two filters of 1 × 2 weights, each a delta, and average pooling by one window over everything.
Network two_features(std::size_t side);

/// The layers below the dense ones. `offsets`: height and width of the kernel (with pooling), as
/// many filters as offsets; without pooling `convolutions` layers of `filters` 3 × 3 filters.
/// Pooling is by 2 × 2 windows.
Network delta_filters(std::size_t side, std::size_t filters, std::size_t convolutions);
Network pooled_delta_filters(const Dataset& images, std::size_t side, const Shape& offsets,
                             ImagePooling pooling);

/// The features of the samples as data with the targets of the images.
Dataset feature_data(const Network& body, const Dataset& images);

/// The same, but for max pooling by `few_filters` the selected pixels and their neighbours instead
/// of the features h_0 and h_0 + ε h_j, which are nearly equal. `reading_pixels` makes a network of
/// dense layers on these data one on the features.
Dataset pixel_data(const Network& body, const Dataset& images, ImagePooling pooling);
Network reading_pixels(Network head, const Network& body, ImagePooling pooling);

/// Both networks with the dense layers of `liu_minimal` on the features, for this problem.
NetworkPair with_dense_head(const Network& body, const Problem& problem);

/// The layers of `body` below those of `head`.
Network stacked(const Network& body, const Network& head);

/// How many filters an optimal fit over the features needs: the rank of the matrix of its
/// coefficients, one row per output and position, one column per channel. The channels have
/// `positions` features each; the fit is unique (InternalError).
std::size_t required_filters(const Dataset& features, std::size_t positions);

} // namespace thalweg
