// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/floating_waking.hpp"

#include "trained/guess/floating_algebra.hpp"

#include <algorithm>
#include <cmath>
#include <random>

namespace thalweg {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

constexpr double asleep = 1e-7; ///< the largest parameter
constexpr double drowsy = 1e-3; ///< from here on sleep is tried
constexpr double rounding = 1e-14;
constexpr double share_of_decay = 0.01; ///< of the decay, which a fall to sleep saves
constexpr double woken_size = 1e-2;     ///< of a row, at most

/// Can all of a row of its own decay to 0, where the unit is on its breakpoint?
bool can_sleep(const FloatingLagrangian& lagrangian, std::size_t layer, Index unit) {
  const FloatingNetwork& network = lagrangian.network();
  const std::vector<Index> row = network.row_parameters(layer, unit);
  return network.breakpoints(layer) == std::vector<double>{0} && !row.empty() &&
         lagrangian.decay()(row).minCoeff() > 0;
}

/// The column, if it is the unit's own and all of it decays; else nothing.
std::vector<Index> decaying_column(const FloatingLagrangian& lagrangian, std::size_t layer,
                                   Index unit) {
  const std::vector<Index> column = lagrangian.network().column_parameters(layer, unit);
  const bool decays = !column.empty() && lagrangian.decay()(column).minCoeff() > 0;
  return decays ? column : std::vector<Index>();
}

/// The row and the column of a unit that can sleep, if both are its own and decay; else nothing.
std::vector<Index> decaying_parameters(const FloatingLagrangian& lagrangian, std::size_t layer,
                                       Index unit) {
  const std::vector<Index> column = decaying_column(lagrangian, layer, unit);
  if (column.empty() || !can_sleep(lagrangian, layer, unit))
    return {};
  std::vector<Index> result = lagrangian.network().row_parameters(layer, unit);
  result.insert(result.end(), column.begin(), column.end());
  return result;
}

double largest(const WalkPlace& place, const std::vector<Index>& parameters) {
  return place.parameters(parameters).cwiseAbs().maxCoeff();
}

/// One unit whose row is 0, and what a row of weights does.
class SleepingUnit {
public:
  SleepingUnit(FloatingLagrangian& lagrangian, const FirstOrder& at, std::size_t layer, Index unit)
      : network_(lagrangian.network()), decay_(lagrangian.decay()), layer_(layer),
        row_(network_.row_parameters(layer, unit)),
        column_(decaying_column(lagrangian, layer, unit)), own_(at.adjoints.h[layer + 1].col(unit)),
        readers_(at.adjoints.z[layer + 1]) {
    const MatrixXd input = network_.input(at.pass, layer);
    inputs_ = MatrixXd::Ones(input.rows(), static_cast<Index>(row_.size()));
    inputs_.leftCols(input.cols()) = input;
    is_read_ = own_.cwiseAbs().maxCoeff() > 1e-9 * readers_.cwiseAbs().maxCoeff();
  }

  /// The row found that gains most, if it gains anything.
  std::optional<VectorXd> waking_row() const {
    if (!is_read_ && column_.empty())
      return std::nullopt;
    constexpr int starts = 100;
    constexpr double enough = 1e-6;
    double best = is_read_
                      ? enough * own_.norm() * inputs_.norm() / std::sqrt(decay_(row_).maxCoeff())
                      : 1 + enough;
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

  /// Sets row and column so that R falls most, for a row that is not longer than this.
  void wake(const VectorXd& row, VectorXd& parameters) const {
    VectorXd short_row = woken_size / row.cwiseAbs().maxCoeff() * row;
    if (is_read_) {
      const double fall = -own_.dot(values(short_row));
      short_row *= std::min(1.0, fall / decay_(row_).dot(short_row.cwiseAbs2()));
    } else {
      parameters(column_) = -effect(short_row).cwiseQuotient(decay_(column_));
    }
    parameters(row_) = short_row;
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
  /// σ(w·h)
  VectorXd values(const VectorXd& row) const {
    return slopes(row).cwiseProduct(image(inputs_, row));
  }
  /// v
  VectorXd effect(const VectorXd& row) const { return transposed_image(readers_, values(row)); }
  /// The fall of R for a row of length 1 in the metric 2 Σ κ w², or |v|² / (4 κ_a Σ κ w²).
  double gain(const VectorXd& row) const {
    const double cost = decay_(row_).dot(row.cwiseAbs2()); // 2 Σ κ w²
    if (!(cost > 0))
      return 0;
    return is_read_ ? -own_.dot(values(row)) / std::sqrt(cost)
                    : effect(row).cwiseAbs2().cwiseQuotient(decay_(column_)).sum() / cost;
  }
  /// The best row for these slopes, and in the second case for the column of this row.
  VectorXd best_row(const VectorXd& row) const {
    const VectorXd pull =
        is_read_ ? VectorXd(-own_) : image(readers_, effect(row).cwiseQuotient(decay_(column_)));
    return transposed_image(inputs_, slopes(row).cwiseProduct(pull)).cwiseQuotient(decay_(row_));
  }
  /// Each round goes towards the best row, as far as that is better.
  VectorXd climbed(VectorXd row) const {
    constexpr int rounds = 50;
    constexpr double shortest = 1e-3;
    double height = gain(row);
    double part = 1;
    for (int k = 0; k < rounds && part > shortest; ++k) {
      row /= row.norm();
      const VectorXd best = best_row(row);
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
  VectorXd own_; ///< α
  const MatrixXd& readers_;
  MatrixXd inputs_;
  bool is_read_; ///< is α not 0?
};

/// Walls of the unit are none any more, and its pieces those that `pieces` says.
void forget_walls(WalkPlace& place, std::size_t layer, Index unit, const Eigen::MatrixXi& pieces) {
  std::erase_if(place.held,
                [&](const HeldPoint& pair) { return pair.layer == layer && pair.unit == unit; });
  place.pieces[layer].col(unit) = pieces.col(unit);
}

} // namespace

bool put_to_sleep(FloatingLagrangian& lagrangian, WalkPlace& place, double risk) {
  if (lagrangian.decay().maxCoeff() == 0)
    return false;
  bool result = false;
  for (std::size_t l = 0; l < lagrangian.network().hidden_layer_count(); ++l)
    for (Index unit = 0; unit < lagrangian.network().unit_count(l); ++unit) {
      if (!can_sleep(lagrangian, l, unit))
        continue;
      std::vector<Index> moved = lagrangian.network().row_parameters(l, unit);
      const double size = place.parameters(moved).cwiseAbs().maxCoeff();
      const std::vector<Index> column = decaying_column(lagrangian, l, unit);
      moved.insert(moved.end(), column.begin(), column.end());
      if (size >= drowsy || place.parameters(moved).isZero(0))
        continue;
      VectorXd there = place.parameters;
      there(moved).setZero();
      const double saved = 0.5 * place.parameters(moved).cwiseAbs2().dot(lagrangian.decay()(moved));
      if (risk - lagrangian.risk_in_use(there) < share_of_decay * saved - rounding * risk)
        continue;
      place.parameters = there;
      forget_walls(place, l, unit, Eigen::MatrixXi::Zero(place.pieces[l].rows(), unit + 1));
      result = true;
    }
  return result;
}

std::optional<WalkPlace> woken_place(FloatingLagrangian& lagrangian, const WalkPlace& place,
                                     const FirstOrder& at) {
  for (std::size_t l = 0; l < lagrangian.network().hidden_layer_count(); ++l)
    for (Index unit = 0; unit < lagrangian.network().unit_count(l); ++unit) {
      if (!can_sleep(lagrangian, l, unit) ||
          place.parameters(lagrangian.network().row_parameters(l, unit)).cwiseAbs().maxCoeff() >=
              asleep)
        continue;
      const SleepingUnit sleeper(lagrangian, at, l, unit);
      const std::optional<VectorXd> row = sleeper.waking_row();
      if (!row)
        continue;
      WalkPlace result = place;
      sleeper.wake(*row, result.parameters);
      const FloatingPieces pieces = lagrangian.pieces_in_use(result.parameters);
      forget_walls(result, l, unit, pieces[l]);
      return result;
    }
  return std::nullopt;
}

void share_with_sleepers(const FloatingLagrangian& lagrangian, WalkPlace& place) {
  const FloatingNetwork& network = lagrangian.network();
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l)
    for (Index unit = 0; unit < network.unit_count(l); ++unit) {
      const std::vector<Index> own = decaying_parameters(lagrangian, l, unit);
      if (own.empty() || largest(place, own) >= asleep)
        continue;
      for (Index other = 0; other < network.unit_count(l); ++other) {
        const std::vector<Index> awake = decaying_parameters(lagrangian, l, other);
        if (awake.empty() || largest(place, awake) < drowsy ||
            lagrangian.decay()(awake) != lagrangian.decay()(own))
          continue;
        constexpr double share = 0.125;
        place.parameters(own) = share * place.parameters(awake);
        place.parameters(awake) *= std::sqrt(1 - share * share);
        forget_walls(place, l, unit, place.pieces[l]);
        place.pieces[l].col(unit) = place.pieces[l].col(other);
        for (std::size_t t = place.held.size(); t-- > 0;)
          if (HeldPoint pair = place.held[t]; pair.layer == l && pair.unit == other) {
            pair.unit = unit;
            place.held.push_back(pair);
          }
        break;
      }
    }
}

} // namespace thalweg
