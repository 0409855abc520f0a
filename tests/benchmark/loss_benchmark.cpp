// SPDX-License-Identifier: GPL-3.0-or-later
//
// Optimal fits for convex losses: the absolute loss against QSopt_ex on the same problem in the
// same run (the dual form, one row per column of (1, x); its optimum must be the same rational
// number), then every loss on larger groups. Prints medians of interleaved repetitions; ratios are
// what counts, seconds depend on the machine. Without QSopt_ex (package libqsopt-ex-dev) the
// comparison is left out.
//
// loss_benchmark [REPETITIONS]

#include "timing.hpp"

#include "risk/convex_fit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <random>

#ifdef THALWEG_QSOPT
extern "C" {
#include <qsopt_ex/QSopt_ex.h>
}
#endif

using namespace thalweg;
using namespace thalweg::benchmark;

namespace {

using Generator = std::mt19937_64;

enum class Numbers { decimals, dyadics, ties };

/// Three decimals, 53 bits, or one of ten values.
Rational number(Numbers kind, Generator& random) {
  switch (kind) {
  case Numbers::decimals:
    return fraction(static_cast<long>(random() % 20001) - 10000, 1000);
  case Numbers::dyadics:
    return fraction(Integer(static_cast<long>(random() >> 11U)) - (Integer(1) << 52), Integer(1)
                                                                                          << 52);
  case Numbers::ties:
    return static_cast<long>(random() % 10);
  }
  std::abort();
}

/// A noisy affine function with outliers; labels if `are_labels`.
Dataset noisy_data(std::size_t sample_count, std::size_t input_dimension, Numbers kind,
                   bool are_labels) {
  Generator random(20261122 + input_dimension);
  Dataset data;
  for (std::size_t column = 0; column <= input_dimension; ++column)
    data.columns.push_back(fmt::format("c{}", column + 1));
  data.target_columns = {input_dimension};
  for (std::size_t i = 0; i < sample_count; ++i) {
    Vector input(input_dimension);
    Rational target = number(kind, random) * (random() % 10 == 0 ? 5 : 1);
    for (std::size_t j = 0; j < input_dimension; ++j) {
      input[j] = number(kind, random);
      target += input[j] * (static_cast<long>(j % 5) - 2);
    }
    data.inputs.push_back(std::move(input));
    data.targets.push_back({are_labels ? Rational(sgn(target) > 0 ? 1 : -1) : target});
  }
  return data;
}

SampleSet all_samples(const Dataset& data) {
  SampleSet result(data.sample_count());
  for (std::size_t i = 0; i < result.size(); ++i)
    result[i] = i;
  return result;
}

#ifdef THALWEG_QSOPT

/// The dual of the absolute loss by QSopt_ex: the maximum of −Σ y_i g_i over Σ g_i (x_i, 1) = 0,
/// −1 ≤ g_i ≤ 1, as an exact number.
class DualProgram {
public:
  explicit DualProgram(const Dataset& data) : data_(data) {
    const std::size_t rows = data.input_dimension() + 1;
    program_ = mpq_QScreate_prob("dual", QS_MAX);
    MpqArray zero(1);
    for (std::size_t j = 0; j < rows; ++j)
      check(mpq_QSnew_row(program_, zero.get()[0], 'E', nullptr));
    std::vector<int> indices(rows);
    for (std::size_t j = 0; j < rows; ++j)
      indices[j] = static_cast<int>(j);
    MpqArray column(rows), bounds(3); // objective, lower, upper
    mpq_set_si(bounds.get()[1], -1, 1);
    mpq_set_si(bounds.get()[2], 1, 1);
    for (std::size_t i = 0; i < data.sample_count(); ++i) {
      for (std::size_t j = 0; j + 1 < rows; ++j)
        mpq_set(column.get()[j], data.inputs[i][j].get_mpq_t());
      mpq_set_si(column.get()[rows - 1], 1, 1);
      mpq_neg(bounds.get()[0], data.targets[i][0].get_mpq_t());
      check(mpq_QSadd_col(program_, static_cast<int>(rows), indices.data(), column.get(),
                          bounds.get()[0], bounds.get()[1], bounds.get()[2], nullptr));
    }
  }
  DualProgram(const DualProgram&) = delete;
  DualProgram& operator=(const DualProgram&) = delete;
  ~DualProgram() { mpq_QSfree_prob(program_); }

  Rational optimum() const {
    const std::size_t rows = data_.input_dimension() + 1;
    MpqArray solution(data_.sample_count() + rows), duals(rows); // the rows need room as well
    int status = 0;
    check(QSexact_solver(program_, solution.get(), duals.get(), nullptr, DUAL_SIMPLEX, &status));
    check(status == QS_LP_OPTIMAL ? 0 : 1);
    Rational sum;
    for (std::size_t i = 0; i < data_.sample_count(); ++i)
      sum -= data_.targets[i][0] * Rational(mpq_class(solution.get()[i]));
    return sum;
  }

private:
  static void check(int code) {
    if (code != 0)
      std::abort();
  }

  /// An array of mpq_t that cleans up after itself.
  class MpqArray {
  public:
    explicit MpqArray(std::size_t count)
        : count_(count), values_(static_cast<mpq_t*>(std::malloc(count * sizeof(mpq_t)))) {
      for (std::size_t k = 0; k < count; ++k)
        mpq_init(values_[k]);
    }
    MpqArray(const MpqArray&) = delete;
    MpqArray& operator=(const MpqArray&) = delete;
    ~MpqArray() {
      for (std::size_t k = 0; k < count_; ++k)
        mpq_clear(values_[k]);
      std::free(values_);
    }
    mpq_t* get() const { return values_; }

  private:
    std::size_t count_;
    mpq_t* values_;
  };

  const Dataset& data_;
  mpq_QSprob program_ = nullptr;
};

void compare(std::size_t sample_count, std::size_t input_dimension, Numbers kind, const char* name,
             int repetitions) {
  const Dataset data = noisy_data(sample_count, input_dimension, kind, false);
  const SampleSet samples = all_samples(data);
  const WeightedLoss absolute = loss(LossKind::absolute);
  std::vector<double> own_times, other_times, ratios;
  bool is_same = true;
  for (int repetition = 0; repetition < repetitions; ++repetition) {
    ConvexFit fit;
    Rational least;
    own_times.push_back(seconds([&] { fit = convex_fit({data, absolute}, samples); }));
    other_times.push_back(seconds([&] { least = DualProgram(data).optimum(); }));
    ratios.push_back(other_times.back() / own_times.back());
    is_same = is_same && sum_of_losses({data, absolute}, samples, fit.p) == least &&
              is_optimal_fit({data, absolute}, samples, fit.p, fit.subgradients);
  }
  fmt::print("absolute, n = {}, d = {}, {}: convex_fit {:.4f} s, QSopt_ex {:.4f} s, median ratio "
             "{:.1f} (held to > 1){}\n",
             sample_count, input_dimension, name, median(own_times), median(other_times),
             median(ratios), is_same ? "" : " WRONG");
}

#endif

void time_loss(const WeightedLoss& l, std::size_t sample_count, std::size_t input_dimension,
               Numbers kind, const char* name) {
  const Dataset data = noisy_data(sample_count, input_dimension, kind, has_labels(l.loss));
  const SampleSet samples = all_samples(data);
  ConvexFit fit;
  const double fitting = seconds([&] { fit = convex_fit({data, l}, samples); });
  bool is_optimal = false;
  const double checking = seconds([&] {
    is_optimal = is_optimal_fit({data, l}, samples, fit.p, fit.subgradients);
  });
  fmt::print("| {} | {} | {} | {} | {:.3f} | {:.3f} |{}\n", to_string(l.loss), sample_count,
             input_dimension, name, fitting, checking, is_optimal ? "" : " WRONG");
}

} // namespace

int main(int argument_count, char** arguments) {
  const int repetitions = argument_count > 1 ? std::atoi(arguments[1]) : 5;
#ifdef THALWEG_QSOPT
  // It may give GMP another allocator: start it first, and never QSexactClear while numbers live.
  QSexactStart();
  QSexact_set_precision(128);
  compare(500, 10, Numbers::decimals, "decimals", repetitions);
  compare(500, 10, Numbers::dyadics, "53 bits", repetitions);
  compare(500, 10, Numbers::ties, "ties", repetitions);
#else
  fmt::print("QSopt_ex is not here: no comparison ({} repetitions)\n", repetitions);
#endif
  fmt::print("\n| loss | n | d | numbers | fit, s | check, s |\n|---|---|---|---|---|---|\n");
  for (const auto& [n, d] : {std::pair<std::size_t, std::size_t>{500, 10}, {5000, 20}})
    for (const auto& [kind, name] : {std::pair{Numbers::decimals, "decimals"},
                                     {Numbers::dyadics, "53 bits"},
                                     {Numbers::ties, "ties"}})
      for (const char* text : {"squared", "absolute", "huber:1/2", "epsilon:1/4", "quantile:9/10",
                               "hinge", "squared-hinge"})
        time_loss(loss_of_text(text), n, d, kind, name);
}
