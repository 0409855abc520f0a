// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/screen/layer_pieces.hpp"

#include <cmath>

namespace thalweg {

namespace {

/// The piece of numerator/(D q); nothing on a breakpoint.
std::optional<std::size_t> piece_of(const Integer& numerator, const Integer& q,
                                    const std::vector<ScaledBreakpoint>& breakpoints) {
  for (std::size_t piece = 0; piece < breakpoints.size(); ++piece) {
    const auto& [s, p, floating] = breakpoints[piece];
    const int order = p == 0 ? sgn(numerator) : cmp(Integer(numerator * s), Integer(p * q));
    if (order == 0)
      return std::nullopt;
    if (order < 0)
      return piece;
  }
  return breakpoints.size();
}

/// The piece of a value known up to `error`; nothing where a breakpoint is nearer.
std::optional<std::size_t> clear_piece(double value, double error,
                                       const std::vector<ScaledBreakpoint>& breakpoints) {
  for (std::size_t piece = 0; piece < breakpoints.size(); ++piece) {
    const double breakpoint = breakpoints[piece].floating;
    const double gap = value - breakpoint;
    const double uncertainty = error + 0x1p-49 * std::abs(breakpoint);
    if (gap < -uncertainty)
      return piece;
    if (!(gap > uncertainty))
      return std::nullopt;
  }
  return breakpoints.size();
}

/// A homogeneous point that is made when it is asked for.
class PointOnDemand {
public:
  explicit PointOnDemand(const Vector& x) : x_(x) {}
  const HomogeneousPoint& operator()() {
    if (!point_)
      point_ = homogeneous_point(x_);
    return *point_;
  }

private:
  const Vector& x_;
  std::optional<HomogeneousPoint> point_;
};

} // namespace

LayerPieces::LayerPieces(const Activation& activation, const LayerFunctions& z,
                         const FloatingPoints& points)
    : z_(z), points_(points), floating_(points, z), breakpoints_(z.size()) {
  for (std::size_t unit = 0; unit < z.size(); ++unit)
    for (const Rational& breakpoint : activation.breakpoints)
      breakpoints_[unit].push_back({breakpoint.get_den(),
                                    breakpoint.get_num() * z[unit].denominator,
                                    floating_quotient(breakpoint.get_num(), breakpoint.get_den(),
                                                      floating_.exponent(unit))});
}

bool LayerPieces::find(std::size_t place, const Vector& x, std::vector<std::size_t>& pieces) const {
  thread_local std::vector<double> values;
  values.resize(floating_.padded_count());
  floating_.evaluate(points_.coordinates(place), values.data());
  PointOnDemand point(x);
  for (std::size_t unit = 0; unit < z_.size(); ++unit) {
    std::optional<std::size_t> piece =
        clear_piece(values[unit], floating_.error(unit), breakpoints_[unit]);
    if (!piece)
      piece = exact_piece(unit, point());
    if (!piece)
      return false;
    pieces[unit] = *piece;
  }
  return true;
}

std::optional<std::size_t> LayerPieces::exact_piece(std::size_t unit,
                                                    const HomogeneousPoint& x) const {
  Integer numerator;
  value_numerator(numerator, z_[unit], x);
  return piece_of(numerator, x.denominator(), breakpoints_[unit]);
}

} // namespace thalweg
