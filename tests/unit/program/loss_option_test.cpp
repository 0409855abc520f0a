// SPDX-License-Identifier: GPL-3.0-or-later
//
// Losses and weights from option texts.

#include "program/loss_option.hpp"

#include "exact/error.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

namespace {

/// Columns a, w, y, b; y is the target.
Dataset table() {
  Dataset data;
  data.columns = {"a", "w", "y", "b"};
  data.target_columns = {2};
  data.inputs = {{1, 2, 3}, {4, Rational(1, 2), 6}};
  data.targets = {{-1}, {1}};
  return data;
}

LossOnData on_table(const std::string& loss, const std::string& outputs,
                    const std::string& samples) {
  return loss_on_data({loss, outputs, samples}, table());
}

} // namespace

TEST_CASE("a column of weights is no input", "[program]") {
  for (const char* column : {"w", "2"}) {
    const LossOnData made = on_table("absolute", "", column);
    CHECK(made.loss.sample_weights == Vector{2, Rational(1, 2)});
    CHECK(made.data.columns == std::vector<std::string>{"a", "y", "b"});
    CHECK(made.data.target_columns == std::vector<std::size_t>{1});
    CHECK(made.data.inputs == std::vector<Vector>{{1, 3}, {4, 6}});
    CHECK(loss_words({"absolute", "", column}, made.loss) ==
          std::string(" --loss absolute --sample-weights ") + column);
  }
}

TEST_CASE("weights as lists", "[program]") {
  const LossOnData made = on_table("huber:0.5", "3", "1,2.50");
  CHECK(made.loss == WeightedLoss(loss(LossKind::huber, Rational(1, 2)), {3}, {1, Rational(5, 2)}));
  CHECK(made.data.columns == table().columns);
  CHECK(loss_words({"huber:0.5", "3", "1,2.50"}, made.loss) ==
        " --loss huber:1/2 --output-weights 3 --sample-weights 1,5/2");
  CHECK(is_plain_squared(on_table("squared", "", "").loss));
}

TEST_CASE("wrong losses and weights are named", "[program]") {
  CHECK_THROWS_WITH(on_table("squared", "1,2", ""),
                    "--output-weights: expected 1 numbers (one per target), found 2");
  CHECK_THROWS_WITH(on_table("squared", "0", ""),
                    "--output-weights: expected positive numbers, found 0");
  CHECK_THROWS_WITH(on_table("squared", "one", ""),
                    "--output-weights: expected numbers separated by commas, found \"one\"");
  CHECK_THROWS_WITH(on_table("squared", "", "1,-1"),
                    "--sample-weights: expected positive numbers, found -1");
  CHECK_THROWS_WITH(on_table("squared", "", "1,1,1"),
                    "--sample-weights: expected 2 numbers (one per sample), found 3");
  CHECK_THROWS_WITH(on_table("squared", "", "y"),
                    "--sample-weights: expected a column that is no target, found y");
  CHECK_THROWS_WITH(on_table("squared", "", "c"),
                    "--sample-weights: expected column names or numbers from 1 to 4, found \"c\"");
  CHECK_THROWS_AS(on_table("logistic", "", ""), Unsupported);
  CHECK_THROWS_AS(on_table("huber:0", "", ""), UsageError);
}
