// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claim `network_computes_form`, obligations O232 to O237: with stated forms, and without on
// fig2 of liu2021, where a minimum is carried to the second layer, two units make minima and one a
// maximum.

#include "support/leaf_mutations.hpp"
#include "unit/verifier/claim/form_examples.hpp"
#include "unit/verifier/shape/geometry_examples.hpp"

using namespace thalweg::tests;

namespace {

const std::string layers = "/statement/networks/W/layers";
const std::string witness = "/witness/network_computes_form";
const std::string nodes = witness + "/outputs/0/nodes";

bool tells(const Json& certificate, const std::string& words) {
  return verdict_of(certificate).theorem.find(words) != std::string::npos;
}

} // namespace

TEST_CASE("networks that are max-min forms are accepted", "[verifier]") {
  check_accepted(lattice_by_positive_parts());
  check_accepted(lattice_by_carried_units());
  CHECK(tells(lattice_by_positive_parts(), "for every x, also outside of Ω.\n"));
  CHECK(tells(lattice_by_carried_units(), "for every x ∈ Ω.\n"));
  // the same pre-activation with other factors, and operands in another order
  Json scaled = with(lattice_by_positive_parts(), layers + "/0/weights/2/0/1", "3");
  scaled = with(with(scaled, layers + "/0/biases/2", "-3"), layers + "/1/weights/0/2/1", "-1/6");
  check_accepted(with(scaled, nodes + "/2/min", {1, 0}));
}

TEST_CASE("networks that compute the max-min form of a function are accepted", "[verifier]") {
  check_accepted(figure_2());
  check_accepted(absolute_value_by_a_network());
  CHECK(tells(figure_2(), "F(W; x) = f(x) for every x in Ω, through the max-min form.\n"));
  // [−x]_+ + [x]_+ carries nothing
  Json everywhere = with(absolute_value_by_a_network(), layers + "/0/weights/1/0/1", "1");
  everywhere = with(with(everywhere, layers + "/0/biases/0", "0"), layers + "/1/biases/0", "0");
  everywhere = with(everywhere, witness + "/carried/0", Json::array());
  check_accepted(everywhere);
  CHECK(tells(everywhere, "which F(W; x) is also outside of Ω.\n"));
  // stated forms need no function
  Json stated = figure_2();
  Json& statement = stated["statement"];
  Json form = statement["cpwl"][0];
  form.erase("partition");
  form.erase("pieces");
  statement["claims"] = {statement["claims"][2]};
  statement["claims"][0]["outputs"] = {form};
  statement.erase("cpwl");
  statement.erase("partitions");
  stated["witness"] = {{"network_computes_form", stated["witness"]["network_computes_form"]}};
  check_accepted(stated);
  statement["claims"][0].erase("outputs");
  check_malformed(stated, "document.claim_needs", "/statement/claims/0");
}

TEST_CASE("O232, O233: the expression has the rows of the claim", "[verifier]") {
  const Json example = lattice_by_positive_parts();
  check_rejected(with(example, nodes + "/4", Json::parse(R"({"min":[2,3]})")),
                 "network_computes_form.family", nodes);
  check_rejected(with(example, "/statement/claims/0/outputs/0/rows/1", {1, 2}),
                 "network_computes_form.family", nodes);
  const Json maximum = with(example, nodes + "/2", Json::parse(R"({"max":[0,1]})"));
  check_rejected(with(maximum, nodes + "/4", Json::parse(R"({"min":[2,3]})")),
                 "network_computes_form.min_operand", nodes + "/4/min");
}

TEST_CASE("O232, O233: the expression has the rows of the function", "[verifier]") {
  check_rejected(with(figure_2(), nodes + "/4/min", {1, 2}), "network_computes_form.family", nodes);
  check_rejected(with(figure_2(), nodes + "/5", Json::parse(R"({"max":[3,3]})")),
                 "network_computes_form.family", nodes);
  check_rejected(with(figure_2(), nodes + "/5", Json::parse(R"({"min":[3,4]})")),
                 "network_computes_form.family", nodes);
  const Json maximum = with(figure_2(), nodes + "/3", Json::parse(R"({"max":[0,1]})"));
  check_rejected(with(maximum, nodes + "/4/min", {0, 3}), "network_computes_form.min_operand",
                 nodes + "/4/min");
}

TEST_CASE("O234: lower bounds of forms hold on the domain", "[verifier]") {
  const Json example = lattice_by_carried_units();
  check_rejected(with(example, witness + "/outputs/0/lower/0/0", "-1/2"),
                 "network_computes_form.lower", witness + "/outputs/0/lower/0");
  check_rejected(with(example, witness + "/outputs/0/lower/2/1/0/1", "2"),
                 "network_computes_form.lower", witness + "/outputs/0/lower/2");
}

TEST_CASE("O234: lower bounds of functions hold on the domain", "[verifier]") {
  const std::string lower = witness + "/outputs/0/lower";
  check_rejected(with(figure_2(), lower + "/0/0", "-1/2"), "network_computes_form.lower",
                 lower + "/0");
  check_rejected(with(figure_2(), lower + "/1/1/0/1", "1"), "network_computes_form.lower",
                 lower + "/1");
  check_rejected(with(figure_2(), lower + "/2", Json::parse(R"(["0",[[1,"1/2"]]])")),
                 "network_computes_form.lower", lower + "/2");
}

TEST_CASE("O235: hidden layers of forms are ReLU or affine", "[verifier]") {
  const Json leaky = {{"breakpoints", {"0"}}, {"slopes", {"1/2", "1"}}, {"intercepts", {"0", "0"}}};
  for (const char* layer : {"/0", "/1", "/2"})
    check_rejected(with(lattice_by_positive_parts(), layers + layer + "/activation", leaky),
                   "network_computes_form.activation", layers + layer + "/activation");
  check_rejected(with(figure_2(), layers + "/1/activation", leaky),
                 "network_computes_form.activation", layers + "/1/activation");
  const Json table = {{"breakpoints", {"0"}}, {"slopes", {"0", "1"}}, {"intercepts", {"0", "0"}}};
  check_accepted(with(figure_2(), layers + "/1/activation", table));
}

TEST_CASE("O236: carried units are nodes above their shifts", "[verifier]") {
  const Json example = lattice_by_carried_units();
  check_rejected(with(example, witness + "/carried/0/0", {0, 0, 3}),
                 "network_computes_form.carried", witness + "/carried/0/0");
  check_rejected(with(example, witness + "/carried/0/0", {1, 0, 0}), "network_computes_form.shift",
                 witness + "/carried/0/0"); // [x − 1]_+, x ≥ −1
  check_rejected(with(example, witness + "/outputs/0/lower/0", nullptr),
                 "network_computes_form.shift", witness + "/carried/0/0");
  check_rejected(with(example, witness + "/outputs/0/lower/1", nullptr), // that of the minimum
                 "network_computes_form.shift", witness + "/carried/1/0");
  // shifts of exactly the bounds are enough, less is not
  Json exact = with(example, layers + "/0/biases/0", "1");
  check_accepted(with(exact, layers + "/1/biases", {"2", "-1"}));
  Json less = with(example, layers + "/0/biases/0", "999/1000");
  check_rejected(with(less, layers + "/1/biases", {"2001/1000", "-1001/1000"}),
                 "network_computes_form.shift", witness + "/carried/0/0");
  // who is not carried is a symbol
  check_rejected(with(example, witness + "/carried/1", Json::array()),
                 "network_computes_form.output", layers + "/2");
}

TEST_CASE("O236: what is carried stays above 0", "[verifier]") {
  const std::string lower = witness + "/outputs/0/lower";
  // p_0 + 1/2 < 0 at x = −1
  Json low = with(figure_2(), layers + "/0/biases/0", "3/2");
  low = with(low, layers + "/1/biases/0", "5/2");
  check_rejected(low, "network_computes_form.shift", witness + "/carried/0/0");
  check_rejected(with(figure_2(), lower + "/1", nullptr), "network_computes_form.shift",
                 witness + "/carried/1/0"); // needed for node 3
  // a larger shift is as good
  const Json high = with(figure_2(), layers + "/0/biases/0", "8");
  check_accepted(with(high, layers + "/1/biases/0", "-4"));
  // N_3 ≥ min(−1, −3) = −3: a shift of 2 is not enough
  low = with(figure_2(), layers + "/1/biases/0", "1");
  check_rejected(with(low, layers + "/2/biases/0", "-2"), "network_computes_form.shift",
                 witness + "/carried/1/0");
  check_rejected(with(figure_2(), witness + "/carried/1/0", {0, 0, 4}),
                 "network_computes_form.carried", witness + "/carried/1/0");
  check_rejected(with(figure_2(), layers + "/1/weights/0/1/1", "1"),
                 "network_computes_form.carried", witness + "/carried/1/0");
}

TEST_CASE("O236: lower bounds of maxima", "[verifier]") {
  // a third layer carries N_5 = max(N_3, N_4) with a shift; N_3 ≥ −3 and, if p_2 ≥ −1/2 is known,
  // N_4 ≥ min(−1, −1/2) = −1
  const auto carried_maximum = [](const std::string& shift, const std::string& bias) {
    Json certificate = figure_2();
    Json& list = certificate["statement"]["networks"]["W"]["layers"];
    list[2] = dense("relu", {{{0, "1"}, {1, "1"}}}, {bias});
    list.push_back(dense("identity", {{{0, "1"}}}, {"-" + shift}));
    certificate["witness"]["network_computes_form"]["carried"].push_back(
        Json::array({Json::array({0, 0, 5})}));
    return certificate;
  };
  const std::string place = witness + "/carried/2/0";
  check_accepted(carried_maximum("3", "0"));
  const Json one = carried_maximum("1", "-2");
  check_rejected(one, "network_computes_form.shift", place);
  const Json bound = Json::parse(R"(["-1/2",[[1,"1/2"]]])");
  const std::string lower = witness + "/outputs/0/lower/2";
  check_accepted(with(one, lower, bound));
  check_rejected(with(carried_maximum("3/4", "-9/4"), lower, bound), "network_computes_form.shift",
                 place);
}

TEST_CASE("O237: the output is the root", "[verifier]") {
  for (const Json& example :
       {lattice_by_positive_parts(), lattice_by_carried_units(), figure_2()}) {
    const std::size_t count = example["statement"]["networks"]["W"]["layers"].size();
    const std::string last = layers + "/" + std::to_string(count - 1);
    for (std::size_t l = 0; l < count; ++l)
      for (std::size_t unit = 0;
           unit < example["statement"]["networks"]["W"]["layers"][l]["biases"].size(); ++unit) {
        const std::string bias =
            layers + "/" + std::to_string(l) + "/biases/" + std::to_string(unit);
        CHECK(verdict_of(with(example, bias, "1/1000000")).verdict ==
              thalweg::verifier::Verdict::rejected);
      }
    check_rejected(with(example, last + "/weights/0/1/1", "1000001/1000000"),
                   "network_computes_form.output", last);
  }
}

TEST_CASE("networks that are max-min forms are written in one way", "[verifier]") {
  const Json example = lattice_by_carried_units();
  check_malformed(with(example, witness + "/carried/0/1", {0, 0, 3}), "shape.order",
                  witness + "/carried/0/1");
  check_malformed(with(example, witness + "/carried/0/1", {3, 0, 3}), "shape.index",
                  witness + "/carried/0/1/0");
  check_malformed(with(example, witness + "/carried/0/1", {2, 0, 5}), "shape.index",
                  witness + "/carried/0/1/2");
  check_malformed(with(example, witness + "/carried", Json::array()), "shape.length",
                  witness + "/carried");
  check_malformed(with(example, "/statement/claims/0/outputs", Json::array()), "shape.length",
                  "/statement/claims/0/outputs");
  check_malformed(with(example, "/statement/claims/0/outputs/0/functions/1", {"1", "0"}),
                  "cpwl.repeated_function", "/statement/claims/0/outputs/0/functions/1");
}

TEST_CASE("no number of a max-min form of a network can be changed", "[verifier]") {
  CHECK(unnoticed_mutations(lattice_by_positive_parts().dump()) == std::vector<std::string>{});
  // the bound of the function 1 may be as low as that of x
  for (const std::string& change : unnoticed_mutations(lattice_by_carried_units().dump()))
    CHECK(change.starts_with(witness + "/outputs/0/lower/1/0: "));
}
