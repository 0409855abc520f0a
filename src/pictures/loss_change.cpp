// SPDX-License-Identifier: GPL-3.0-or-later

#include "pictures/loss_change.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace thalweg {

namespace {

/// What rounding may leave of terms that cancel.
constexpr double lost_part = 0x1p-44;

/// Σ_l κ_w ⟨a, b⟩ over the weights of layer l, and the same over biases.
Rational decayed_product(const WeightDecay& decay, const Network& a, const Network& b) {
  Rational sum = 0;
  for (std::size_t l = 0; l < decay.size(); ++l) {
    const Layer &of_a = a.layers[l], &of_b = b.layers[l];
    if (!has_parameters(of_a))
      continue;
    Rational weights = 0, biases = 0;
    for (std::size_t r = 0; r < parameter_row_count(of_a); ++r) {
      Vector full(parameter_column_count(of_a));
      for (const auto& [column, weight] : parameter_rows(of_b)[r])
        full[column] = weight;
      weights += row_dot(parameter_rows(of_a)[r], full);
      biases += parameter_biases(of_a)[r] * parameter_biases(of_b)[r];
    }
    sum += decay[l].weights * weights + decay[l].biases * biases;
  }
  return sum;
}

/// p(o + δ) as a polynomial in δ, p of degree at most 2.
std::array<Rational, 3> moved_to(const Polynomial& p, const Rational& o) {
  Vector c = p.coefficients();
  c.resize(3);
  return {Rational(c[0] + o * (c[1] + o * c[2])), Rational(c[1] + 2 * c[2] * o), c[2]};
}

} // namespace

LossChange::LossChange(const Subject& subject, const Network& first, const Network& second)
    : sample_count_(subject.document.data.sample_count()) {
  const CertificateDocument& document = subject.document;
  if (!document.decay.empty()) {
    const auto product = [&](const Network& a, const Network& b) {
      return decayed_product(document.decay, a, b).get_d();
    };
    const Network& network = document.network;
    decay_ = {2 * product(network, first), 2 * product(network, second), product(first, first),
              2 * product(first, second), product(second, second)};
  }
  if (document.cross_entropy()) {
    const LabelledData labelled = labelled_data(document.data, *document.cross_entropy());
    is_softmax_ = labelled.loss.kind == CrossEntropyKind::softmax;
    for (std::size_t i = 0; i < sample_count_; ++i)
      take_blocks(labelled, i, subject.outputs[i]);
  } else {
    for (std::size_t i = 0; i < sample_count_; ++i)
      take_pieces(document, i, subject.outputs[i]);
  }
}

void LossChange::take_pieces(const CertificateDocument& document, std::size_t sample,
                             const Vector& outputs) {
  auto& of_sample = pieces_.emplace_back();
  const WeightedLoss& loss = document.weighted_loss();
  for (std::size_t o = 0; o < outputs.size(); ++o) {
    const Rational weight = loss.sample_weight(sample) * loss.output_weight(o);
    const LossPieces pieces = loss_pieces(loss.loss, document.data.targets[sample][o]);
    const Rational here = pieces.polynomials[pieces.piece_at(outputs[o])](outputs[o]);
    auto& of_output = of_sample.emplace_back();
    for (std::size_t q = 0; q < pieces.polynomials.size(); ++q) {
      const auto [constant, linear, quadratic] = moved_to(pieces.polynomials[q], outputs[o]);
      const double end = q < pieces.breakpoints.size()
                             ? Rational(pieces.breakpoints[q] - outputs[o]).get_d()
                             : std::numeric_limits<double>::infinity();
      of_output.push_back({end, Rational(weight * (constant - here)).get_d(),
                           Rational(weight * linear).get_d(),
                           Rational(weight * quadratic).get_d()});
    }
  }
}

void LossChange::take_blocks(const LabelledData& labelled, std::size_t sample,
                             const Vector& outputs) {
  auto& of_sample = blocks_.emplace_back();
  for (std::size_t block = 0; block < labelled.block_count(); ++block) {
    std::vector<double> values;
    for (const Rational& score : scores(labelled, block, outputs))
      values.push_back(score.get_d());
    values.push_back(0);
    const double largest = *std::max_element(values.begin(), values.end());
    double sum = 0;
    for (double& value : values)
      sum += value = std::exp(value - largest);
    for (double& value : values)
      value /= sum;
    of_sample.push_back({std::move(values), labelled.classes[sample][block]});
  }
}

void LossChange::add_block(Sum& sum, const Block& block, const std::vector<double>& change) const {
  const double largest = *std::max_element(change.begin(), change.end());
  const bool is_large = largest > 30;
  double rest = 0;
  for (std::size_t a = 0; a < change.size(); ++a)
    rest +=
        block.probabilities[a] * (is_large ? std::exp(change[a] - largest) : std::expm1(change[a]));
  const double logarithm = is_large ? std::log(rest) + largest : std::log1p(rest);
  sum.value += logarithm - change[block.label];
  sum.size += std::abs(logarithm) + std::abs(change[block.label]);
}

void LossChange::add(Sum& sum, std::size_t sample, const std::vector<double>& change) const {
  if (pieces_.empty()) {
    if (is_softmax_) {
      std::vector<double> scores(change);
      for (double& score : scores)
        score -= change.back();
      add_block(sum, blocks_[sample].front(), scores);
    } else {
      for (std::size_t o = 0; o < change.size(); ++o)
        add_block(sum, blocks_[sample][o], {change[o], 0});
    }
    return;
  }
  for (std::size_t o = 0; o < change.size(); ++o) {
    const auto piece = std::find_if(pieces_[sample][o].begin(), pieces_[sample][o].end() - 1,
                                    [&](const Piece& one) { return change[o] <= one.end; });
    const double linear = piece->linear * change[o];
    const double quadratic = piece->quadratic * change[o] * change[o];
    sum.value += piece->constant + linear + quadratic;
    sum.size += std::abs(piece->constant) + std::abs(linear) + std::abs(quadratic);
  }
}

double LossChange::risk_change(const Sum& sum, double s, double t) const {
  const auto count = static_cast<double>(sample_count_);
  double value = sum.value / count, size = sum.size / count;
  if (!decay_.empty())
    for (const double term :
         {decay_[0] * s, decay_[1] * t, decay_[2] * s * s, decay_[3] * s * t, decay_[4] * t * t}) {
      value += term;
      size += std::abs(term);
    }
  return std::abs(value) <= lost_part * size ? 0 : value;
}

} // namespace thalweg
