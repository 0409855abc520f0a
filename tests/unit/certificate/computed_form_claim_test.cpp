// SPDX-License-Identifier: GPL-3.0-or-later
//
// Forms read off from networks: those of the lattice compiler, whose units are carried, give back
// the rows they were made of; the verifier accepts them, and nothing that is off by one weight.

#include "certificate/computed_form_claim.hpp"
#include "certificate/network_lattice_proof.hpp"
#include "certificate/writer.hpp"
#include "cpwl/lattice_construction.hpp"
#include "support/function_of_lattice.hpp"
#include "verifier/verify.hpp"

#include <catch2/catch.hpp>

#include <random>
#include <set>

using namespace thalweg;
using thalweg::tests::function_of_lattice;

namespace {

using Row = std::vector<std::pair<Vector, Rational>>; ///< functions, sorted

std::set<Row> rows_as_functions(const MaxMinForm& form) {
  std::set<Row> result;
  for (const std::vector<std::size_t>& row : form.rows) {
    Row functions;
    for (const std::size_t j : row)
      functions.emplace_back(form.functions[j].linear, form.functions[j].constant);
    std::sort(functions.begin(), functions.end());
    result.insert(functions);
  }
  return result;
}

MaxMinForm random_form(std::mt19937& random, std::size_t dimension, std::size_t functions,
                       std::size_t rows) {
  MaxMinForm form;
  while (form.functions.size() < functions) {
    AffineFunction f = zero_function(dimension);
    for (Rational& a : f.linear)
      a = fraction(static_cast<int>(random() % 41) - 20, 7);
    f.constant = fraction(static_cast<int>(random() % 41) - 20, 5);
    if (std::find(form.functions.begin(), form.functions.end(), f) == form.functions.end())
      form.functions.push_back(f);
  }
  while (form.rows.size() < rows) {
    std::set<std::size_t> row;
    for (std::size_t count = 1 + random() % functions; count > 0; --count)
      row.insert(random() % functions);
    form.rows.emplace_back(row.begin(), row.end());
  }
  return form;
}

verifier::Outcome verified(const CertificateDocument& document) {
  return verifier::verify(certificate_text(document), {});
}

} // namespace

TEST_CASE("what the lattice compiler makes is read off again", "[certificate]") {
  const unsigned seed = 5;
  INFO("seed " << seed);
  std::mt19937 random(seed);
  for (const auto& [dimension, functions, rows, outputs] :
       {std::tuple<std::size_t, std::size_t, std::size_t, std::size_t>{1, 3, 2, 1},
        {2, 4, 3, 1},
        {2, 6, 5, 2},
        {2, 12, 9, 1},
        {3, 5, 4, 2}}) {
    std::vector<MaxMinForm> forms;
    Network network;
    const Polytope domain = box(Vector(dimension, Rational(-1)), Vector(dimension, Rational(1)));
    while (network.layers.size() < 3) { // others go the usual way
      forms.clear();
      while (forms.size() < outputs) {
        const MaxMinForm form = random_form(random, dimension, functions, rows);
        forms.push_back(irredundant_lattice(function_of_lattice(form, domain)).form);
      }
      network = proven_lattice_network(forms, domain).network;
    }
    const FormRecognition recognition = recognised_forms(network, domain);
    INFO(recognition.obstacle);
    REQUIRE(recognition.forms);
    for (std::size_t o = 0; o < outputs; ++o)
      CHECK(rows_as_functions(recognition.forms->outputs[o].form) == rows_as_functions(forms[o]));
    const verifier::Outcome outcome =
        verified(computed_form_document(network, *recognition.forms, domain, {"test", "none"}));
    INFO(verifier::verdict_line(outcome));
    CHECK(outcome.verdict == verifier::Verdict::accepted);

    Network other = network;
    Layer& layer = other.layers[other.layers.size() - 2];
    REQUIRE(!layer.weights.back().empty());
    layer.weights.back().back().second += Rational(1, 1000000);
    if (const FormRecognition changed = recognised_forms(other, domain); changed.forms)
      CHECK(verified(computed_form_document(other, *changed.forms, domain, {"test", "none"}))
                .verdict == verifier::Verdict::accepted);
    CHECK(verified(computed_form_document(other, *recognition.forms, domain, {"test", "none"}))
              .verdict == verifier::Verdict::rejected);
  }
}

TEST_CASE("networks that are no trees of minima and maxima have no form", "[certificate]") {
  const Polytope domain = box({-1, -1}, {1, 1});
  const auto dense = [](std::vector<SparseRow> weights, Vector biases, std::size_t inputs,
                        Activation activation) {
    return Layer{inputs, std::move(weights), std::move(biases), std::move(activation)};
  };
  // [x]_+ + [y]_+ under one more ReLU: two positive parts side by side
  Network sum{{dense({{{0, 1}}, {{1, 1}}}, {0, 0}, 2, relu()),
               dense({{{0, 1}, {1, 1}}}, {-1}, 2, relu()),
               dense({{{0, 1}}}, {0}, 1, identity_activation())}};
  CHECK(recognised_forms(sum, domain).obstacle.find("found a sum of 2 of the same depth") !=
        std::string::npos);
  // min(max(x, 0), 1)
  Network clipped{{dense({{{0, 1}}}, {0}, 2, relu()), dense({{{0, -1}}}, {1}, 1, relu()),
                   dense({{{0, -1}}}, {1}, 1, identity_activation())}};
  CHECK(recognised_forms(clipped, domain).obstacle.find("found a minimum of maxima") !=
        std::string::npos);
  // max(min(x, 1), 0), where no box is needed
  Network clipped_above{{dense({{{0, -1}}}, {1}, 2, relu()), dense({{{0, -1}}}, {1}, 1, relu()),
                         dense({{{0, 1}}}, {0}, 1, identity_activation())}};
  const FormRecognition recognition = recognised_forms(clipped_above, domain);
  REQUIRE(recognition.forms);
  CHECK(recognition.forms->carried == std::vector<std::vector<CarriedNode>>(2));
  const MaxMinForm& form = recognition.forms->outputs[0].form;
  for (const Rational& x : {Rational(-3), Rational(1, 2), Rational(5)})
    CHECK(form({x, 0}) == std::max(Rational(0), std::min(x, Rational(1))));
  clipped_above.layers[0].activation = Activation{"table", {0}, {Rational(1, 2), 1}, {0, 0}};
  CHECK(!recognised_forms(clipped_above, domain).forms);
}
