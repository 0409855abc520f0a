// SPDX-License-Identifier: GPL-3.0-or-later
//
// yun2019, Theorem 4: every critical point that the instance makes, of any rank, depth and shape,
// is decided as the theorem says, and the verifier accepts it.

#include "landscape/linear_saddle.hpp"
#include "theorems/yun2019/critical_points.hpp"
#include "unit/theorems/verified.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using samples::verified;

TEST_CASE("yun2019 theorem 4: critical points of all ranks", "[theorems]") {
  for (std::uint64_t seed = 1; seed <= 3; ++seed)
    for (const auto& [dimension, outputs] :
         {std::pair<std::size_t, std::size_t>{3, 2}, {2, 3}, {3, 3}, {1, 2}}) {
      InstanceParameters p;
      p.seed = seed;
      p.dimension = dimension;
      p.outputs = outputs;
      for (const InstanceCase& one : yun_critical_points().cases(p)) {
        CAPTURE(seed, dimension, outputs, one.name);
        const Outcome outcome = one.outcome();
        CHECK(verdict_of(outcome) == one.expected);
        CHECK(verifier::verdict_line(verified(outcome)) == "VERIFIED");
      }
    }
}

TEST_CASE("yun2019 theorem 4: the products have the rank asked for", "[theorems]") {
  InstanceParameters p;
  p.seed = 5;
  p.dimension = 3;
  p.outputs = 2;
  p.depth = 4;
  const CriticalPoint zero = critical_point(p, 0);
  CHECK(is_critical(zero.network, zero.data));
  for (const Vector& x : zero.data.inputs)
    CHECK(zero.network(x) == Vector{0, 0});
  const CriticalPoint full = critical_point(p, 2);
  for (std::size_t i = 0; i < full.data.sample_count(); i += 2) // the noise is that of both
    for (std::size_t o = 0; o < 2; ++o)
      CHECK(full.data.targets[i][o] - full.network(full.data.inputs[i])[o] ==
            full.data.targets[i + 1][o] - full.network(full.data.inputs[i + 1])[o]);
}
