// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/floating_waking.hpp"

#include "trained/floating_algebra.hpp"

#include <algorithm>
#include <cmath>
#include <random>

namespace thalweg {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

constexpr double asleep = 1e-7; ///< the largest parameter

/// One unit, its parameters and what a row of weights does.
class SleepingUnit {
public:
  SleepingUnit(FloatingLagrangian& lagrangian, const FirstOrder& at, std::size_t layer, Index unit)
      : network_(lagrangian.network()), decay_(lagrangian.decay()), layer_(layer),
        row_(network_.row_parameters(layer, unit)),
        column_(network_.column_parameters(layer, unit)), readers_(at.adjoints.z[layer + 1]) {
    const MatrixXd input = network_.input(at.pass, layer);
    inputs_ = MatrixXd::Ones(input.rows(), static_cast<Index>(row_.size()));
    inputs_.leftCols(input.cols()) = input;
  }

  /// Does it have a row and a column of its own, and do all of them decay?
  static bool can_sleep(const FloatingLagrangian& lagrangian, std::size_t layer, Index unit) {
    const FloatingNetwork& network = lagrangian.network();
    if (network.breakpoints(layer) != std::vector<double>{0})
      return false;
    for (const auto& parameters :
         {network.row_parameters(layer, unit), network.column_parameters(layer, unit)})
      if (parameters.empty() || lagrangian.decay()(parameters).minCoeff() <= 0)
        return false;
    return true;
  }

  bool sleeps(const VectorXd& parameters) const {
    return parameters(row_).cwiseAbs().maxCoeff() < asleep &&
           parameters(column_).cwiseAbs().maxCoeff() < asleep;
  }

  /// The row with the largest |v|² / (4 κ_a Σ κ w²) found, if it is above 1.
  std::optional<VectorXd> waking_row() const {
    constexpr int starts = 100;
    double best = 1 + 1e-6;
    std::optional<VectorXd> result;
    std::mt19937_64 source; // its default seed: the same rows every time
    for (int k = 0; k < starts; ++k) {
      const VectorXd row = climbed(start(source));
      if (const double here = gain(row); here > best) {
        best = here;
        result = row;
      }
    }
    return result;
  }

  /// Sets row and column so that R falls most, for a row of this size.
  void wake(const VectorXd& row, VectorXd& parameters) const {
    constexpr double size = 1e-2;
    const VectorXd short_row = size / row.cwiseAbs().maxCoeff() * row;
    parameters(row_) = short_row;
    parameters(column_) = -effect(short_row).cwiseQuotient(decay_(column_));
  }

private:
  /// At random, half of them with the breakpoint between two samples: inputs of one sign are on or
  /// off together in most directions.
  VectorXd start(std::mt19937_64& source) const {
    const auto uniform = [&] { return std::ldexp(double(source() >> 11), -53); };
    const auto sample = [&] {
      return inputs_.row(Index(source() % std::uint64_t(inputs_.rows())));
    };
    VectorXd row = VectorXd::NullaryExpr(inputs_.cols(), [&] { return 2 * uniform() - 1; });
    const VectorXd middle = (sample() + sample()).transpose() / 2;
    if (const double size = middle.squaredNorm(); size > 0 && uniform() < 0.5)
      row -= row.dot(middle) / size * middle;
    return row;
  }

  VectorXd slopes(const VectorXd& row) const {
    return image(inputs_, row).unaryExpr([&](double z) {
      return network_.slope(layer_, z > 0 ? 1 : 0);
    });
  }
  /// v
  VectorXd effect(const VectorXd& row) const {
    return transposed_image(readers_, slopes(row).cwiseProduct(image(inputs_, row)));
  }
  double gain(const VectorXd& row) const {
    const double cost = decay_(row_).dot(row.cwiseAbs2()); // 2 Σ κ w²
    return cost > 0 ? effect(row).cwiseAbs2().cwiseQuotient(decay_(column_)).sum() / cost : 0;
  }
  /// Each round goes towards the best row for the slopes and the column of the row before, as far
  /// as that is better.
  VectorXd climbed(VectorXd row) const {
    constexpr int rounds = 50;
    constexpr double shortest = 1e-3;
    double height = gain(row);
    double part = 1;
    for (int k = 0; k < rounds && part > shortest; ++k) {
      row /= row.norm();
      const VectorXd column = effect(row).cwiseQuotient(decay_(column_));
      const VectorXd pull = slopes(row).cwiseProduct(image(readers_, column));
      const VectorXd best = transposed_image(inputs_, pull).cwiseQuotient(decay_(row_));
      if (!(best.norm() > 0))
        break;
      const VectorXd next = (1 - part) * row + part / best.norm() * best;
      if (const double there = gain(next); there > height) {
        height = there;
        row = next;
      } else {
        part /= 2;
      }
    }
    return row;
  }

  const FloatingNetwork& network_;
  const VectorXd& decay_; ///< 2 κ
  std::size_t layer_;
  std::vector<Index> row_, column_;
  const MatrixXd& readers_;
  MatrixXd inputs_;
};

} // namespace

std::optional<WalkPlace> woken_place(FloatingLagrangian& lagrangian, const WalkPlace& place,
                                     const FirstOrder& at) {
  for (std::size_t l = 0; l < lagrangian.network().hidden_layer_count(); ++l)
    for (Index unit = 0; unit < lagrangian.network().unit_count(l); ++unit) {
      if (!SleepingUnit::can_sleep(lagrangian, l, unit))
        continue;
      const SleepingUnit sleeper(lagrangian, at, l, unit);
      if (!sleeper.sleeps(place.parameters))
        continue;
      const std::optional<VectorXd> row = sleeper.waking_row();
      if (!row)
        continue;
      WalkPlace result = place;
      sleeper.wake(*row, result.parameters);
      std::erase_if(result.held,
                    [&](const HeldPoint& pair) { return pair.layer == l && pair.unit == unit; });
      const FloatingPieces pieces = lagrangian.pieces_in_use(result.parameters);
      result.pieces[l].col(unit) = pieces[l].col(unit);
      return result;
    }
  return std::nullopt;
}

} // namespace thalweg
