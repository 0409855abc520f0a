// SPDX-License-Identifier: GPL-3.0-or-later
//
// The first-order radius bound (landscape/radius.hpp) in floating point, as a function of one
// factor λ_j > 0 per hidden unit and one room t_j > 0 per always active unit:
//   unit j is multiplied by λ_j and its outgoing weights are divided by it;
//   an always active unit is shifted so that its least value on the samples, before the factor, is
//   t_j.
// Every A, R, N is a posynomial in the λ and every distance a monomial, so the logarithm of the
// greatest bound/distance is convex in log λ. Without a cap the radius is *unbounded* (let all λ
// grow: pre-activations grow faster than what a perturbation of size r does to them), so the model
// wants no parameter above a cap. Nothing here decides a verdict.

#pragma once

#include "landscape/pattern_classes.hpp"

namespace thalweg {

/// Logarithms of what may be changed, for the hidden units in the order of layers and units.
struct UnitMoves {
  std::vector<double> log_factors; ///< log λ
  std::vector<double> log_rooms;   ///< log t; without meaning for units that are not always active
};

class FloatingRadiusModel {
public:
  /// The model of `network` at the samples of `data`, whose classes are `classes`. Keeps no
  /// reference.
  FloatingRadiusModel(const Network& network, const Dataset& data, const PatternClasses& classes,
                      double log_cap);

  std::size_t unit_count() const { return layer_of_.size(); }
  bool is_always_active(std::size_t unit) const { return always_active_[unit]; }
  double least_height(std::size_t unit) const { return least_height_[unit]; }

  /// About how many terms one evaluation of an objective sums up.
  double work() const;

  void set_log_cap(double log_cap) { log_cap_ = log_cap; }
  /// log of the greatest |parameter| over the cap, 0 if none exceeds it.
  double cap_excess(const UnitMoves& moves) const { return cap_excess(scales(moves)); }

  /// λ = 1 and the rooms of the network itself.
  UnitMoves unmoved() const;

  /// Factors that bring the greatest |z| of every unit to 1, with the rooms of the network itself.
  UnitMoves equilibrated() const;

  /// How much an always active unit is to be shifted: room − least height. The room is t plus a
  /// tiny part of the height, because differences of large heights are not known any better.
  double shift(std::size_t unit, double log_room) const;

  /// Keeps the `per_unit` most endangered samples of each class and unit in mind; the two
  /// objectives look at these only.
  void watch(const UnitMoves& moves, double log_radius, std::size_t per_unit);

  /// Log-sum-exp, with `sharpness`, of log(bound/(r·distance)) at r = exp(log_radius), plus a
  /// penalty for parameters above the cap. `gradient` receives the derivatives by log λ, then by
  /// log t.
  double smooth_objective(const UnitMoves& moves, double log_radius, double sharpness,
                          std::vector<double>& gradient) const;

  /// The greatest log(bound/(r·distance)), plus a steep penalty above the cap.
  double sharp_objective(const UnitMoves& moves, double log_radius) const;

  /// log of the radius that the bound allows on all samples of the model, the cap aside.
  double log_radius(const UnitMoves& moves) const;

private:
  /// A weight, or |∂z_row/∂z_column|, at λ = 1.
  struct Entry {
    Entry(std::size_t r, std::size_t c, double v)
        : row(static_cast<std::uint32_t>(r)), column(static_cast<std::uint32_t>(c)), value(v) {}

    std::uint32_t row, column; // short, as there are many
    double value;
  };
  struct Watched {
    std::size_t member;
    std::vector<std::size_t> units;
  };
  struct ClassModel {
    std::vector<Entry> jacobian;              ///< between different hidden layers
    std::vector<char> is_active;              ///< per unit
    std::vector<std::size_t> active;          ///< the active units before the last hidden layer
    std::vector<std::vector<double>> heights; ///< per member and unit
    std::vector<double> input_norms;          ///< per member, 1 + ‖x‖_1
    std::vector<double> least_height;         ///< per unit, of |height|
    std::vector<double> least_value;          ///< per unit, of the height itself
    std::vector<double> greatest_height;      ///< per unit, of |height|
    std::vector<Watched> watched;
  };
  /// λ and shifts themselves, and the scaled weights of `incoming_`.
  struct Scales {
    std::vector<double> factor, shift, room;
    std::vector<std::vector<double>> weights;
  };
  /// C/r per unit and input layer m up to its own, with its summands A and R/r; `place` says where.
  struct Coefficients {
    std::vector<double> direct, indirect;
  };

  std::size_t place(std::size_t unit, std::size_t m) const { return first_place_[unit] + m; }
  Coefficients no_coefficients() const;
  ClassModel class_model(const Network& network, const Dataset& data, const PatternClass& c) const;
  void append_parameters(const Network& network);
  Scales scales(const UnitMoves& moves) const;
  Coefficients coefficients(const ClassModel& c, const Scales& s, double radius) const;
  /// The coefficients of a class, and norms and ratios of what is watched, in the order of visits.
  struct WatchedRatios {
    Coefficients forward;
    std::vector<std::vector<double>> norms; ///< per watched member
    std::vector<double> ratios;             ///< per watched member and unit
  };
  WatchedRatios watched_ratios(const ClassModel& c, const Scales& s, double radius) const;
  void add_gradient(const ClassModel& c, const Scales& s, double radius,
                    const WatchedRatios& ratios, const std::vector<double>& shares,
                    std::vector<double>& gradient) const;
  void pull_back(const ClassModel& c, const Scales& s, double radius, const Coefficients& forward,
                 Coefficients& adjoint, std::vector<double>& gradient) const;
  std::vector<double> norms(const ClassModel& c, const Scales& s, std::size_t member) const;
  std::vector<double> largest_norms(const std::vector<std::vector<double>>& norms) const;
  std::vector<double> bounds(const Coefficients& forward, const std::vector<double>& norms) const;
  double ratio_above(const ClassModel& c, const Scales& s, double bound_above,
                     std::size_t unit) const;
  double ratio(const ClassModel& c, const Scales& s, const Coefficients& forward,
               std::size_t member, const std::vector<double>& norms, std::size_t unit) const;
  double greatest_ratio(const Scales& s, double radius) const;
  double greatest_ratio(const ClassModel& c, const Scales& s, double radius) const;
  void watch(ClassModel& c, const Scales& s, double radius, std::size_t per_unit) const;
  double cap_excess(const Scales& s) const;
  double cap_penalty(const Scales& s, std::vector<double>& gradient) const;
  /// Calls visit(log of |parameter| over the cap, row, column, bias?) for parameters above the cap.
  template <class Visitor> void visit_excess(const Scales& s, Visitor visit) const;

  std::size_t layer_count_ = 0;
  std::vector<std::size_t> first_unit_; ///< of each hidden layer, and unit_count at the end
  std::vector<std::size_t> layer_of_;   ///< of each unit
  std::vector<std::size_t>
      first_place_; ///< of each unit's coefficients, and their count at the end
  std::vector<char> always_active_;
  std::vector<double> least_height_, greatest_height_; ///< of |z| for the greatest
  std::vector<ClassModel> classes_;
  std::vector<std::vector<Entry>>
      incoming_;               ///< |weight| of hidden units from hidden units, per row
  std::vector<Entry> weights_; ///< all; rows: units, then outputs; columns: units, then inputs
  std::vector<double> biases_; ///< of units, then outputs
  double log_cap_;
};

} // namespace thalweg
