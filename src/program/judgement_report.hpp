// SPDX-License-Identifier: GPL-3.0-or-later
//
// What `thalweg judge` tells of its judgement (trained/judgement.hpp), for people and for machines.
// Numbers are rounded for people; the certificate has the exact ones.

#pragma once

#include "trained/judgement.hpp"

#include <nlohmann/json_fwd.hpp>

namespace thalweg {

/// Aligned lines that fit on a screen.
std::string judgement_text(const Judgement& judgement, const TrainingProblem& problem);

nlohmann::ordered_json judgement_json(const Judgement& judgement, const TrainingProblem& problem);

/// "minimum", "not_converged", …
const char* verdict_word(JudgementVerdict verdict);

} // namespace thalweg
