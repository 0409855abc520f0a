// SPDX-License-Identifier: Apache-2.0
//
// Losses (sections 6.1 and 6.2 of the specification): piecewise polynomials of degree 2 in an output,
// exact; logistic and softmax loss in floating point. The risk, and its change with the outputs.

"use strict";

/** Breakpoints of the loss of an output o with a target y, and c_0 + c_1 o + c_2 o² between them. */
function lossPieces({ name, delta, epsilon, tau }, y, numbers) {
  const [zero, one, minus] = ["0", "1", "-1"].map(numbers.of);
  const product = (...factors) => factors.reduce(numbers.product);
  const negative = (x) => numbers.difference(zero, x);
  const line = (factor, root) => [negative(product(factor, root)), factor, zero];
  const parabola = (factor, root) => [product(factor, root, root), product(numbers.of("-2"), factor, root), factor];
  const none = [zero, zero, zero];
  const around = (size) => [numbers.difference(y, size), numbers.sum(y, size)];
  const parameter = numbers.of(delta ?? epsilon ?? tau ?? "0"), half = numbers.of("1/2");
  const isBelow = numbers.sign(y) > 0; // of hinges: the loss is 0 above the label 1, below −1
  const hinge = (rising) => ({ breakpoints: [y], polynomials: isBelow ? [rising, none] : [none, rising] });
  switch (name) {
  case "squared":
    return { breakpoints: [], polynomials: [parabola(one, y)] };
  case "absolute":
    return { breakpoints: [y], polynomials: [line(minus, y), line(one, y)] };
  case "quantile":
    return { breakpoints: [y], polynomials: [line(negative(parameter), y), line(numbers.difference(one, parameter), y)] };
  case "huber": {
    const [low, high] = around(product(half, parameter));
    return { breakpoints: around(parameter), polynomials: [line(negative(parameter), low), parabola(half, y), line(parameter, high)] };
  }
  case "epsilon": {
    const [low, high] = around(parameter);
    return { breakpoints: [low, high], polynomials: [line(minus, low), none, line(one, high)] };
  }
  case "hinge":
    return hinge(line(negative(y), y));
  case "squared-hinge":
    return hinge(parabola(one, y));
  default:
    throw new Error(`the loss ${name} is not known here`);
  }
}

const isCrossEntropy = ({ name }) => name === "logistic" || name === "softmax";

/** The scores of the blocks of a cross-entropy loss, the last one 0, and the class. */
function blocksOf(loss, targets, outputs) {
  if (loss.name === "softmax")
    return [{ scores: outputs.map((value) => value - outputs.at(-1)), label: targets[0] }];
  return outputs.map((value, o) => ({ scores: [value, 0], label: targets[o] === floating.of(loss.positive ?? "1") ? 0 : 1 }));
}

function weightsOf({ sample_weights, output_weights }, i, outputCount, numbers) {
  const ofSample = numbers.of(sample_weights?.[i] ?? "1");
  return Array.from({ length: outputCount }, (_, o) => numbers.product(ofSample, numbers.of(output_weights?.[o] ?? "1")));
}

/** The loss of sample i from its outputs, weights included. */
function sampleLoss({ statement: { loss }, samples, numbers }, i, outputs) {
  const { target } = samples[i];
  if (isCrossEntropy(loss)) {
    const blocks = blocksOf(loss, target.map(numbers.rounded), outputs.map(numbers.rounded));
    return numbers.ofFloating(blocks.reduce((sum, { scores, label }) => {
      const top = largest(scores);
      return sum + Math.log(scores.reduce((all, score) => all + Math.exp(score - top), 0)) + top - scores[label];
    }, 0));
  }
  const weights = weightsOf(loss, i, target.length, numbers);
  return target.reduce((sum, y, o) => {
    const { breakpoints, polynomials } = lossPieces(loss, y, numbers);
    const at = outputs[o], piece = breakpoints.filter((b) => numbers.isPositive(numbers.difference(at, b))).length;
    const [c0, c1, c2] = polynomials[piece];
    const value = numbers.sum(c0, numbers.product(at, numbers.sum(c1, numbers.product(at, c2))));
    return numbers.sum(sum, numbers.product(weights[o], value));
  }, numbers.of("0"));
}

/** Σ_l κ_l ⟨a_l, b_l⟩ for two lists of parameters, weights and biases each with their factor. */
function decayedProduct(decay, a, b, numbers) {
  const zero = numbers.of("0");
  return decay.reduce((sum, [ofWeights, ofBiases], l) => {
    const [first, second] = [a[l], b[l]];
    if (first.parameters === undefined)
      return sum;
    const weights = first.parameters.reduce((all, row, r) => {
      const other = new Map(second.parameters[r]);
      return row.reduce((part, [column, weight]) =>
          numbers.sum(part, numbers.product(weight, other.get(column) ?? zero)), all);
    }, zero);
    const biases = first.filterBiases.reduce((all, bias, r) => numbers.sum(all, numbers.product(bias, second.filterBiases[r])), zero);
    return numbers.sum(sum, numbers.sum(numbers.product(numbers.of(ofWeights), weights), numbers.product(numbers.of(ofBiases), biases)));
  }, zero);
}

/** The risk of layers from the outputs of the samples, decay included. */
function riskFrom(subject, layers, passes) {
  const { samples, numbers, statement: { loss } } = subject;
  const losses = passes.reduce((sum, pass, i) => numbers.sum(sum, sampleLoss(subject, i, outputsOf(pass))), numbers.of("0"));
  return numbers.sum(numbers.quotient(losses, numbers.of(String(samples.length))),
                     decayedProduct(loss.decay ?? [], layers, layers, numbers));
}

/** How the loss of sample i changes with its outputs: change of the outputs → [value, size of the terms]. */
function lossChangeOf({ statement: { loss }, samples, numbers }, i, outputs) {
  const { target } = samples[i];
  if (isCrossEntropy(loss)) {
    const blocks = blocksOf(loss, target.map(numbers.rounded), outputs.map(numbers.rounded)).map(({ scores, label }) => {
      const top = largest(scores), powers = scores.map((score) => Math.exp(score - top));
      const sum = powers.reduce((a, b) => a + b);
      return { label, probabilities: powers.map((power) => power / sum) };
    });
    const isSoftmax = loss.name === "softmax";
    return (change) => blocks.reduce(([value, size], { label, probabilities }, o) => {
      const own = isSoftmax ? change.map((x) => x - change.at(-1)) : [change[o], 0], top = largest(own), isLarge = top > 30;
      const rest = own.reduce((sum, x, a) => sum + probabilities[a] * (isLarge ? Math.exp(x - top) : Math.expm1(x)), 0);
      const logarithm = isLarge ? Math.log(rest) + top : Math.log1p(rest);
      return [value + logarithm - own[label], size + Math.abs(logarithm) + Math.abs(own[label])];
    }, [0, 0]);
  }
  const weights = weightsOf(loss, i, target.length, numbers);
  const pieces = target.map((y, o) => {
    const { breakpoints, polynomials } = lossPieces(loss, y, numbers), at = outputs[o];
    const gaps = breakpoints.map((b) => numbers.difference(b, at)), { sum, product } = numbers;
    const valueOf = ([c0, c1, c2]) => sum(c0, product(at, sum(c1, product(at, c2))));
    const here = valueOf(polynomials[gaps.filter((gap) => numbers.sign(gap) < 0).length]);
    return polynomials.map((polynomial, q) => {
      const [, c1, c2] = polynomial;
      const coefficients = [numbers.difference(valueOf(polynomial), here), sum(c1, product(numbers.of("2"), product(c2, at))), c2];
      return [q < gaps.length ? numbers.rounded(gaps[q]) : Infinity,
              ...coefficients.map((c) => numbers.rounded(product(weights[o], c)))];
    });
  });
  return (change) => {
    let value = 0, size = 0;
    for (const [o, x] of change.entries()) {
      const [, constant, linear, quadratic] = pieces[o].find(([end]) => x <= end) ?? pieces[o].at(-1);
      value += constant + linear * x + quadratic * x * x;
      size += Math.abs(constant) + Math.abs(linear * x) + Math.abs(quadratic * x * x);
    }
    return [value, size];
  };
}
