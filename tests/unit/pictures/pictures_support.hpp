// SPDX-License-Identifier: GPL-3.0-or-later
//
// A small document, and what tests look up in pictures.

#pragma once

#include "exact/error.hpp"
#include "pictures/pictures.hpp"

#include <nlohmann/json.hpp>

namespace thalweg {

/// x ↦ Σ_j out_j relu(slope_j x + bias_j)
inline Network one_layer_network(const Vector& slopes, const Vector& biases, const Vector& out) {
  Layer hidden{1, {}, biases, relu()};
  Layer last{slopes.size(), {{}}, {0}, identity_activation()};
  for (std::size_t j = 0; j < slopes.size(); ++j) {
    hidden.weights.push_back(slopes[j] == 0 ? SparseRow{} : SparseRow{{0, slopes[j]}});
    if (out[j] != 0)
      last.weights[0].emplace_back(j, out[j]);
  }
  return {{hidden, last}};
}

/// W(x) = |x| and W2(x) = relu(x), see network_pictures_test.cpp.
inline CertificateDocument hand_document() {
  CertificateDocument document;
  document.data = {{"x", "y"}, {1}, {{-1}, {1}}, {{0}, {1}}};
  document.network = one_layer_network({1, -1}, {0, 0}, {1, 1});
  document.local_minimum =
      LocalMinimumClaim{Rational(1, 8), Rational(1, 2), RadiusMethod::first_order, {0, 1}};
  document.lower_risk =
      LowerRiskClaim{0, one_layer_network({1, -1}, {0, 0}, {1, 0}), Rational(1, 2)};
  return document;
}

/// The rows of a layer.
inline const nlohmann::json& values(const nlohmann::json& specification, std::size_t layer) {
  return specification.at("layer").at(layer).at("data").at("values");
}

inline const Picture& named(const std::vector<Picture>& pictures, const std::string& name) {
  for (const Picture& picture : pictures)
    if (picture.name == name)
      return picture;
  throw InternalError("no picture " + name);
}

} // namespace thalweg
