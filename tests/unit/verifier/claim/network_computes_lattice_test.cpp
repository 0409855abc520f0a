// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claim `network_computes_lattice`, obligations O45 to O50, on fig2 of liu2021: a minimum
// carried to the second layer, two gadgets of minima, one of a maximum.

#include "unit/verifier/shape/geometry_examples.hpp"

using namespace thalweg::tests;

namespace {

const std::string layers = "/statement/networks/W/layers";
const std::string expression = "/witness/network_computes_lattice/outputs/0";
const std::string units = "/witness/network_computes_lattice/units";

} // namespace

TEST_CASE("networks that compute max-min forms are accepted", "[verifier]") {
  check_accepted(figure_2());
  check_accepted(with_claims(absolute_value(),
                             {"convex_partition", "lattice_identity", "network_computes_lattice"}));
}

TEST_CASE("O45: hidden layers are ReLU", "[verifier]") {
  const Json leaky = {{"breakpoints", {"0"}}, {"slopes", {"1/2", "1"}}, {"intercepts", {"0", "0"}}};
  for (const Json& activation : {Json("identity"), leaky})
    check_rejected(with(figure_2(), layers + "/1/activation", activation),
                   "network_computes_lattice.activation", layers + "/1/activation");
  const Json table = {{"breakpoints", {"0"}}, {"slopes", {"0", "1"}}, {"intercepts", {"0", "0"}}};
  check_accepted(with(figure_2(), layers + "/1/activation", table));
}

TEST_CASE("O46: the expression has the rows of the function", "[verifier]") {
  const std::string nodes = expression + "/nodes";
  check_rejected(with(figure_2(), nodes + "/4/min", {1, 2}), "network_computes_lattice.family",
                 nodes);
  check_rejected(with(figure_2(), nodes + "/5", Json::parse(R"({"max":[3,3]})")),
                 "network_computes_lattice.family", nodes);
  check_rejected(with(figure_2(), nodes + "/5", Json::parse(R"({"min":[3,4]})")),
                 "network_computes_lattice.family", nodes);
  Json maximum = with(figure_2(), nodes + "/3", Json::parse(R"({"max":[0,1]})"));
  check_rejected(with(maximum, nodes + "/4/min", {0, 3}), "network_computes_lattice.min_operand",
                 nodes + "/4/min");
}

TEST_CASE("O47: lower bounds hold on the domain", "[verifier]") {
  check_rejected(with(figure_2(), expression + "/lower/0/0", "-1/2"),
                 "network_computes_lattice.lower", expression + "/lower/0");
  check_rejected(with(figure_2(), expression + "/lower/1/1/0/1", "1"),
                 "network_computes_lattice.lower", expression + "/lower/1");
  check_rejected(with(figure_2(), expression + "/lower/2", Json::parse(R"(["0",[[1,"1/2"]]])")),
                 "network_computes_lattice.lower", expression + "/lower/2");
}

TEST_CASE("O48: units mean what their labels say", "[verifier]") {
  check_rejected(with(figure_2(), layers + "/0/weights/1/0/1", "3"),
                 "network_computes_lattice.unit", units + "/0/1");
  check_rejected(with(figure_2(), layers + "/0/biases/2", "2"), "network_computes_lattice.unit",
                 units + "/0/2");
  check_rejected(with(figure_2(), layers + "/1/weights/0/1/1", "1"),
                 "network_computes_lattice.unit", units + "/1/0");
  check_rejected(with(figure_2(), units + "/0/1/gadget", 4), "network_computes_lattice.unit",
                 units + "/0/1");
  check_rejected(with(figure_2(), units + "/0/1/gadget", 0), "network_computes_lattice.gadget",
                 units + "/0/1/gadget");
  // the gadget of the maximum the other way round: [N_3 − N_4]_+
  Json swapped = with(figure_2(), layers + "/1/weights/1/0/1", "-1");
  check_rejected(with(swapped, layers + "/1/weights/1/1/1", "1"), "network_computes_lattice.unit",
                 units + "/1/1");
}

TEST_CASE("O49: what is carried stays above 0", "[verifier]") {
  Json low = with(figure_2(), units + "/0/0/shift", "1/2"); // p_0 + 1/2 < 0 at x = −1
  low = with(low, layers + "/0/biases/0", "3/2");
  low = with(low, layers + "/1/biases/0", "5/2");
  check_rejected(low, "network_computes_lattice.shift", units + "/0/0/shift");
  Json unknown = with(figure_2(), expression + "/lower/1", nullptr); // needed for node 3
  check_rejected(unknown, "network_computes_lattice.shift", units + "/1/0/shift");
  // a larger shift is as good, if the network has it
  Json high = with(figure_2(), units + "/0/0/shift", "7");
  high = with(high, layers + "/0/biases/0", "8");
  check_accepted(with(high, layers + "/1/biases/0", "-4"));
}

TEST_CASE("O49: lower bounds of minima and maxima", "[verifier]") {
  // N_3 ≥ min(−1, −3) = −3: a shift of 2 is not enough
  Json low = with(figure_2(), units + "/1/0/shift", "2");
  low = with(with(low, layers + "/1/biases/0", "1"), layers + "/2/biases/0", "-2");
  check_rejected(low, "network_computes_lattice.shift", units + "/1/0/shift");

  // a third layer carries N_5 = max(N_3, N_4) with shift B; N_3 ≥ −3 and, if p_2 ≥ −1/2 is known,
  // N_4 ≥ min(−1, −1/2) = −1
  const auto carried_maximum = [](const std::string& shift, const std::string& bias) {
    Json certificate = figure_2();
    Json& list = certificate["statement"]["networks"]["W"]["layers"];
    list[2] = dense("relu", {{{0, "1"}, {1, "1"}}}, {bias});
    list.push_back(dense("identity", {{{0, "1"}}}, {"-" + shift}));
    certificate["witness"]["network_computes_lattice"]["units"].push_back(
        {{{"output", 0}, {"carry", 5}, {"shift", shift}}});
    return certificate;
  };
  check_accepted(carried_maximum("3", "0"));
  const Json one = carried_maximum("1", "-2");
  check_rejected(one, "network_computes_lattice.shift", units + "/2/0/shift");
  const Json bound = Json::parse(R"(["-1/2",[[1,"1/2"]]])");
  check_accepted(with(one, expression + "/lower/2", bound));
  check_rejected(with(carried_maximum("3/4", "-9/4"), expression + "/lower/2", bound),
                 "network_computes_lattice.shift", units + "/2/0/shift");
}

TEST_CASE("O50: the output is the root", "[verifier]") {
  check_rejected(with(figure_2(), layers + "/2/biases/0", "-2"), "network_computes_lattice.output",
                 layers + "/2");
  check_rejected(with(figure_2(), layers + "/2/weights/0/1/1", "2"),
                 "network_computes_lattice.output", layers + "/2");
}
