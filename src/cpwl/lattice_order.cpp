// SPDX-License-Identifier: GPL-3.0-or-later
//
// Orders are lists of joins, so that building a tree is one pass over each list.

#include "cpwl/lattice_order.hpp"

#include "exact/error.hpp"

#include <fmt/format.h>

namespace thalweg {
namespace {

/// Joins tree nodes in the given order by `operation`; returns the node of the result.
std::size_t joined(LatticeTree& tree, LatticeTree::Operation operation, const JoinOrder& order,
                   std::vector<std::size_t> nodes) {
  for (const JoinOrder::Step& step : order.steps) {
    const std::size_t left = nodes[step.left], right = nodes[step.right];
    nodes.push_back(operation == LatticeTree::Operation::minimum ? tree.add_minimum(left, right)
                                                                 : tree.add_maximum(left, right));
  }
  return nodes.back();
}

void require_operands(const JoinOrder& order, std::size_t expected, const std::string& place) {
  if (order.operand_count != expected)
    throw InputError(fmt::format("{}: expected an order of {} operands, found one of {}", place,
                                 expected, order.operand_count));
  require_order(order, place);
}

} // namespace

JoinOrder balanced_order(std::size_t operand_count) {
  require(operand_count > 0, "join order: no operands");
  JoinOrder order{operand_count, {}};
  std::vector<std::size_t> waiting;
  for (std::size_t k = 0; k < operand_count; ++k)
    waiting.push_back(k);
  while (waiting.size() > 1) {
    std::vector<std::size_t> next;
    for (std::size_t k = 0; k + 1 < waiting.size(); k += 2) {
      order.steps.push_back({waiting[k], waiting[k + 1]});
      next.push_back(operand_count + order.steps.size() - 1);
    }
    if (waiting.size() % 2 == 1)
      next.push_back(waiting.back());
    waiting = std::move(next);
  }
  return order;
}

JoinOrder chain_order(std::size_t operand_count) {
  require(operand_count > 0, "join order: no operands");
  JoinOrder order{operand_count, {}};
  for (std::size_t k = 1; k < operand_count; ++k)
    order.steps.push_back({k == 1 ? 0 : operand_count + k - 2, k});
  return order;
}

void require_order(const JoinOrder& order, const std::string& place) {
  if (order.operand_count == 0 || order.steps.size() + 1 != order.operand_count)
    throw InputError(fmt::format("{}: expected at least one operand and one step fewer than "
                                 "operands, found {} operands and {} steps",
                                 place, order.operand_count, order.steps.size()));
  std::vector<bool> is_used(order.operand_count + order.steps.size(), false);
  for (std::size_t i = 0; i < order.steps.size(); ++i)
    for (std::size_t operand : {order.steps[i].left, order.steps[i].right}) {
      if (operand >= order.operand_count + i || is_used[operand])
        throw InputError(
            fmt::format("{}: step {}: expected an unused operand or earlier result, found {}",
                        place, i, operand));
      is_used[operand] = true;
    }
}

LatticeTree tree_of_lattice(const MaxMinForm& form, const std::vector<JoinOrder>& row_orders,
                            const JoinOrder& outer_order) {
  require_well_formed(form, "max-min form");
  if (row_orders.size() != form.rows.size())
    throw InputError(fmt::format("lattice tree: expected one order for each of {} rows, found {}",
                                 form.rows.size(), row_orders.size()));
  require_operands(outer_order, form.rows.size(), "order of the rows");
  LatticeTree tree;
  std::vector<std::optional<std::size_t>> node_of_function(form.functions.size());
  for (std::size_t r = 0; r < form.rows.size(); ++r) {
    require_operands(row_orders[r], form.rows[r].size(), fmt::format("order of row {}", r));
    for (std::size_t j : form.rows[r])
      if (!node_of_function[j])
        node_of_function[j] = tree.add_affine(form.functions[j]);
  }
  std::vector<std::size_t> row_nodes;
  for (std::size_t r = 0; r < form.rows.size(); ++r) {
    std::vector<std::size_t> literals;
    for (std::size_t j : form.rows[r])
      literals.push_back(*node_of_function[j]);
    row_nodes.push_back(
        joined(tree, LatticeTree::Operation::minimum, row_orders[r], std::move(literals)));
  }
  const std::size_t root =
      joined(tree, LatticeTree::Operation::maximum, outer_order, std::move(row_nodes));
  require(root + 1 == tree.nodes.size(), "lattice tree: the root is the last node");
  return tree;
}

LatticeTree tree_of_lattice(const MaxMinForm& form) {
  std::vector<JoinOrder> row_orders;
  for (const std::vector<std::size_t>& row : form.rows)
    row_orders.push_back(balanced_order(row.size()));
  return tree_of_lattice(form, row_orders, balanced_order(form.rows.size()));
}

} // namespace thalweg
