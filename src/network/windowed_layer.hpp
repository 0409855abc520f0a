// SPDX-License-Identifier: GPL-3.0-or-later
//
// Makes the layers that are not dense, expanding their linear view (layer.hpp). Everything is
// checked here, since the numbers come from users: InputError "place/key: expected …, found …", and
// ResourceLimit if a layer would have more than 10^7 units or terms.

#pragma once

#include "network/network.hpp"

namespace thalweg {

/// z[q,p] = Σ over channels c of q's group and offsets d of filters[q][c,d] u[c, p·stride − padding
/// + d·dilation] + biases[q], entries outside being 0. `input_shape`: [channels, width] or
/// [channels, height, width]; one filter per output channel, indices below channels/groups times
/// the volume of the kernel (InternalError otherwise). Missing members of `kernel` are stride 1,
/// padding 0, dilation 1. No biases: bias parameters do not exist.
Layer convolution_layer(const Shape& input_shape, SlidingWindow kernel, std::size_t groups,
                        std::vector<SparseRow> filters, std::optional<Vector> biases,
                        Activation activation, const std::string& place);

/// How many weights a filter has: channels/groups times the volume of the kernel. Checks `groups`
/// and the kernel as `convolution_layer` does.
std::size_t filter_size(const Shape& input_shape, const SlidingWindow& kernel, std::size_t groups,
                        const std::string& place);

/// z[c,p] = Σ of the real entries of the window at p, divided by the volume of the window (padded
/// entries count as 0). Padding is smaller than the window on every axis. Missing: stride = window.
Layer average_pooling_layer(const Shape& input_shape, SlidingWindow window,
                            const std::string& place);

/// z[c,p] = the largest of the real entries of the window at p. As above otherwise.
Layer max_pooling_layer(const Shape& input_shape, SlidingWindow window, const std::string& place);

/// z = h + h_m as the next layer behind `layers` (with the input shape of the network set), h its
/// output so far, m = `with` an earlier one as in `sources`, of equal shape.
Layer addition_layer(const Network& layers, std::size_t with, Activation activation,
                     const std::string& place);

} // namespace thalweg
