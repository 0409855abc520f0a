// SPDX-License-Identifier: Apache-2.0
//
// From JSON to losses and subgradients (specification, 6.1).

#pragma once

#include "loss/problem.hpp"

namespace thalweg::verifier {

/// The section `loss` of a statement whose data are read; hinge losses ask for labels.
Loss read_loss(const Node& statement, const Data& data);

/// The key `decay` of the section `loss`, which is there.
void read_decay(const Node& loss, const Network& network, Loss& result);

/// Every target is 1 or −1.
void require_labels(const Node& rows, const Data& data);

/// Only the squared loss without weights is supported by claims about fits of groups.
void require_plain_squared(const Node& statement, const Loss& loss);

/// An object with exactly these keys, and `subgradients` if they are needed.
void require_keys_and_subgradients(const Node& witness, List<std::string_view> keys,
                                   bool are_needed);

/// The entry `subgradients` if there is one: a row for each sample with a class, else null.
Subgradients read_subgradients(const Node& witness, const List<std::optional<std::size_t>>& labels,
                               std::size_t output_count);

} // namespace thalweg::verifier
