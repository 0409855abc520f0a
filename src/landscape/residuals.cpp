// SPDX-License-Identifier: GPL-3.0-or-later
//
// With f(x) = N/(D q) and y = u/v the residual is (N v − u D q)/(D q v). The factor 1/D is the same
// for the whole class and leaves the sums; what remains has the small denominators of the data.

#include "landscape/residuals.hpp"

#include "exact/error.hpp"
#include "exact/integer_vector.hpp"

#include <map>

namespace thalweg {

namespace {

/// A sum of many fractions that often have equal denominators: numerators are collected per
/// denominator, and only the few collected fractions are added as rationals.
class FractionSum {
public:
  /// denominator > 0
  void add(const Integer& numerator, const Integer& denominator) {
    collected_[denominator] += numerator;
  }

  /// By halves, so that long denominators meet late.
  Rational total() const {
    Vector terms;
    for (const auto& [denominator, numerator] : collected_)
      terms.push_back(fraction(numerator, denominator));
    for (; terms.size() > 1; terms.resize((terms.size() + 1) / 2))
      for (std::size_t k = 0; 2 * k < terms.size(); ++k) {
        terms[k] = terms[2 * k];
        if (2 * k + 1 < terms.size())
          terms[k] += terms[2 * k + 1];
      }
    return terms.empty() ? Rational(0) : terms.front();
  }

private:
  std::map<Integer, Integer> collected_; ///< denominator → sum of its numerators
};

/// The residual of one sample times D: numerator/denominator with denominator = q v > 0.
struct ScaledResidual {
  Integer numerator, denominator;
};

void set_residual(ScaledResidual& result, const IntegerAffineFunction& f, const HomogeneousPoint& x,
                  const Rational& target) {
  value_numerator(result.numerator, f, x);
  result.numerator *= target.get_den();
  const Integer shift = target.get_num() * f.denominator;
  mpz_submul(result.numerator.get_mpz_t(), shift.get_mpz_t(), x.denominator().get_mpz_t());
  result.denominator = x.denominator() * target.get_den();
}

} // namespace

Rational sum_of_squared_residuals(const AffineMap& f, const Dataset& data,
                                  const SampleSet& members) {
  Rational total = 0;
  ScaledResidual residual;
  for (std::size_t output = 0; output < f.size(); ++output) {
    const IntegerAffineFunction map = integer_affine_function(f[output]);
    FractionSum sum;
    for (const std::size_t sample : members) {
      set_residual(residual, map, homogeneous_point(data.inputs[sample]),
                   data.targets[sample][output]);
      sum.add(Integer(residual.numerator * residual.numerator),
              Integer(residual.denominator * residual.denominator));
    }
    total += sum.total() / Rational(map.denominator * map.denominator);
  }
  return total;
}

std::vector<ResidualMoments> residual_moments(const AffineMap& f, const Dataset& data,
                                              const SampleSet& members) {
  std::vector<ResidualMoments> result;
  ScaledResidual residual;
  for (std::size_t output = 0; output < f.size(); ++output) {
    const IntegerAffineFunction map = integer_affine_function(f[output]);
    FractionSum sum;
    std::vector<FractionSum> input_sums(data.input_dimension());
    for (const std::size_t sample : members) {
      const HomogeneousPoint x = homogeneous_point(data.inputs[sample]);
      set_residual(residual, map, x, data.targets[sample][output]);
      sum.add(residual.numerator, residual.denominator);
      const Integer denominator = residual.denominator * x.denominator();
      for (std::size_t k = 0; k < input_sums.size(); ++k)
        input_sums[k].add(Integer(residual.numerator * x.coordinates[k]), denominator);
    }
    const Rational scale(map.denominator);
    ResidualMoments moments;
    moments.sum = sum.total() / scale;
    for (const FractionSum& input_sum : input_sums)
      moments.input_sums.push_back(input_sum.total() / scale);
    result.push_back(std::move(moments));
  }
  return result;
}

} // namespace thalweg
