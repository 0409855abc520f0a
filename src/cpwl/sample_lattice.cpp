// SPDX-License-Identifier: GPL-3.0-or-later
//
// The auxiliary function of a pair (s, t) is v_s + e at x_s and v_t − e² at x_t, e = 1, 2, …: its
// value at any other point is a polynomial in e that is not constant, so that some e avoids all
// ties.

#include "cpwl/sample_lattice.hpp"

#include "cpwl/function_values.hpp"
#include "exact/error.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace thalweg {
namespace {

class SampleBuilder {
public:
  SampleBuilder(const std::vector<AffineFunction>& functions, const std::vector<Vector>& samples,
                const std::vector<std::size_t>& function_of_sample)
      : functions_(functions), samples_(samples) {
    for (std::size_t s = 0; s < samples.size(); ++s)
      values_.push_back(functions[function_of_sample[s]](samples[s]));
    above_.resize(samples.size());
    below_.resize(samples.size());
    for (const AffineFunction& f : functions_)
      compare(f);
  }

  SampleLattice result() {
    const std::size_t given = functions_.size();
    for (std::size_t s = 0; s < samples_.size(); ++s)
      for (std::size_t t = 0; t < samples_.size(); ++t)
        if (!above_[s].intersects(below_[t])) {
          functions_.push_back(auxiliary_function(s, t));
          compare(functions_.back());
        }
    SampleLattice lattice{{functions_, {}}, functions_.size() - given};
    for (const FunctionSet& row : irredundant_rows())
      lattice.form.rows.push_back(elements(row));
    return lattice;
  }

private:
  void compare(const AffineFunction& f) {
    for (std::size_t s = 0; s < samples_.size(); ++s) {
      const int sign = cmp(f(samples_[s]), values_[s]);
      above_[s].push_back(sign >= 0);
      below_[s].push_back(sign <= 0);
    }
  }

  AffineFunction auxiliary_function(std::size_t s, std::size_t t) const {
    std::size_t k = 0;
    while (k < samples_[s].size() && samples_[s][k] == samples_[t][k])
      ++k;
    if (k == samples_[s].size())
      throw InputError(fmt::format("samples {} and {}: expected one value at {}, found {} and {}",
                                   s, t, point_text(samples_[s]), to_string(values_[s]),
                                   to_string(values_[t])));
    for (unsigned long e = 1;; ++e) {
      const Rational at_s = values_[s] + e, at_t = values_[t] - Rational(e) * e;
      AffineFunction f = zero_function(samples_[s].size());
      f.linear[k] = (at_s - at_t) / (samples_[s][k] - samples_[t][k]);
      f.constant = at_s - f.linear[k] * samples_[s][k];
      bool is_tied = false;
      for (std::size_t u = 0; u < samples_.size() && !is_tied; ++u)
        is_tied = f(samples_[u]) == values_[u];
      if (!is_tied)
        return f;
    }
  }

  /// Is min_{j∈row} ≤ the value at every sample?
  bool is_below(const FunctionSet& row) const {
    return std::all_of(below_.begin(), below_.end(),
                       [&](const FunctionSet& below) { return row.intersects(below); });
  }

  std::vector<FunctionSet> irredundant_rows() const {
    std::vector<FunctionSet> rows;
    for (const FunctionSet& above : above_) {
      if (std::any_of(rows.begin(), rows.end(),
                      [&](const FunctionSet& row) { return row.is_subset_of(above); }))
        continue;
      FunctionSet row = above;
      for (std::size_t j = row.size(); j-- > 0;) // auxiliary functions go first
        if (row.test(j))
          row.set(j, !is_below(FunctionSet(row).reset(j)));
      rows.push_back(std::move(row));
    }
    for (std::size_t r = rows.size(); r-- > 0;) {
      std::vector<FunctionSet> others = rows;
      others.erase(others.begin() + static_cast<std::ptrdiff_t>(r));
      if (std::all_of(above_.begin(), above_.end(), [&](const FunctionSet& above) {
            return std::any_of(others.begin(), others.end(),
                               [&](const FunctionSet& row) { return row.is_subset_of(above); });
          }))
        rows = std::move(others);
    }
    return rows;
  }

  std::vector<AffineFunction> functions_;
  const std::vector<Vector>& samples_;
  std::vector<Rational> values_;
  std::vector<FunctionSet> above_; ///< per sample: functions ≥ its value there
  std::vector<FunctionSet> below_; ///< per sample: functions ≤ its value there
};

} // namespace

SampleLattice sample_lattice(const std::vector<AffineFunction>& functions,
                             const std::vector<Vector>& samples,
                             const std::vector<std::size_t>& function_of_sample) {
  if (samples.empty() || function_of_sample.size() != samples.size())
    throw InputError(
        fmt::format("sample lattice: expected samples with one function each, found {} "
                    "samples and {} functions of samples",
                    samples.size(), function_of_sample.size()));
  for (std::size_t s = 0; s < samples.size(); ++s) {
    if (function_of_sample[s] >= functions.size())
      throw InputError(fmt::format("sample {}: expected a function index below {}, found {}", s,
                                   functions.size(), function_of_sample[s]));
    for (const AffineFunction& f : functions)
      if (f.linear.size() != samples[s].size())
        throw InputError(fmt::format("sample {}: expected {} coordinates, found {}", s,
                                     f.linear.size(), samples[s].size()));
  }
  return SampleBuilder(functions, samples, function_of_sample).result();
}

} // namespace thalweg
