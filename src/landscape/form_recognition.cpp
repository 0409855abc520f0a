// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/form_recognition.hpp"

#include "exact/error.hpp"
#include "exact/watched_work.hpp"
#include "geometry/faces.hpp"
#include "network/walk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace thalweg {

namespace {

/// Coefficients of symbols, increasing: k < d is x_k, d is 1, then positive parts.
using LinearForm = SparseRow;

/// a + factor · b
LinearForm combined(const LinearForm& a, const Rational& factor, const LinearForm& b) {
  LinearForm result;
  result.reserve(a.size() + b.size());
  auto s = a.begin(), t = b.begin();
  while (s != a.end() || t != b.end()) {
    if (t == b.end() || (s != a.end() && s->first < t->first)) {
      result.push_back(*s++);
      continue;
    }
    Rational value = factor * t->second;
    if (s != a.end() && s->first == t->first)
      value += s++->second;
    if (value != 0)
      result.emplace_back(t->first, std::move(value));
    ++t;
  }
  return result;
}

struct Obstacle {
  std::string text;
};

/// The symbols and the trees of expressions over them.
class Expressions {
public:
  explicit Expressions(std::size_t dimension) : one_(dimension), depths_(dimension + 1, 0) {}

  std::size_t one() const { return one_; }

  LinearForm positive_part(const LinearForm& e) {
    if (e.empty() || (e.size() == 1 && e.front().first == one_))
      return e.empty() || e.front().second < 0 ? LinearForm{} : e;
    const Rational last = e.back().second;
    const LinearForm monic = combined({}, 1 / last, e);
    const auto [place, is_new] = symbols_.try_emplace(monic, one_ + 1 + monics_.size());
    if (is_new) {
      std::size_t depth = 0;
      for (const auto& [symbol, coefficient] : monic)
        depth = std::max(depth, depths_[symbol]);
      depths_.push_back(depth + 1);
      monics_.push_back(monic);
    }
    return combined({{place->second, abs(last)}}, last < 0 ? 1 : 0, e);
  }

  struct Split {
    LatticeTree::Operation operation = LatticeTree::Operation::affine;
    LinearForm left = {}, right = {}; ///< Y and Y + cC
  };
  /// Throws Obstacle if there is more than one symbol of the greatest depth.
  Split split(const LinearForm& e) const {
    std::size_t deepest = 0, count = 0;
    const Term* found = nullptr;
    for (const Term& term : e) {
      const std::size_t depth = depths_[term.first];
      if (depth == 0 || depth < deepest)
        continue;
      count = depth == deepest ? count + 1 : 1;
      deepest = depth;
      found = &term;
    }
    if (found == nullptr)
      return {};
    if (count > 1)
      throw Obstacle{fmt::format("expected one minimum or maximum at a time, found a sum of {} of "
                                 "the same depth",
                                 count)};
    const Rational& c = found->second;
    Split result{c > 0 ? LatticeTree::Operation::maximum : LatticeTree::Operation::minimum, {}, {}};
    result.left = combined(e, -c, {{found->first, 1}});
    result.right = combined(result.left, c, monics_[found->first - one_ - 1]);
    return result;
  }

  AffineFunction affine(const LinearForm& e) const {
    AffineFunction f = zero_function(one_);
    for (const auto& [symbol, coefficient] : e)
      (symbol == one_ ? f.constant : f.linear[symbol]) = coefficient;
    return f;
  }

private:
  std::size_t one_;
  std::map<LinearForm, std::size_t> symbols_;
  std::vector<std::size_t> depths_; ///< of all symbols; 0 for x and 1
  std::vector<LinearForm> monics_;  ///< C of symbol [C]_+
};

/// Least values of expressions on a domain, by the recursion of the header.
class LowerValues {
public:
  LowerValues(const Expressions& expressions, const Polytope& domain)
      : expressions_(expressions), corners_(vertices(domain)) {}

  /// Nothing if the expression is no tree.
  std::optional<Rational> of(const LinearForm& e) {
    const auto found = known_.find(e);
    if (found != known_.end())
      return found->second;
    return known_[e] = computed(e);
  }

private:
  std::optional<Rational> computed(const LinearForm& e) {
    require_time();
    Expressions::Split split;
    try {
      split = expressions_.split(e);
    } catch (const Obstacle&) {
      return std::nullopt;
    }
    if (split.operation == LatticeTree::Operation::affine) {
      const AffineFunction f = expressions_.affine(e);
      Rational least = f(corners_.front());
      for (const Vector& corner : corners_)
        least = std::min(least, f(corner));
      return least;
    }
    const std::optional<Rational> left = of(split.left), right = of(split.right);
    if (!left || !right)
      return std::nullopt;
    return split.operation == LatticeTree::Operation::minimum ? std::min(*left, *right)
                                                              : std::max(*left, *right);
  }

  const Expressions& expressions_;
  std::vector<Vector> corners_;
  std::map<LinearForm, std::optional<Rational>> known_;
};

/// More nodes than any form of 64 functions and 64 rows needs.
constexpr std::size_t node_limit = 100'000;

/// The tree of one output.
class TreeBuilder {
public:
  explicit TreeBuilder(const Expressions& expressions) : expressions_(expressions) {}

  std::size_t node_of(const LinearForm& e) {
    const auto found = nodes_.find(e);
    if (found != nodes_.end())
      return found->second;
    require_time();
    if (tree_.nodes.size() >= node_limit)
      throw Obstacle{fmt::format("expected at most {} minima and maxima, found more", node_limit)};
    const Expressions::Split split = expressions_.split(e);
    std::size_t node = 0;
    if (split.operation == LatticeTree::Operation::affine) {
      node = tree_.add_affine(expressions_.affine(e));
    } else {
      const std::size_t left = node_of(split.left), right = node_of(split.right);
      node = split.operation == LatticeTree::Operation::minimum ? tree_.add_minimum(left, right)
                                                                : tree_.add_maximum(left, right);
    }
    nodes_.emplace(e, node);
    return node;
  }

  const std::map<LinearForm, std::size_t>& nodes() const { return nodes_; }
  const LatticeTree& tree() const { return tree_; }

private:
  const Expressions& expressions_;
  std::map<LinearForm, std::size_t> nodes_;
  LatticeTree tree_;
};

/// The functions and rows of a tree.
MaxMinForm form_of(const LatticeTree& tree) {
  using Operation = LatticeTree::Operation;
  std::vector<std::set<std::size_t>> literals; // none for a maximum
  for (const LatticeTree::Node& node : tree.nodes) {
    std::set<std::size_t>& of_node = literals.emplace_back();
    if (node.operation == Operation::affine)
      of_node.insert(node.left);
    if (node.operation != Operation::minimum)
      continue;
    for (const std::size_t operand : {node.left, node.right}) {
      if (literals[operand].empty())
        throw Obstacle{"expected a maximum of minima, found a minimum of maxima"};
      of_node.insert(literals[operand].begin(), literals[operand].end());
    }
  }
  std::vector<bool> is_below_maxima(tree.nodes.size(), false);
  is_below_maxima.back() = true;
  std::set<std::vector<std::size_t>> rows;
  for (std::size_t v = tree.nodes.size(); v-- > 0;) {
    if (!is_below_maxima[v])
      continue;
    if (tree.nodes[v].operation == Operation::maximum)
      is_below_maxima[tree.nodes[v].left] = is_below_maxima[tree.nodes[v].right] = true;
    else
      rows.emplace(literals[v].begin(), literals[v].end());
  }
  return {tree.functions, {rows.begin(), rows.end()}};
}

using UnitNumber = std::pair<std::size_t, std::size_t>; ///< layer, unit

/// The network as expressions.
class NetworkReading {
public:
  /// Carries nothing without a domain, and never the units of `not_carried`.
  NetworkReading(const Network& network, const Polytope* domain,
                 const std::set<UnitNumber>& not_carried)
      : expressions_(network.input_dimension()) {
    std::optional<LowerValues> lower;
    if (domain != nullptr)
      lower.emplace(expressions_, *domain);
    std::vector<std::vector<LinearForm>> outputs(1);
    for (std::size_t k = 0; k < expressions_.one(); ++k)
      outputs.front().push_back({{k, 1}});
    push(network, outputs, network.layers.size(),
         [&](std::size_t l, const std::vector<LinearForm>& values) {
           const Layer& layer = network.layers[l];
           std::vector<LinearForm> next;
           for (std::size_t unit = 0; unit < layer.unit_count(); ++unit) {
             require_time();
             LinearForm e = pre_activation(layer, unit, values);
             if (layer.activation == identity_activation()) {
               next.push_back(std::move(e));
             } else if (lower && !not_carried.contains({l, unit}) && is_nonnegative(e, *lower)) {
               carried_.emplace_back(UnitNumber{l, unit}, e);
               next.push_back(std::move(e));
             } else {
               next.push_back(expressions_.positive_part(e));
             }
           }
           return next;
         });
    outputs_ = std::move(outputs.back());
  }

  const Expressions& expressions() const { return expressions_; }
  const std::vector<LinearForm>& outputs() const { return outputs_; }
  const std::vector<std::pair<UnitNumber, LinearForm>>& carried() const { return carried_; }

private:
  static bool is_nonnegative(const LinearForm& e, LowerValues& lower) {
    const std::optional<Rational> least = lower.of(e);
    return least && *least >= 0;
  }

  LinearForm pre_activation(const Layer& layer, std::size_t unit,
                            const std::vector<LinearForm>& values) const {
    std::map<std::size_t, Rational> sum;
    sum[expressions_.one()] = layer.biases[unit];
    for (const auto& [input, weight] : layer.weights[unit])
      for (const auto& [symbol, coefficient] : values[input])
        sum[symbol] += weight * coefficient;
    LinearForm result;
    for (auto& [symbol, coefficient] : sum)
      if (coefficient != 0)
        result.emplace_back(symbol, std::move(coefficient));
    return result;
  }

  Expressions expressions_;
  std::vector<LinearForm> outputs_;
  std::vector<std::pair<UnitNumber, LinearForm>> carried_;
};

/// Without the constant.
LinearForm homogeneous(const LinearForm& e, std::size_t one) {
  LinearForm result;
  std::copy_if(e.begin(), e.end(), std::back_inserter(result),
               [one](const Term& term) { return term.first != one; });
  return result;
}

Rational constant_of(const LinearForm& e, std::size_t one) {
  for (const auto& [symbol, coefficient] : e)
    if (symbol == one)
      return coefficient;
  return 0;
}

/// The nodes that carried units carry. Units that carry none are put into `not_carried`.
std::vector<std::vector<CarriedNode>> carried_nodes(const Network& network,
                                                    const NetworkReading& reading,
                                                    const std::vector<TreeBuilder>& trees,
                                                    std::set<UnitNumber>& not_carried) {
  const std::size_t one = reading.expressions().one();
  struct Place {
    std::size_t output, node;
    Rational constant;
  };
  std::map<LinearForm, Place> places;
  for (std::size_t o = 0; o < trees.size(); ++o)
    for (const auto& [e, node] : trees[o].nodes())
      places.try_emplace(homogeneous(e, one), Place{o, node, constant_of(e, one)});
  std::vector<std::vector<CarriedNode>> result(network.hidden_layer_count());
  for (const auto& [number, e] : reading.carried()) {
    const auto found = places.find(homogeneous(e, one));
    if (found == places.end())
      not_carried.insert(number);
    else
      result[number.first].push_back({number.second, found->second.output, found->second.node,
                                      constant_of(e, one) - found->second.constant});
  }
  return result;
}

/// One reading; with new units in `not_carried` the next one may go further.
RecognisedForms forms_of_reading(const Network& network, const Polytope* domain,
                                 std::set<UnitNumber>& not_carried) {
  const NetworkReading reading(network, domain, not_carried);
  std::vector<TreeBuilder> trees;
  RecognisedForms result;
  for (std::size_t o = 0; o < reading.outputs().size(); ++o)
    try {
      trees.emplace_back(reading.expressions()).node_of(reading.outputs()[o]);
      result.outputs.push_back({trees.back().tree(), form_of(trees.back().tree())});
    } catch (const Obstacle& obstacle) {
      throw Obstacle{fmt::format("output {}: {}", o, obstacle.text)};
    }
  result.carried = carried_nodes(network, reading, trees, not_carried);
  return result;
}

/// One layer of ReLU has few regions, which say more than a form.
constexpr std::size_t fewest_relu_layers = 2;

void require_readable(const Network& network) {
  std::size_t relu_layers = 0;
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const Layer& layer = network.layers[l];
    if (layer.kind != LayerKind::dense)
      throw Obstacle{fmt::format("layer {}: expected a dense layer, found another", l)};
    if (layer.activation != identity_activation() && layer.activation != relu())
      throw Obstacle{fmt::format("layer {}: expected ReLU or no activation, found another", l)};
    relu_layers += layer.activation == relu() ? 1 : 0;
  }
  if (relu_layers < fewest_relu_layers)
    throw Obstacle{
        fmt::format("expected at least {} layers of ReLU, found fewer", fewest_relu_layers)};
}

} // namespace

FormRecognition recognised_forms(const Network& network, const Polytope& domain) {
  require(network.input_dimension() == domain.dimension, "forms: domain of another dimension");
  FormRecognition result;
  const Polytope* used_domain = nullptr;
  std::set<UnitNumber> not_carried;
  try {
    require_readable(network);
    while (true) {
      try {
        const std::size_t before = not_carried.size();
        RecognisedForms forms = forms_of_reading(network, used_domain, not_carried);
        if (not_carried.size() > before)
          continue;
        result.forms = std::move(forms);
        return result;
      } catch (const Obstacle&) {
        if (used_domain != nullptr)
          throw;
        used_domain = &domain;
      }
    }
  } catch (const Obstacle& obstacle) {
    result.obstacle = obstacle.text;
  }
  return result;
}

} // namespace thalweg
