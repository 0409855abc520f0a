// SPDX-License-Identifier: GPL-3.0-or-later
//
// Writing a network with any piecewise linear activation, used at one corner (corner.hpp), layer by
// layer as formulas. Every form knows its values on the samples, from which the scales ε and the
// shifts follow: what a form is meant to be, it is on all samples. Elsewhere it may differ.

#pragma once

#include "constructions/network_builder.hpp"
#include "theorems/corner.hpp"

namespace thalweg {

/// An affine function of the outputs of one layer with its values, one per sample.
struct SampledForm {
  UnitForm form;
  Vector values;
};

SampledForm operator+(const SampledForm& f, const SampledForm& g);
SampledForm operator-(const SampledForm& f, const SampledForm& g);
SampledForm operator*(const Rational& factor, const SampledForm& f);
SampledForm operator+(const SampledForm& f, const Rational& constant);

/// As NetworkBuilder: forms belong to the layer finished last, what `kinked` and `carried` return
/// to the layer being filled.
class SampledNetwork {
public:
  /// `inputs`: one vector of `input_dimension` entries per sample.
  SampledNetwork(std::vector<Vector> inputs, std::size_t input_dimension, Activation activation,
                 Corner corner);

  SampledForm over_inputs(const AffineFunction& f) const;
  SampledForm constant(const Rational& value) const;

  /// h(t), by a new unit σ(β + o ε t); ε = 1 if the reach is at least twice every |t|.
  SampledForm kinked(const SampledForm& t);

  /// u, by a new unit on the upper piece: h(u − shift)/s_+ + shift, every u > shift on the samples
  /// (InternalError).
  SampledForm carried(const SampledForm& u, const Rational& shift);
  /// The same with shift = min(−1, 2 min u).
  SampledForm carried(const SampledForm& u);

  /// The units made since the last call become a layer.
  void finish_layer();

  /// The network whose affine last layer computes `outputs`.
  Network network(const std::vector<SampledForm>& outputs) &&;

private:
  std::vector<Vector> inputs_;
  Activation activation_;
  Corner corner_;
  Network network_;
  DenseLayer current_;
};

/// min(−1, 2 min of all values): below all values (the η of yun2019).
Rational low_shift(const std::vector<SampledForm>& forms);

/// Carries all forms with one shift η, and fills the layer up to `width` units with constants.
std::vector<SampledForm> carried_layer(SampledNetwork& network,
                                       const std::vector<SampledForm>& forms, std::size_t width);

/// The network whose first hidden layer is there: the remaining ones pass the outputs on.
Network passed_on(SampledNetwork network, std::vector<SampledForm> outputs,
                  std::size_t hidden_layers, std::size_t width);

} // namespace thalweg
