// SPDX-License-Identifier: GPL-3.0-or-later
//
// How much the exact affine fit costs beyond what it cannot do without: the bare product XᵀX and
// fmpz_mat_solve_dixon_den on the same integers, in the same run. Beside it the sum of squares of
// long fits on many samples, and the reading of a table. Prints medians of interleaved repetitions;
// ratios are what counts, seconds depend on the machine.
//
// fit_benchmark [REPETITIONS]

#include "timing.hpp"

#include "data/csv.hpp"
#include "exact/integer_vector.hpp"
#include "risk/affine_fit.hpp"

#include <flint/fmpz_mat.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <random>

using namespace thalweg;
using namespace thalweg::benchmark;

namespace {

using Generator = std::mt19937_64;

/// An odd 53-bit integer over 2^53, with a random sign.
Rational dyadic(Generator& random) {
  const std::uint64_t bits = random();
  const auto magnitude = static_cast<unsigned long>((bits >> 11) | 1U);
  Rational value(Integer(magnitude), Integer(1) << 53);
  value.canonicalize();
  return (bits & 1U) == 0 ? value : -value;
}

Dataset dyadic_data(std::size_t sample_count, std::size_t input_dimension, Generator& random) {
  Dataset data;
  for (std::size_t column = 0; column <= input_dimension; ++column)
    data.columns.push_back(fmt::format("c{}", column + 1));
  data.target_columns = {input_dimension};
  for (std::size_t i = 0; i < sample_count; ++i) {
    Vector input(input_dimension);
    for (Rational& entry : input)
      entry = dyadic(random);
    data.inputs.push_back(std::move(input));
    data.targets.push_back({dyadic(random)});
  }
  return data;
}

SampleSet all_samples(const Dataset& data) {
  SampleSet result(data.sample_count());
  for (std::size_t i = 0; i < result.size(); ++i)
    result[i] = i;
  return result;
}

/// The product and the solution alone, on integers that are ready.
class BareFit {
public:
  explicit BareFit(const Dataset& data)
      : rows_(static_cast<slong>(data.sample_count())),
        columns_(static_cast<slong>(data.input_dimension()) + 1) {
    fmpz_mat_init(design_, rows_, columns_);
    fmpz_mat_init(targets_, rows_, 1);
    for (slong i = 0; i < rows_; ++i) {
      const auto sample = static_cast<std::size_t>(i);
      fmpz_one(fmpz_mat_entry(design_, i, 0));
      for (slong j = 1; j < columns_; ++j)
        set(fmpz_mat_entry(design_, i, j), data.inputs[sample][static_cast<std::size_t>(j) - 1]);
      set(fmpz_mat_entry(targets_, i, 0), data.targets[sample][0]);
    }
  }
  BareFit(const BareFit&) = delete;
  BareFit& operator=(const BareFit&) = delete;
  ~BareFit() {
    fmpz_mat_clear(design_);
    fmpz_mat_clear(targets_);
  }

  void run() const {
    fmpz_mat_t transpose, gram, right, solution;
    fmpz_t denominator;
    fmpz_init(denominator);
    fmpz_mat_init(transpose, columns_, rows_);
    fmpz_mat_init(gram, columns_, columns_);
    fmpz_mat_init(right, columns_, 1);
    fmpz_mat_init(solution, columns_, 1);
    fmpz_mat_transpose(transpose, design_);
    fmpz_mat_mul(gram, transpose, design_);
    fmpz_mat_mul(right, transpose, targets_);
    if (!fmpz_mat_solve_dixon_den(solution, denominator, gram, right))
      std::abort();
    fmpz_mat_clear(transpose);
    fmpz_mat_clear(gram);
    fmpz_mat_clear(right);
    fmpz_mat_clear(solution);
    fmpz_clear(denominator);
  }

private:
  static void set(fmpz* entry, const Rational& value) {
    fmpz_set_mpz(entry, scaled_numerator(value, Integer(1) << 53).get_mpz_t());
  }

  slong rows_, columns_;
  fmpz_mat_t design_, targets_;
};

void compare_fit(std::size_t sample_count, std::size_t input_dimension, int repetitions) {
  Generator random(20240500 + input_dimension);
  const Dataset data = dyadic_data(sample_count, input_dimension, random);
  const SampleSet samples = all_samples(data);
  const BareFit bare(data);
  std::vector<double> fit_times, bare_times, ratios;
  for (int repetition = 0; repetition < repetitions; ++repetition) {
    bare_times.push_back(seconds([&] { bare.run(); }));
    fit_times.push_back(seconds([&] { affine_fit(data, samples); }));
    ratios.push_back(fit_times.back() / bare_times.back());
  }
  fmt::print("fit n = {} d = {}: affine_fit {:.4f} s, bare product and solve {:.4f} s, "
             "median ratio {:.3f}{}\n",
             sample_count, input_dimension, median(fit_times), median(bare_times), median(ratios),
             input_dimension >= 100 ? " (held to 1.25)" : "");
}

/// An affine function whose coefficients are integers of `bits` bits over one prime-like
/// denominator.
AffineFunction long_function(std::size_t input_dimension, mp_bitcnt_t bits) {
  gmp_randclass random(gmp_randinit_default);
  random.seed(7);
  const Integer denominator = random.get_z_bits(bits) * 2 + 1;
  AffineFunction f = zero_function(input_dimension);
  for (Rational& coefficient : f.linear)
    coefficient = fraction(random.get_z_bits(bits), denominator);
  f.constant = fraction(random.get_z_bits(bits), denominator);
  return f;
}

void time_sum_of_squares(std::size_t sample_count, std::size_t input_dimension, int repetitions) {
  Generator random(11);
  const Dataset data = dyadic_data(sample_count, input_dimension, random);
  const SampleSet samples = all_samples(data);
  const AffineMap p = {long_function(input_dimension, 1000)};
  std::vector<double> times;
  for (int repetition = 0; repetition < repetitions; ++repetition)
    times.push_back(seconds([&] { sum_of_squares(data, samples, p); }));
  fmt::print("sum_of_squares n = {} d = {}, 1000-bit coefficients: {:.3f} s (held to 2 s)\n",
             sample_count, input_dimension, median(times));
}

void time_evaluation(std::size_t sample_count, std::size_t input_dimension,
                     std::size_t function_count, int repetitions) {
  Generator random(13);
  const Dataset data = dyadic_data(sample_count, input_dimension, random);
  const std::vector<HomogeneousPoint> points = homogeneous_points(data.inputs);
  const AffineMap functions(function_count, long_function(input_dimension, 128));
  const std::vector<IntegerAffineFunction> integers = integer_affine_functions(functions);
  std::vector<Integer> values;
  std::vector<double> times;
  for (int repetition = 0; repetition < repetitions; ++repetition)
    times.push_back(seconds([&] {
      for (const HomogeneousPoint& x : points)
        value_numerators(values, integers, x);
    }));
  fmt::print("values of {} functions (128 bits) at n = {} points, d = {}: {:.3f} s\n",
             function_count, sample_count, input_dimension, median(times));
}

void time_reading(std::size_t sample_count, std::size_t column_count, int repetitions) {
  Generator random(17);
  std::string text;
  for (std::size_t i = 0; i < sample_count; ++i)
    for (std::size_t column = 0; column < column_count; ++column)
      text += fmt::format("{}{}.{:06d}", column == 0 ? (i == 0 ? "" : "\n") : ",", random() % 1000,
                          random() % 1000000);
  std::vector<double> times;
  for (int repetition = 0; repetition < repetitions; ++repetition)
    times.push_back(seconds([&] { dataset_from_csv(text, "text", {}); }));
  fmt::print("reading {} × {} cells: {:.3f} s (held to 1 s)\n", sample_count, column_count,
             median(times));
}

} // namespace

int main(int argument_count, char** arguments) {
  const int repetitions = argument_count > 1 ? std::max(1, std::atoi(arguments[1])) : 5;
  compare_fit(1000, 20, repetitions);
  compare_fit(1000, 100, repetitions);
  compare_fit(1000, 200, repetitions);
  time_sum_of_squares(20000, 10, repetitions);
  time_evaluation(20000, 10, 200, repetitions);
  time_reading(20000, 11, repetitions);
}
