// SPDX-License-Identifier: GPL-3.0-or-later
//
// Random networks with convolutions, poolings and additions, other parameters for them, and inputs.
// An addition always has parameters between its sources, so that different paths have different
// products of parameters.

#pragma once

#include "unit/verifier/layer/naive_network.hpp"

#include <optional>
#include <random>

namespace thalweg::tests {

/// Random networks with one output; numbers are small and often 0.
class RandomNetworks {
public:
  explicit RandomNetworks(unsigned seed) : random_(seed) {}

  long below(long bound) {
    return static_cast<long>(random_() % static_cast<unsigned long>(bound));
  }
  Rational small() { return fraction(below(9) - 4, below(3) + 1); }

  /// As many layers before the last as wanted, or fewer if the array shrinks to a vector.
  Json network(long hidden, bool has_maxima, bool has_additions) {
    const bool is_square = below(3) == 0;
    Json result;
    result["input_shape"] =
        is_square ? Json{below(2) + 1, 3, below(2) + 2} : Json{below(2) + 1, below(4) + 3};
    result["layers"] = Json::array();
    shapes_ = {result["input_shape"]};
    parametrised_ = {0};
    while (static_cast<long>(result["layers"].size()) < hidden)
      if (std::optional<Json> layer = candidate(has_maxima, has_additions))
        result["layers"].push_back(*layer);
    result["layers"].push_back(dense("identity", rows(1, size(shapes_.back())), biases(1)));
    return result;
  }

  /// The same architecture with other parameters, none of them small.
  Json with_other_parameters(Json network) {
    for (std::size_t l = 0; l < network["layers"].size(); ++l) {
      Json& layer = network["layers"][l];
      if (!layer.contains("weights"))
        continue;
      for (Json& row : layer["weights"]) {
        row = Json::array();
        for (std::size_t k = 0; k < row_length(network, l); ++k)
          row.push_back(Json::array({k, std::to_string(below(1000) + 1)}));
      }
      if (!layer["biases"].is_null())
        for (Json& bias : layer["biases"])
          bias = std::to_string(below(1000) - 500);
    }
    return network;
  }

  /// The same architecture with every parameter moved by ± r.
  Json moved(Json network, const Rational& r) {
    for (std::size_t l = 0; l < network["layers"].size(); ++l) {
      Json& layer = network["layers"][l];
      if (!layer.contains("weights"))
        continue;
      for (Json& row : layer["weights"]) {
        std::vector<Rational> full(row_length(network, l));
        for (const Json& term : row)
          full[term[0].get<std::size_t>()] = *parse_number(term[1].get<std::string>());
        row = Json::array();
        for (std::size_t k = 0; k < full.size(); ++k)
          if (const Rational value = full[k] + (below(2) == 0 ? r : Rational(-r)); value != 0)
            row.push_back(Json::array({k, to_string(value)}));
      }
      if (!layer["biases"].is_null())
        for (Json& bias : layer["biases"])
          bias = to_string(Rational(*parse_number(bias.get<std::string>()) +
                                    (below(2) == 0 ? r : Rational(-r))));
    }
    return network;
  }

  std::vector<Rational> input(const Json& network) {
    std::vector<Rational> x(size(network["input_shape"]));
    for (Rational& value : x)
      value = fraction(below(41) - 20, below(5) + 1);
    return x;
  }

  static std::size_t size(const Json& shape) {
    std::size_t result = 1;
    for (const Json& factor : shape)
      result *= factor.get<std::size_t>();
    return result;
  }

  /// Weights of a row of layer l, zeros included.
  static std::size_t row_length(const Json& network, std::size_t l) {
    std::vector<Rational> x(size(network["input_shape"]));
    NaiveNetwork naive(network);
    naive(x);
    const Json& layer = network["layers"][l];
    const NaiveArray& h = naive.outputs[l];
    if (layer["kind"] == "dense")
      return h.values.size();
    return static_cast<std::size_t>(h.channels) / layer["groups"].get<std::size_t>() *
           size(layer["kernel"]);
  }

private:
  Json rows(std::size_t count, std::size_t length) {
    Json result = Json::array();
    for (std::size_t q = 0; q < count; ++q) {
      Json row = Json::array();
      for (std::size_t k = 0; k < length; ++k)
        if (const Rational weight = small(); weight != 0 && below(4) != 0)
          row.push_back(Json::array({k, to_string(weight)}));
      result.push_back(row);
    }
    return result;
  }

  Json biases(std::size_t count) {
    if (below(3) == 0)
      return nullptr;
    Json result = Json::array();
    for (std::size_t q = 0; q < count; ++q)
      result.push_back(to_string(small()));
    return result;
  }

  Json activation() { return below(4) == 0 ? "identity" : "relu"; }

  std::optional<Json> candidate(bool has_maxima, bool has_additions) {
    const Json& shape = shapes_.back();
    const long choice = below(6);
    if (choice == 0 || shape.size() == 1) {
      const std::size_t units = static_cast<std::size_t>(below(3) + 1);
      return kept(dense(activation(), rows(units, size(shape)), biases(units)), {units}, true);
    }
    if (choice == 1 && has_additions)
      return with_addition();
    const bool is_pooling = choice == 2;
    Json layer;
    Json kernel = Json::array(), stride = kernel, padding = kernel, dilation = kernel;
    Json out = Json::array({shape[0]});
    for (std::size_t axis = 1; axis < shape.size(); ++axis) {
      kernel.push_back(below(3) + 1);
      stride.push_back(below(2) + 1);
      padding.push_back(is_pooling ? below(kernel.back().get<long>()) : below(3));
      dilation.push_back(is_pooling ? 1 : below(2) + 1);
      const long room = shape[axis].get<long>() + 2 * padding.back().get<long>() -
                        dilation.back().get<long>() * (kernel.back().get<long>() - 1) - 1;
      if (room < 0)
        return std::nullopt;
      out.push_back(room / stride.back().get<long>() + 1);
    }
    if (is_pooling) {
      const bool is_maximum = has_maxima && below(2) == 0;
      layer = {{"kind", is_maximum ? "max_pooling" : "average_pooling"},
               {"window", kernel},
               {"stride", stride},
               {"padding", padding}};
      return kept(layer, out, false);
    }
    const std::size_t channels = shape[0];
    const std::size_t groups = channels % 2 == 0 && below(2) == 0 ? 2 : 1;
    const std::size_t count = groups * static_cast<std::size_t>(below(2) + 1);
    out[0] = count;
    layer =
        convolution(activation(), 1, rows(count, channels / groups * size(kernel)), biases(count));
    layer["kernel"] = kernel;
    layer["stride"] = stride;
    layer["padding"] = padding;
    layer["dilation"] = dilation;
    layer["groups"] = groups;
    return kept(layer, out, true);
  }

  /// With an output of the same shape, and parameters in between.
  std::optional<Json> with_addition() {
    for (std::size_t m = 0; m + 1 < shapes_.size(); ++m)
      if (shapes_[m] == shapes_.back() && parametrised_[m] < parametrised_.back() && below(2) == 0)
        return kept(addition(activation(), m), shapes_[m], false);
    return std::nullopt;
  }

  Json kept(Json layer, const Json& shape, bool is_parametrised) {
    parametrised_.push_back(parametrised_.back() + (is_parametrised ? 1 : 0));
    shapes_.push_back(shape);
    return layer;
  }

  std::mt19937 random_;
  std::vector<Json> shapes_;      ///< of x and every layer
  std::vector<int> parametrised_; ///< how many layers with parameters up to each
};

/// A random vector orthogonal to the rows; all 0 if there is no other.
inline std::vector<Rational> orthogonal_vector(std::vector<std::vector<Rational>> rows,
                                               std::size_t width, RandomNetworks& random) {
  std::vector<std::size_t> pivots;
  std::size_t rank = 0;
  for (std::size_t column = 0; column < width && rank < rows.size(); ++column) {
    std::size_t found = rank;
    while (found < rows.size() && rows[found][column] == 0)
      ++found;
    if (found == rows.size())
      continue;
    std::swap(rows[rank], rows[found]);
    const Rational pivot = rows[rank][column];
    for (Rational& value : rows[rank])
      value /= pivot;
    for (std::size_t r = 0; r < rows.size(); ++r)
      if (const Rational factor = rows[r][column]; r != rank && factor != 0)
        for (std::size_t i = column; i < width; ++i)
          rows[r][i] -= factor * rows[rank][i];
    pivots.push_back(column);
    ++rank;
  }
  std::vector<Rational> g(width);
  for (std::size_t i = 0; i < width; ++i)
    if (std::find(pivots.begin(), pivots.end(), i) == pivots.end())
      g[i] = random.small();
  for (std::size_t r = 0; r < rank; ++r)
    for (std::size_t i = 0; i < width; ++i)
      if (i != pivots[r])
        g[pivots[r]] -= rows[r][i] * g[i];
  return g;
}

} // namespace thalweg::tests
