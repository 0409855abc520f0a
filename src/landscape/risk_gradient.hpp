// SPDX-License-Identifier: GPL-3.0-or-later
//
// The gradient of the sum of losses (½ ‖F(W; x_i) − y_i‖² for the plain squared loss) over the
// unsettled samples, none of them at a kink of the loss, layer by layer from the output
// down, with the pieces of their states (tangent.hpp). It is the gradient as long as no tie has
// been passed that reaches the risk to first order. For all samples together on integers over one
// denominator per layer where these are short (forward_passes.hpp), else sample by sample.

#pragma once

#include "landscape/tangent.hpp"

#include <memory>

namespace thalweg {

/// Starts at the last layer. Refers to what it was made from.
class RiskGradient {
public:
  virtual ~RiskGradient() = default;

  virtual std::size_t layer() const = 0;

  /// The parameter of layer() with the largest partial derivative (the first of equal ones), moved
  /// against its sign; no entry if all are 0.
  virtual Direction steepest_parameter() const = 0;

  /// Does no tie of the layer before layer() > 0 reach the risk to first order?
  virtual bool has_no_tie_in_use() const = 0;

  /// To the layer before; layer() > 0.
  virtual void step() = 0;
};

/// At least one unsettled sample.
std::unique_ptr<RiskGradient> risk_gradient(const Network& network,
                                            const UnsettledStates& unsettled);

/// The two ways, for tests and benchmarks; the first gives nothing if denominators are long.
std::unique_ptr<RiskGradient> batch_risk_gradient(const Network& network,
                                                  const UnsettledStates& unsettled);
std::unique_ptr<RiskGradient> rational_risk_gradient(const Network& network,
                                                     const UnsettledStates& unsettled);

} // namespace thalweg
