// SPDX-License-Identifier: GPL-3.0-or-later
//
// Networks of section 7 evaluated straight from their JSON by the definitions, with GMP and loops
// over coordinates, and random ones. With one axis arrays have the height 1.

#pragma once

#include "exact/rational.hpp"
#include "unit/verifier/layer/layer_examples.hpp"

#include <algorithm>

namespace thalweg::tests {

struct NaiveArray {
  long channels = 0;
  long height = 1;
  long width = 1;
  std::vector<Rational> values = {};
  std::vector<bool> is_off = {}; ///< of a layer with an activation: where it has the slope 0

  const Rational& at(long c, long y, long x) const {
    return values[static_cast<std::size_t>((c * height + y) * width + x)];
  }
  bool contains(long y, long x) const { return y >= 0 && y < height && x >= 0 && x < width; }
};

/// Pieces of all units and windows in the order in which they are met.
using NaivePieces = std::vector<std::size_t>;

/// Evaluates with fixed pieces, or finds and records them.
class NaiveNetwork {
public:
  explicit NaiveNetwork(const Json& network, const NaivePieces* fixed = nullptr)
      : network_(network), fixed_(fixed) {}

  NaivePieces pieces;
  bool is_on_wall = false;
  std::vector<NaiveArray> outputs; ///< x, then every layer

  std::vector<Rational> operator()(const std::vector<Rational>& x) {
    pieces.clear();
    is_on_wall = false;
    outputs = {input(x)};
    for (const Json& layer : network_["layers"])
      outputs.push_back(output(layer));
    return outputs.back().values;
  }

private:
  NaiveArray input(const std::vector<Rational>& x) const {
    NaiveArray result{static_cast<long>(x.size()), 1, 1, x};
    if (!network_.contains("input_shape"))
      return result;
    const Json& shape = network_["input_shape"];
    result.channels = shape[0];
    result.height = shape.size() == 3 ? shape[1].get<long>() : 1;
    result.width = shape.back();
    return result;
  }

  NaiveArray output(const Json& layer) {
    const std::string kind = layer["kind"];
    NaiveArray z = kind == "dense"         ? affine(layer)
                   : kind == "convolution" ? convolved(layer)
                   : kind == "addition"    ? added(layer)
                                           : pooled(layer, kind == "max_pooling");
    z.is_off.assign(z.values.size(), false);
    if (layer.contains("activation") && layer["activation"] == "relu")
      for (std::size_t j = 0; j < z.values.size(); ++j) {
        is_on_wall = is_on_wall || z.values[j] == 0;
        z.is_off[j] = piece(z.values[j] > 0 ? 1 : 0) == 0;
        if (z.is_off[j])
          z.values[j] = 0;
      }
    return z;
  }

  std::size_t piece(std::size_t found) {
    pieces.push_back(found);
    return fixed_ == nullptr ? found : (*fixed_)[pieces.size() - 1];
  }

  static Rational number(const Json& text) { return *parse_number(text.get<std::string>()); }

  static std::vector<Rational> full_row(const Json& sparse, std::size_t length) {
    std::vector<Rational> row(length);
    for (const Json& term : sparse)
      row.at(term[0].get<std::size_t>()) = number(term[1]);
    return row;
  }

  static Rational bias(const Json& layer, std::size_t q) {
    return layer["biases"].is_null() ? Rational(0) : number(layer["biases"][q]);
  }

  NaiveArray affine(const Json& layer) const {
    const std::vector<Rational>& h = outputs.back().values;
    NaiveArray z{static_cast<long>(layer["weights"].size())};
    for (std::size_t j = 0; j < layer["weights"].size(); ++j) {
      const std::vector<Rational> row = full_row(layer["weights"][j], h.size());
      Rational sum = bias(layer, j);
      for (std::size_t k = 0; k < h.size(); ++k)
        sum += row[k] * h[k];
      z.values.push_back(sum);
    }
    return z;
  }

  struct Axis {
    long kernel, stride, padding, dilation, size;
  };
  /// The axes y and x of a layer with windows.
  static std::pair<Axis, Axis> axes(const Json& layer, const NaiveArray& h) {
    const Json& kernel = layer.contains("kernel") ? layer["kernel"] : layer["window"];
    const auto axis = [&](std::size_t a, long length) {
      const long dilation = layer.contains("dilation") ? layer["dilation"][a].get<long>() : 1;
      Axis result{kernel[a], layer["stride"][a], layer["padding"][a], dilation, 0};
      const long room = length + 2 * result.padding - dilation * (result.kernel - 1) - 1;
      result.size = room < 0 ? 0 : room / result.stride + 1;
      return result;
    };
    if (kernel.size() == 2)
      return {axis(0, h.height), axis(1, h.width)};
    return {{1, 1, 0, 1, 1}, axis(0, h.width)};
  }

  /// Calls use(offset in the kernel, y, x) for the window at an output position, padding included.
  template <class Use> static void window(const Axis& ys, const Axis& xs, long y, long x, Use use) {
    for (long a = 0; a < ys.kernel; ++a)
      for (long b = 0; b < xs.kernel; ++b)
        use(a * xs.kernel + b, y * ys.stride - ys.padding + a * ys.dilation,
            x * xs.stride - xs.padding + b * xs.dilation);
  }

  NaiveArray convolved(const Json& layer) const {
    const NaiveArray& h = outputs.back();
    const auto [ys, xs] = axes(layer, h);
    const long offsets = ys.kernel * xs.kernel;
    const long rows = static_cast<long>(layer["weights"].size());
    const long groups = layer["groups"];
    const long seen = h.channels / groups;
    NaiveArray z{rows, ys.size, xs.size, {}};
    for (long q = 0; q < rows; ++q) {
      const auto index = static_cast<std::size_t>(q);
      const std::vector<Rational> row =
          full_row(layer["weights"][index], static_cast<std::size_t>(seen * offsets));
      for (long y = 0; y < ys.size; ++y)
        for (long x = 0; x < xs.size; ++x) {
          Rational sum = bias(layer, index);
          for (long c = 0; c < seen; ++c)
            window(ys, xs, y, x, [&, &h = h](long offset, long sy, long sx) {
              if (h.contains(sy, sx))
                sum += row[static_cast<std::size_t>(c * offsets + offset)] *
                       h.at(q / (rows / groups) * seen + c, sy, sx);
            });
          z.values.push_back(sum);
        }
    }
    return z;
  }

  NaiveArray pooled(const Json& layer, bool is_maximum) {
    const NaiveArray h = outputs.back();
    const auto [ys, xs] = axes(layer, h);
    NaiveArray z{h.channels, ys.size, xs.size, {}};
    for (long c = 0; c < h.channels; ++c)
      for (long y = 0; y < ys.size; ++y)
        for (long x = 0; x < xs.size; ++x) {
          std::vector<std::size_t> seen;
          Rational sum;
          window(ys, xs, y, x, [&](long, long sy, long sx) {
            if (h.contains(sy, sx)) {
              seen.push_back(static_cast<std::size_t>((c * h.height + sy) * h.width + sx));
              sum += h.values[seen.back()];
            }
          });
          z.values.push_back(is_maximum ? largest(h, seen)
                                        : Rational(sum / (ys.kernel * xs.kernel)));
        }
    return z;
  }

  /// The first entry that is larger than every other one, or equal to it where both are off.
  Rational largest(const NaiveArray& h, const std::vector<std::size_t>& seen) {
    const auto is_off = [&](std::size_t k) { return !h.is_off.empty() && h.is_off[k]; };
    const auto is_selected = [&](std::size_t a) {
      return std::all_of(seen.begin(), seen.end(), [&](std::size_t b) {
        return a == b || h.values[a] > h.values[b] ||
               (h.values[a] == h.values[b] && is_off(a) && is_off(b));
      });
    };
    auto found = std::find_if(seen.begin(), seen.end(), is_selected);
    is_on_wall = is_on_wall || found == seen.end();
    if (found == seen.end())
      found = std::max_element(seen.begin(), seen.end(), [&](std::size_t a, std::size_t b) {
        return h.values[a] < h.values[b];
      });
    return h.values[seen[piece(static_cast<std::size_t>(found - seen.begin()))]];
  }

  NaiveArray added(const Json& layer) const {
    NaiveArray z = outputs.back();
    const NaiveArray& other = outputs[layer["with"].get<std::size_t>()];
    for (std::size_t k = 0; k < z.values.size(); ++k)
      z.values[k] += other.values[k];
    return z;
  }

  const Json& network_;
  const NaivePieces* fixed_;
};

} // namespace thalweg::tests
