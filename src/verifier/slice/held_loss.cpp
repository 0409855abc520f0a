// SPDX-License-Identifier: Apache-2.0

#include "slice/held_loss.hpp"

#include "limit/stop.hpp"
#include "loss/cross_entropy.hpp"

namespace thalweg::verifier {

namespace {

[[noreturn]] void reject_loss_piece(const HeldPoint& point, const char* expected,
                                    const std::string& found) {
  reject("trained_minimum.loss_piece",
         "/statement/data/rows/" + std::to_string(point.samples().front()), expected, found);
}

Fraction share_of_sample(const HeldProblem& problem) {
  return {1, Integer(problem.data.samples.size())};
}

// ---- Losses made of quadratic pieces

/// What one output of one sample adds to R: square o² + slope o + constant in the piece of the
/// margin t = factor · o + shift between two breakpoints.
struct OutputLoss {
  const HeldProblem& problem;
  Ball factor, shift;
  std::size_t piece = 0;
  Ball square, slope, constant;

  OutputLoss(const HeldProblem& of, std::size_t i, std::size_t o, const Ball& at) : problem(of) {
    const Loss& loss = of.loss;
    const Sample& row = of.data.samples[i];
    const Fraction y = fraction(row.y[o], row.denominator);
    const Fraction a = loss.margin_factor(y);
    const Fraction b = loss.margin_shift(y);
    factor = of.rules.ball(a);
    shift = of.rules.ball(b);
    for (const Fraction& breakpoint : loss.breakpoints)
      piece += margin(at).centre > of.rules.ball(breakpoint).centre ? 1 : 0;
    const Quadratic& q = loss.pieces[piece];
    const Fraction weight = loss.weight(i, o) * share_of_sample(of);
    square = of.rules.ball(weight * q.square * a * a);
    slope = of.rules.ball(weight * a * (Fraction{2, 1} * q.square * b + q.slope));
    constant = of.rules.ball(weight * ((q.square * b + q.slope) * b + q.constant));
  }

  Ball margin(const Ball& o) const { return problem.rules.product(factor, o) + shift; }
  Ball curvature() const { return square + square; }
  Ball derivative(const Ball& o) const { return problem.rules.product(curvature(), o) + slope; }
  Ball value(const Ball& o) const {
    return problem.rules.product(problem.rules.product(square, o) + slope, o) + constant;
  }
  bool may_be_left(const Ball& o) const {
    const Ball t = margin(o);
    const List<Fraction>& breakpoints = problem.loss.breakpoints;
    return (piece > 0 && t.lower() < problem.rules.ball(breakpoints[piece - 1]).upper()) ||
           (piece < breakpoints.size() &&
            problem.rules.ball(breakpoints[piece]).lower() < t.upper());
  }
};

/// Calls use(loss, o) for all samples of the point and all outputs.
template <class Use>
void for_each_loss(const HeldProblem& problem, const HeldPoint& point, const List<Ball>& base,
                   const Use& use) {
  for (const std::size_t i : point.samples())
    for (std::size_t o = 0; o < base.size(); ++o)
      use(OutputLoss(problem, i, o, base[o]), o);
}

LossCurve curve_of_output(const HeldProblem& problem, std::size_t o, std::size_t count,
                          Ball factor) {
  LossCurve curve{std::move(factor), List<Ball>(count)};
  curve.direction[o] = problem.one();
  return curve;
}

LossShape quadratic_shape(const HeldProblem& problem, const HeldPoint& point,
                          const List<Ball>& outputs) {
  LossShape shape;
  shape.slopes.resize(outputs.size());
  List<Ball> factors(outputs.size());
  for_each_loss(problem, point, outputs, [&](const OutputLoss& loss, std::size_t o) {
    shape.value = shape.value + loss.value(outputs[o]);
    shape.slopes[o] = shape.slopes[o] + loss.derivative(outputs[o]);
    factors[o] = factors[o] + loss.curvature();
  });
  for (std::size_t o = 0; o < outputs.size(); ++o) {
    shape.steepness.push_back(magnitude(factors[o]));
    shape.curves.push_back(curve_of_output(problem, o, outputs.size(), factors[o]));
  }
  return shape;
}

// ---- Logistic and softmax loss (6.2): one probability for each output

bool is_softmax(const HeldProblem& problem) {
  return problem.loss.name == "softmax";
}

Ball multiple(const Ball& a, std::size_t count) {
  return {a.centre * count, a.radius * count};
}

/// Bounds how far the probability of output o moves if every output moves by at most this: by p (1
/// − p) |a| ≤ |a|/4, for softmax by p (1 − p) |a_o − mean of the others| ≤ max |a|/2.
Integer probability_move(const HeldProblem& problem, const List<Integer>& moves, std::size_t o) {
  return is_softmax(problem) ? ceiling_shift(*std::max_element(moves.begin(), moves.end()), 1)
                             : ceiling_shift(moves[o], 2);
}

/// Calls use(block, scores, enclosures) at the centres of the outputs.
template <class Use>
void for_each_block(const HeldProblem& problem, const List<Ball>& outputs, const Use& use) {
  List<Fraction> centres;
  for (const Ball& output : outputs)
    centres.push_back(problem.rules.as_fraction(output.centre));
  for (std::size_t block = 0; block < block_count(problem.loss, problem.data); ++block) {
    const List<Fraction> v = scores(problem.loss, block, centres);
    use(block, v, block_at(v, problem.rules.bits()));
  }
}

List<Ball> probabilities(const HeldProblem& problem, const List<Ball>& outputs) {
  List<Ball> result;
  for_each_block(problem, outputs, [&](std::size_t, const List<Fraction>&, const BlockAt& at) {
    for (std::size_t a = 0; a < (is_softmax(problem) ? outputs.size() : 1); ++a)
      result.push_back(BallRules::between(at.probabilities[a].lower, at.probabilities[a].upper));
  });
  List<Integer> radii;
  for (const Ball& output : outputs)
    radii.push_back(output.radius);
  for (std::size_t o = 0; o < result.size(); ++o)
    result[o].radius += probability_move(problem, radii, o);
  return result;
}

Ball cross_entropy_value(const HeldProblem& problem, const HeldPoint& point,
                         const List<Ball>& outputs) {
  Ball sum;
  for_each_block(
      problem, outputs, [&](std::size_t block, const List<Fraction>& v, const BlockAt& at) {
        for (const std::size_t i : point.samples()) {
          const std::size_t y = class_of(problem.loss, problem.data.samples[i], block);
          const Fraction known = y < v.size() ? at.largest - v[y] : at.largest;
          sum = sum + BallRules::between(at.rest.lower, at.rest.upper) + problem.rules.ball(known);
        }
      });
  for (const Ball& output : outputs) // no derivative by an output is above 1
    sum.radius += output.radius * point.samples().size();
  return problem.rules.product(problem.rules.ball(share_of_sample(problem)), sum);
}

/// Samples of the point whose class is that of the output.
std::size_t hits(const HeldProblem& problem, const HeldPoint& point, std::size_t o) {
  std::size_t count = 0;
  for (const std::size_t i : point.samples()) {
    const Sample& sample = problem.data.samples[i];
    count += is_softmax(problem) ? class_of(problem.loss, sample, 0) == o
                                 : class_of(problem.loss, sample, o) == 0;
  }
  return count;
}

List<Ball> cross_entropy_slopes(const HeldProblem& problem, const HeldPoint& point,
                                const List<Ball>& p) {
  const Ball share = problem.rules.ball(share_of_sample(problem));
  List<Ball> slopes;
  for (std::size_t o = 0; o < p.size(); ++o) {
    const Ball missed =
        multiple(p[o], point.samples().size()) - multiple(problem.one(), hits(problem, point, o));
    slopes.push_back(problem.rules.product(share, missed));
  }
  return slopes;
}

LossShape cross_entropy_shape(const HeldProblem& problem, const HeldPoint& point,
                              const List<Ball>& outputs) {
  const BallRules& rules = problem.rules;
  const Ball weight = multiple(rules.ball(share_of_sample(problem)), point.samples().size());
  const List<Ball> p = probabilities(problem, outputs);
  LossShape shape;
  shape.value = cross_entropy_value(problem, point, outputs);
  shape.slopes = cross_entropy_slopes(problem, point, p);
  for (std::size_t o = 0; o < outputs.size(); ++o) {
    const Ball curvature = rules.product(weight, rules.product(p[o], problem.one() - p[o]));
    shape.steepness.push_back(magnitude(is_softmax(problem) ? curvature + curvature : curvature));
    shape.curves.push_back(curve_of_output(
        problem, o, outputs.size(), is_softmax(problem) ? rules.product(weight, p[o]) : curvature));
  }
  if (is_softmax(problem)) // Σ p a² − (Σ p a)²
    shape.curves.push_back({-weight, p});
  return shape;
}

} // namespace

LossShape loss_shape(const HeldProblem& problem, const HeldPoint& point,
                     const List<Ball>& outputs) {
  return problem.loss.cross_entropy ? cross_entropy_shape(problem, point, outputs)
                                    : quadratic_shape(problem, point, outputs);
}

Ball loss_value(const HeldProblem& problem, const HeldPoint& point, const List<Ball>& base,
                const List<Ball>& outputs) {
  if (problem.loss.cross_entropy)
    return cross_entropy_value(problem, point, outputs);
  Ball sum;
  for_each_loss(problem, point, base,
                [&](const OutputLoss& loss, std::size_t o) { sum = sum + loss.value(outputs[o]); });
  return sum;
}

List<Ball> loss_slopes_on(const HeldProblem& problem, const HeldPoint& point,
                          const List<Ball>& base, const List<Ball>& outputs) {
  if (problem.loss.cross_entropy)
    return cross_entropy_slopes(problem, point, probabilities(problem, outputs));
  List<Ball> slopes(base.size());
  for_each_loss(problem, point, base, [&](const OutputLoss& loss, std::size_t o) {
    if (loss.may_be_left(outputs[o]))
      reject_loss_piece(point, "one piece of the loss on the whole box",
                        "that output " + std::to_string(o) + " may leave it");
    slopes[o] = slopes[o] + loss.derivative(outputs[o]);
  });
  return slopes;
}

List<Majorant> slope_majorants(const HeldProblem& problem, const LossShape& shape,
                               const HeldPoint& point, std::span<const Majorant> outputs) {
  const BallRules& rules = problem.rules;
  const Integer weight =
      rules.rounded_up(share_of_sample(problem) * Fraction{Integer(point.samples().size()), 1});
  List<Majorant> result;
  for (std::size_t o = 0; o < outputs.size(); ++o) {
    Majorant& majorant = result.emplace_back();
    for (std::size_t k = 0; k < outputs[o].size(); ++k) {
      List<Integer> moves;
      for (const Majorant& output : outputs)
        moves.push_back(k < output.size() ? output[k] : Integer(0));
      majorant.push_back(problem.loss.cross_entropy
                             ? rules.product_up(weight, probability_move(problem, moves, o))
                             : rules.product_up(shape.steepness[o], moves[o]));
    }
  }
  return result;
}

Fraction lost_share(const HeldProblem& problem, const HeldPoint& point,
                    std::span<const Majorant> outputs, const Fraction& box) {
  if (!problem.loss.cross_entropy)
    return {};
  Fraction most;
  for (const Majorant& output : outputs)
    most = std::max(most, moved_by(problem, output, box));
  const Fraction share = is_softmax(problem) ? most + most : most;
  if (!(share < Fraction{1, 1}))
    reject_loss_piece(point, "scores that move by less than 1 on the whole box",
                      "that they may move further");
  return share;
}

} // namespace thalweg::verifier
