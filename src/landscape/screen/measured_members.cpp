// SPDX-License-Identifier: GPL-3.0-or-later
//
// A unit z = N/(D q): its distance is that to the one or two breakpoints beside its piece; the
// magnitude of its activation s z + c is at most |s z̃ + c| plus the error of s z̃, z̃ the floating
// value. Sums over a field are taken on the scale of the layer, the largest of its units' scales.

#include "landscape/screen/measured_members.hpp"

#include "exact/watched_work.hpp"
#include "landscape/affine_composition.hpp"
#include "network/walk.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

namespace thalweg {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double relative_error = 0x1p-48; // of few operations on doubles, and of their constants

/// A unit in floating point, on the scale 2^exponent of its pre-activation.
struct FloatingUnit {
  double low = -infinity, high = infinity; ///< the ends of the interval of its piece
  double uncertainty = infinity;           ///< of a distance; infinite without breakpoints
  // on the scale of the outputs of its layer:
  double slope = 0, intercept = 0;
  double magnitude_error = 0; ///< of |slope·z + intercept|, apart from the roundings
};

/// All units of a layer on one class.
struct FloatingLayer {
  FloatingFunctions z;
  std::vector<FloatingUnit> units;
  long exponent; ///< of the scale of the outputs
};

bool has_breakpoints(const FloatingUnit& unit) {
  return unit.low != -infinity || unit.high != infinity;
}

double distance_of(const FloatingUnit& unit, double z) {
  return std::min(z - unit.low, unit.high - z);
}

/// A breakpoint on the scale of a unit; nearer if it is beyond floating point.
double floating_end(const Rational& breakpoint, long exponent) {
  return std::clamp(floating_quotient(breakpoint.get_num(), breakpoint.get_den(), exponent),
                    -0x1p1000, 0x1p1000);
}

FloatingLayer floating_layer(const Layer& layer, const LayerFunctions& pre_activations,
                             const std::vector<std::size_t>& pieces, const FloatingPoints& points) {
  FloatingLayer result{FloatingFunctions(points, pre_activations), {}, 0};
  const std::vector<Rational>& breakpoints = layer.activation.breakpoints;
  long exponent = -1'000'000;
  const auto exponent_of = [](const Rational& value) {
    return static_cast<long>(mpz_sizeinbase(value.get_num_mpz_t(), 2)) -
           static_cast<long>(mpz_sizeinbase(value.get_den_mpz_t(), 2)) + 1;
  };
  for (std::size_t j = 0; j < pieces.size(); ++j) {
    const Rational& slope = slope_in_use(layer, pieces[j]);
    const Rational& intercept = intercept_in_use(layer, pieces[j]);
    if (slope != 0)
      exponent = std::max(exponent, exponent_of(slope) + result.z.exponent(j));
    if (intercept != 0)
      exponent = std::max(exponent, exponent_of(intercept));
  }
  result.exponent = exponent == -1'000'000 ? 0 : exponent;
  for (std::size_t j = 0; j < pieces.size(); ++j) {
    FloatingUnit& unit = result.units.emplace_back();
    const long own = result.z.exponent(j);
    if (pieces[j] > 0 && pieces[j] <= breakpoints.size())
      unit.low = floating_end(breakpoints[pieces[j] - 1], own);
    if (pieces[j] < breakpoints.size())
      unit.high = floating_end(breakpoints[pieces[j]], own);
    double largest_end = 0;
    for (const double end : {unit.low, unit.high})
      if (std::isfinite(end))
        largest_end = std::max(largest_end, std::abs(end));
    unit.uncertainty = result.z.error(j) + relative_error * largest_end;
    const Rational& slope = slope_in_use(layer, pieces[j]);
    const Rational& intercept = intercept_in_use(layer, pieces[j]);
    unit.slope = floating_quotient(slope.get_num(), slope.get_den(), result.exponent - own);
    unit.intercept = floating_quotient(intercept.get_num(), intercept.get_den(), result.exponent);
    unit.magnitude_error = std::abs(unit.slope) * result.z.error(j) * (1 + relative_error) +
                           relative_error * std::abs(unit.intercept) + 0x1p-1000;
  }
  return result;
}

/// A unit exactly.
struct ExactUnit {
  IntegerAffineFunction z;
  std::vector<Rational> breakpoints; ///< the ends of the open interval of its piece: 0, 1 or 2
  Rational slope;
  IntegerAffineFunction activation;
  Rounded constant_magnitude; ///< ⌈|intercept|⌉, the magnitude of the activation if the slope is 0
};

ExactUnit exact_unit(const Layer& layer, const IntegerAffineFunction& z, std::size_t piece) {
  ExactUnit result;
  result.z = z;
  const std::vector<Rational>& breakpoints = layer.activation.breakpoints;
  if (piece > 0 && piece <= breakpoints.size())
    result.breakpoints.push_back(breakpoints[piece - 1]);
  if (piece < breakpoints.size())
    result.breakpoints.push_back(breakpoints[piece]);
  result.slope = slope_in_use(layer, piece);
  const Rational& intercept = intercept_in_use(layer, piece);
  result.activation = scaled(result.z, result.slope, intercept);
  result.constant_magnitude = rounded_up_magnitude(intercept);
  return result;
}

/// ⌈|h|⌉ of the unit's activation at x.
Rounded activation_magnitude(const ExactUnit& unit, const HomogeneousPoint& x) {
  if (unit.slope == 0)
    return unit.constant_magnitude;
  Integer activation;
  value_numerator(activation, unit.activation, x);
  return rounded_up(Integer(abs(activation)),
                    Integer(unit.activation.denominator * x.denominator()));
}

class NetworkMembers final : public ClassMembers {
public:
  NetworkMembers(const RadiusLayers& layers, const Dataset& data,
                 std::shared_ptr<const FloatingPoints> points, const PatternClass& c)
      : layers_(layers), data_(data), points_(std::move(points)), class_(c) {
    for (std::size_t l = 0; l < layers.count(); ++l) {
      floating_.push_back(
          floating_layer(layers.network.layers[l], c.pre_activations[l], c.pieces[l], *points_));
      exact_.emplace_back(c.pieces[l].size());
    }
    magnitudes_.resize(layers.count());
  }

  std::size_t count() const override { return class_.members.size(); }

  long double magnitude_above(std::size_t m, std::size_t member) const override {
    return magnitudes_[m][member];
  }

  Rounded magnitude(std::size_t m, std::size_t member) const override {
    const auto [place, is_new] = exact_magnitudes_.try_emplace({member, m});
    if (is_new)
      place->second = exact_magnitude(m, member);
    return place->second;
  }

  long double distance_below(std::size_t layer, std::size_t unit,
                             std::size_t member) const override {
    const FloatingUnit& floating_unit = floating_[layer].units[unit];
    const double near = distance_of(floating_unit, value(layer, unit, member));
    if (near < 4 * floating_unit.uncertainty)
      return floating(rounded_down(distance(layer, unit, member)));
    return on_scale(near * (1 - relative_error) - floating_unit.uncertainty, layer, unit);
  }

  Rational distance(std::size_t layer, std::size_t unit, std::size_t member) const override {
    const ExactUnit& here = exact(layer, unit);
    const Rational z = thalweg::value(here.z, point(member));
    Rational least = abs(z - here.breakpoints.front());
    return here.breakpoints.size() == 1
               ? least
               : std::min(least, Rational(abs(z - here.breakpoints.back())));
  }

  void visit_near(std::size_t layer, std::size_t unit, long double limit,
                  const std::function<bool(std::size_t)>& visit) const override {
    const FloatingUnit& floating_unit = floating_[layer].units[unit];
    for (std::size_t member = 0; member < count(); ++member) {
      if (member % 1024 == 0)
        require_time();
      const double near = distance_of(floating_unit, value(layer, unit, member));
      const bool is_far =
          on_scale(near * (1 - relative_error) - floating_unit.uncertainty, layer, unit) > limit;
      if (!is_far && !visit(member))
        return;
    }
  }

  /// The pass over all members.
  void measure(MeasuredMembers& result) {
    const std::size_t layer_count = layers_.count();
    result.largest_magnitudes.resize(layer_count);
    for (std::size_t l = 0; l < layer_count; ++l) {
      least_.emplace_back(floating_[l].units.size(), infinity);
      if (has_parameters(layers_.network.layers[l]))
        magnitudes_[l].resize(count());
    }
    std::vector<double> values;
    for (std::size_t member = 0; member < count(); ++member) {
      if (member % 64 == 0)
        require_time();
      measure_member(member, values);
    }
    for (std::size_t l = 0; l < layer_count; ++l) {
      for (const long double magnitude : magnitudes_[l])
        result.largest_magnitudes[l] = std::max(result.largest_magnitudes[l], magnitude);
      std::vector<long double>& distances = result.least_distances.emplace_back();
      for (std::size_t unit = 0; unit < least_[l].size(); ++unit)
        distances.push_back(least_distance(l, unit));
    }
  }

private:
  const double* coordinates(std::size_t member) const {
    return points_->coordinates(class_.members[member]);
  }

  double value(std::size_t layer, std::size_t unit, std::size_t member) const {
    return floating_[layer].z.value(unit, coordinates(member));
  }

  long double on_scale(double value, std::size_t layer, std::size_t unit) const {
    const long exponent = std::clamp(floating_[layer].z.exponent(unit), -40000L, 40000L);
    return std::min(std::ldexp(static_cast<long double>(value), static_cast<int>(exponent)),
                    std::numeric_limits<long double>::max());
  }

  HomogeneousPoint point(std::size_t member) const {
    return homogeneous_point(data_.inputs[class_.members[member]]);
  }

  const ExactUnit& exact(std::size_t layer, std::size_t unit) const {
    std::optional<ExactUnit>& place = exact_[layer][unit];
    if (!place)
      place = exact_unit(layers_.network.layers[layer], class_.pre_activations[layer][unit],
                         class_.pieces[layer][unit]);
    return *place;
  }

  /// ⌈[1] + Σ ⌈|h_k|⌉⌉, the largest over all fields.
  Rounded exact_magnitude(std::size_t m, std::size_t member) const {
    const HomogeneousPoint x = point(member);
    std::vector<Rounded> inputs;
    if (m == 0)
      for (std::size_t k = 0; k < x.dimension(); ++k)
        inputs.push_back(rounded_up(Integer(abs(x.coordinates[k])), x.denominator()));
    else
      for (std::size_t k = 0; k < exact_[m - 1].size(); ++k)
        inputs.push_back(activation_magnitude(exact(m - 1, k), x));
    const Rounded bias =
        layers_.network.layers[m].has_biases ? rounded_up(Integer(1), Integer(1)) : Rounded();
    Rounded greatest;
    for (const std::vector<std::size_t>& field : layers_.layer_fields[m].inputs) {
      RoundedSum sum;
      sum.add(bias);
      for (const std::size_t k : field)
        sum.add(inputs[k]);
      greatest = std::max(greatest, sum.rounded_up());
    }
    return greatest;
  }

  void measure_member(std::size_t member, std::vector<double>& values) {
    thread_local std::vector<double> outputs;
    const double* const x = coordinates(member);
    outputs.assign(points_->dimension(), 0);
    long exponent = 0;
    for (std::size_t k = 0; k < outputs.size(); ++k)
      exponent = std::max(exponent, points_->exponent(k));
    for (std::size_t k = 0; k < outputs.size(); ++k)
      if (x[k] != 0)
        outputs[k] = 0x1p-1000 + scaled_double(std::abs(x[k]) * (1 + relative_error),
                                               points_->exponent(k) - exponent);
    for (std::size_t l = 0; l < layers_.count(); ++l) {
      if (!magnitudes_[l].empty())
        magnitudes_[l][member] = field_magnitude(l, outputs, exponent);
      const FloatingLayer& layer = floating_[l];
      values.resize(layer.z.padded_count());
      layer.z.evaluate(x, values.data());
      outputs.resize(layer.units.size());
      for (std::size_t j = 0; j < layer.units.size(); ++j) {
        const FloatingUnit& unit = layer.units[j];
        least_[l][j] = std::min(least_[l][j], distance_of(unit, values[j]));
        const double moving = unit.slope * values[j];
        outputs[j] = std::abs(moving + unit.intercept) + unit.magnitude_error +
                     relative_error * std::abs(moving);
      }
      exponent = layer.exponent;
    }
  }

  /// From bounds of the inputs' magnitudes on the scale 2^exponent.
  long double field_magnitude(std::size_t l, const std::vector<double>& inputs,
                              long exponent) const {
    double greatest = 0;
    for (const std::vector<std::size_t>& field : layers_.layer_fields[l].inputs) {
      double sum = 0;
      for (const std::size_t k : field)
        sum += inputs[k];
      greatest = std::max(greatest, sum);
    }
    // for the additions, and the roundings of N
    const double slack = 1 + 0x1p-52 * static_cast<double>(inputs.size() + 64);
    const long double bias = layers_.network.layers[l].has_biases ? 1 : 0;
    const long double scaled = std::ldexp(static_cast<long double>(greatest * slack),
                                          static_cast<int>(std::clamp(exponent, -40000L, 40000L)));
    return (scaled + bias) * slack;
  }

  long double least_distance(std::size_t layer, std::size_t unit) const {
    const FloatingUnit& floating_unit = floating_[layer].units[unit];
    if (!has_breakpoints(floating_unit))
      return std::numeric_limits<long double>::infinity();
    const double least = least_[layer][unit];
    if (least > 4 * floating_unit.uncertainty)
      return on_scale(least * (1 - relative_error) - floating_unit.uncertainty, layer, unit);
    long double exact_least = std::numeric_limits<long double>::infinity();
    visit_near(layer, unit, on_scale(least + 2 * floating_unit.uncertainty, layer, unit),
               [&](std::size_t member) {
                 exact_least = std::min(exact_least, distance_below(layer, unit, member));
                 return true;
               });
    return exact_least;
  }

  struct MemberLayerHash {
    std::size_t operator()(const std::pair<std::size_t, std::size_t>& key) const {
      return key.first * 1024 + key.second;
    }
  };

  const RadiusLayers& layers_;
  const Dataset& data_;
  std::shared_ptr<const FloatingPoints> points_;
  const PatternClass& class_;
  std::vector<FloatingLayer> floating_;
  RadiusClass::Table<long double> magnitudes_; ///< [m][member], bounds from above
  RadiusClass::Table<double> least_;           ///< [layer][unit], on the unit's scale
  mutable RadiusClass::Table<std::optional<ExactUnit>> exact_; ///< those asked for
  mutable std::unordered_map<std::pair<std::size_t, std::size_t>, Rounded, MemberLayerHash>
      exact_magnitudes_; ///< of (member, m)
};

} // namespace

MeasuredMembers measured_members(const RadiusLayers& layers, const Dataset& data,
                                 const std::shared_ptr<const FloatingPoints>& points,
                                 const PatternClass& c) {
  MeasuredMembers result;
  const auto members = std::make_shared<NetworkMembers>(layers, data, points, c);
  members->measure(result);
  result.members = members;
  return result;
}

} // namespace thalweg
