// SPDX-License-Identifier: GPL-3.0-or-later
//
// Writing a ReLU network layer by layer as formulas. A *unit form* is an affine function of the
// outputs of one layer (of the inputs, at first); a ReLU of it becomes a unit of the next layer and
// is itself a form over that layer. A form u with u > −B is carried through a layer as [u+B]_+ − B.

#pragma once

#include "exact/affine_function.hpp"
#include "network/network.hpp"

#include <map>

namespace thalweg {

/// constant + Σ weights[k]·h_k, h the outputs of one layer. Zero weights may be present.
struct UnitForm {
  std::map<std::size_t, Rational> weights;
  Rational constant;
};

UnitForm operator+(const UnitForm& f, const UnitForm& g);
UnitForm operator-(const UnitForm& f, const UnitForm& g);
UnitForm operator*(const Rational& factor, const UnitForm& f);
UnitForm operator+(const UnitForm& f, const Rational& constant);

/// Layers are filled one after another. A form belongs to the layer that was finished last when it
/// was made, and must be used before the next one is finished; forms that `relu` and `carried`
/// return belong to the layer being filled.
class NetworkBuilder {
public:
  explicit NetworkBuilder(std::size_t input_dimension);

  /// f as a form over the inputs; meaningful before the first layer is finished.
  static UnitForm over_inputs(const AffineFunction& f);

  /// A new unit [z]_+.
  UnitForm relu(const UnitForm& z);

  /// A new unit [u+shift]_+, returned as the form [u+shift]_+ − shift, which is u wherever
  /// u ≥ −shift.
  UnitForm carried(const UnitForm& u, const Rational& shift);

  /// The units made since the last call become a layer.
  void finish_layer();

  /// The network whose affine last layer computes `outputs`.
  Network network(const std::vector<UnitForm>& outputs) &&;

private:
  Network network_;
  DenseLayer current_;
};

} // namespace thalweg
