// SPDX-License-Identifier: Apache-2.0

#include "held_loss.hpp"

#include "stop.hpp"

namespace thalweg::verifier {

namespace {

/// What one output adds to R: a o² + b o + c in the piece of the margin between two breakpoints.
struct OutputLoss {
  const HeldProblem& problem;
  std::size_t sample;
  std::size_t output;
  Fraction factor; ///< the margin is factor · o + shift
  Fraction shift;
  Fraction weight;
  std::size_t piece = 0;

  OutputLoss(const HeldProblem& of, std::size_t i, std::size_t o, const Ball& at)
      : problem(of), sample(i), output(o),
        weight(of.loss.weight(i, o) * Fraction{1, Integer(of.data.samples.size())}) {
    const Sample& row = of.data.samples[i];
    const Fraction y = fraction(row.y[o], row.denominator);
    factor = of.loss.margin_factor(y);
    shift = of.loss.margin_shift(y);
    const Ball t = margin(at);
    for (const Fraction& breakpoint : of.loss.breakpoints)
      piece += t.centre > of.rules.ball(breakpoint).centre ? 1 : 0;
  }

  Ball margin(const Ball& o) const {
    return problem.rules.product(problem.rules.ball(factor), o) + problem.rules.ball(shift);
  }
  const Quadratic& quadratic() const { return problem.loss.pieces[piece]; }
  /// a, b, c
  Fraction square() const { return weight * quadratic().square * factor * factor; }
  Fraction slope() const {
    return weight * factor * (Fraction{2, 1} * quadratic().square * shift + quadratic().slope);
  }
  Fraction constant() const {
    return weight *
           ((quadratic().square * shift + quadratic().slope) * shift + quadratic().constant);
  }
  Ball derivative(const Ball& o) const {
    const BallRules& rules = problem.rules;
    return rules.product(rules.ball(Fraction{2, 1} * square()), o) + rules.ball(slope());
  }
  Ball value(const Ball& o) const {
    const BallRules& rules = problem.rules;
    return rules.product(rules.product(rules.ball(square()), o) + rules.ball(slope()), o) +
           rules.ball(constant());
  }
};

} // namespace

LossShape loss_shape(const HeldProblem& problem, std::size_t sample, const List<Ball>& outputs) {
  LossShape shape;
  for (std::size_t o = 0; o < outputs.size(); ++o) {
    const OutputLoss loss(problem, sample, o, outputs[o]);
    shape.value = shape.value + loss.value(outputs[o]);
    shape.slopes.push_back(loss.derivative(outputs[o]));
    LossCurve curve{problem.rules.ball(Fraction{2, 1} * loss.square()), List<Ball>(outputs.size())};
    curve.direction[o] = problem.one();
    shape.steepness.push_back(magnitude(curve.factor));
    shape.curves.push_back(std::move(curve));
  }
  return shape;
}

Ball loss_value(const HeldProblem& problem, std::size_t sample, const List<Ball>& base,
                const List<Ball>& outputs) {
  Ball sum;
  for (std::size_t o = 0; o < outputs.size(); ++o)
    sum = sum + OutputLoss(problem, sample, o, base[o]).value(outputs[o]);
  return sum;
}

List<Ball> loss_slopes_on(const HeldProblem& problem, std::size_t sample, const List<Ball>& base,
                          const List<Ball>& outputs) {
  List<Ball> slopes;
  for (std::size_t o = 0; o < outputs.size(); ++o) {
    const OutputLoss loss(problem, sample, o, base[o]);
    const Ball t = loss.margin(outputs[o]);
    const List<Fraction>& breakpoints = problem.loss.breakpoints;
    const bool is_left =
        (loss.piece > 0 && t.lower() < problem.rules.ball(breakpoints[loss.piece - 1]).upper()) ||
        (loss.piece < breakpoints.size() &&
         problem.rules.ball(breakpoints[loss.piece]).lower() < t.upper());
    if (is_left)
      reject("trained_minimum.loss_piece", "/statement/data/rows/" + std::to_string(sample),
             "one piece of the loss on the whole box",
             "that output " + std::to_string(o) + " may leave it");
    slopes.push_back(loss.derivative(outputs[o]));
  }
  return slopes;
}

} // namespace thalweg::verifier
