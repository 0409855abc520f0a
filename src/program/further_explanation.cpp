// SPDX-License-Identifier: GPL-3.0-or-later

#include "program/further_explanation.hpp"

#include "certificate/further_members.hpp"
#include "exact/rational.hpp"
#include "program/cell_explanation.hpp"
#include "program/list_text.hpp"
#include "program/nearby_explanation.hpp"
#include "program/piece_explanation.hpp"
#include "program/prose.hpp"
#include "program/summary.hpp"
#include "program/wall_explanation.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace thalweg {

namespace {

using Json = nlohmann::json;

std::string smooth_minimum_section(const FurtherClaim& claim) {
  const Json network = Json::parse(claim.sections.at(0).second);
  const Rational risk(members_of(claim).at("risk").get<std::string>());
  return section(
      "Why W is a local minimum",
      fmt::format(
          "W is any network with one hidden layer of {} with the smooth activation {} in which "
          "every unit has one and the same pre-activation on all samples, with the values and "
          "output "
          "weights of the file: its output is the mean of the targets everywhere. Near W the "
          "output of sample i changes by a common "
          "part, by a part linear in the deviations t_ki of the pre-activations from their means, "
          "and by a quadratic one. The residuals of the mean are orthogonal to the inputs, so the "
          "linear part does not change the risk by itself. What remains, in second order, is the "
          "square of the common part and a quadratic form in t, made of the first and second "
          "derivatives of the activation; its pivots are positive. So W is a local minimum, of "
          "risk {}. The derivatives are known from the values of the units: no exponential is "
          "evaluated.",
          counted(network.at("units").size(), "unit"),
          network.at("activation").at("name").get<std::string>(), exact_and_decimal(risk)));
}

std::string smooth_zero_loss_section(const FurtherClaim&) {
  return section(
      "A better point",
      "The third sample is the midpoint of the first two, which share their target. Two units are "
      "given proportional values on these two, so that a combination of them vanishes there; at "
      "the midpoint their values, enclosed by rationals, do not cancel. Scaled and shifted this "
      "combination fits all three samples: risk 0, in the same architecture. Hence W is a "
      "spurious local minimum.");
}

std::string two_piece_section(const FurtherClaim& claim) {
  const Rational bound(members_of(claim).at("bound").get<std::string>());
  const Json witness = Json::parse(claim.witness.value());
  return section(
      "Why two affine pieces do not suffice",
      fmt::format(
          "A function that is one affine function up to some t and another one after it, "
          "continuous "
          "or not, parts the samples in one of {} ways. On each part it is no better than an "
          "optimal affine fit. For every part the witness has such a fit, with a subgradient of "
          "the "
          "loss at each sample; they are orthogonal to (x, 1), which proves the fit optimal. In "
          "every way of parting, both fits together have a risk of {} or more.",
          witness.at("below").size(), exact_and_decimal(bound)));
}

std::string saddle_section(const FurtherClaim& claim) {
  const Rational epsilon(members_of(claim).at("epsilon").get<std::string>());
  return section(
      "Why W is a saddle",
      fmt::format(
          "No sample is on a wall, so the risk is differentiable at W, and all its "
          "derivatives there are 0, one for each weight and bias: W is a critical point. "
          "The ray above shows that it is no local minimum. Along a second ray W + εE the "
          "risk is a polynomial again, with a positive lowest coefficient: for 0 < ε ≤ {} it "
          "is higher than R(W), so W is no local maximum either.",
          exact_and_decimal(epsilon)));
}

std::string cells_of_all_words(const Json& nodes, const std::string& cells) {
  const auto leaves = std::count_if(nodes.begin(), nodes.end(),
                                    [](const Json& node) { return node.contains("point"); });
  return fmt::format(
      "Each sample and breakpoint is a wall w·x + b = β in the parameters (w, b) of a hidden unit. "
      "A tree inserts the walls one after the other: where both sides have interior points it "
      "splits, otherwise multipliers prove that one side is empty. One unit has {}, with a point "
      "in each. All units have the same walls, so the network has {} cells.",
      counted(static_cast<std::size_t>(leaves), "cell"), cells);
}

std::string cells_of_box_words(const std::string& cells) {
  return fmt::format(
      "A hidden unit is at a breakpoint for a sample exactly if its bias has a certain value, "
      "which depends on its weights and on the layers before. Over the whole box intervals bound "
      "these values, and their differences between samples: they are in the box or outside of it, "
      "and those of one unit never meet. So a unit with m of them in the box has m + 1 choices, "
      "whatever the parameters before it are: {} cells in all, each connected.",
      cells);
}

std::string parameter_cells_section(const FurtherClaim& claim) {
  const Json members = members_of(claim);
  const Json witness = Json::parse(claim.witness.value());
  const bool is_box = members.contains("radii");
  const auto cells = members.at("cells").get<std::string>();
  return section(
      is_box ? "Cells in a box of parameters" : "Cells of parameters",
      (is_box ? cells_of_box_words(cells) : cells_of_all_words(witness.at("nodes"), cells)) +
          fmt::format(
              " Inside a cell all patterns are constant, and the predictions are affine in the "
              "parameters of each layer. For each of the {} {} the file has parameters at which "
              "this unit is exactly at the breakpoint for that sample, and no other pre-activation "
              "is at one. Moving the bias of the unit alone, the outputs at the sample change with "
              "the slope of one piece to one side and that of the other piece to the other; the "
              "loss pulls at them, so the derivatives of the risk to both sides differ{}.",
              counted(witness.at("kinks").size(), "wall"), is_box ? "in the box" : "of one unit",
              is_box ? "" : "; exchanging units gives the same for every unit"));
}

std::string distinct_risks_section(const FurtherClaim& claim) {
  return section(
      "A census of minima",
      fmt::format(
          "W is the first of {} local minima of one architecture on these data, each with its own "
          "radius; the "
          "risks fall strictly. Each is proven as a single minimum would be: optimal residuals on "
          "fixed patterns, and patterns that hold within the radius. Permuting and rescaling units "
          "does not change the risk, so no two of them are the same in this sense; all but the "
          "last are spurious.",
          members_of(claim).at("minima").size()));
}

std::string population_section(const FurtherClaim& claim) {
  const Json members = members_of(claim);
  const Json point = Json::parse(claim.sections.at(0).second);
  const auto value = [&](const char* key) {
    return exact_and_decimal(Rational(members.at(key).get<std::string>()));
  };
  return section(
             "A spurious minimum of the population risk",
             fmt::format(
                 "{} ReLU units face {} orthonormal teachers; the inputs are standard normal, and "
                 "F is half the expected square of the difference, a function of the lengths of "
                 "the "
                 "vectors and the angles between them. At the centre W_c of a ball of radius {} "
                 "the "
                 "gradient is tiny, all eigenvalues of the Hessian are at least {}, and the third "
                 "derivatives in the ball are too small to change that much. So F has exactly one "
                 "critical point in the ball, a strict local minimum within {} of the centre. Its "
                 "risk is at least {}; where the units are the teachers it is 0.",
                 point.at("units").size(), point.at("teachers").get<std::size_t>(), value("radius"),
                 value("curvature"), value("distance"), value("risk_lower"))) +
         section(
             "Why training ends there",
             fmt::format(
                 "On the boundary of the ball F is higher than at the minimum by at least {}, "
                 "and the gradient points outwards between the minimum and the boundary. "
                 "Gradient flow that starts in the ball therefore stays in it and ends in the "
                 "minimum, and so does gradient descent with small steps that starts low enough "
                 "in it: no step jumps the barrier.",
                 value("barrier")));
}

std::string computed_form_section(const FurtherClaim& claim) {
  const Json members = members_of(claim);
  const Json carried = Json::parse(claim.witness.value()).at("carried");
  std::string text;
  if (!members.contains("outputs"))
    text = "The network computes the max-min form of f: F(W; x) = f(x) for every x in Ω, not only "
           "on the samples. ";
  else
    for (std::size_t o = 0; o < members.at("outputs").size(); ++o)
      text +=
          fmt::format("Output {} of the network is a maximum of {} of minima of {}. ", o,
                      counted(members.at("outputs")[o].at("rows").size(), "row"),
                      counted(members.at("outputs")[o].at("functions").size(), "affine function"));
  const bool is_everywhere =
      std::all_of(carried.begin(), carried.end(), [](const Json& layer) { return layer.empty(); });
  return section("The network is a max-min form",
                 text +
                     "Nothing is enumerated: with min(u, v) = u − [u − v]_+, max(u, v) = u + "
                     "[v − u]_+, [cz]_+ = c [z]_+ and [−cz]_+ = c [z]_+ − cz (c > 0) the "
                     "network and the form are written as sums of x, 1 and positive parts, "
                     "layer by layer, and the sums are the same. " +
                     (is_everywhere
                          ? "These identities hold for every x, on Ω or not."
                          : "Some units carry a value, shifted so that it stays positive on all of "
                            "Ω: there the network is the form."));
}

std::string escape_section(const FurtherClaim& claim) {
  const Json members = members_of(claim);
  const Json witness = Json::parse(claim.witness.value());
  const auto risk = [&](const char* key) {
    return exact_and_decimal(Rational(members.at(key).get<std::string>()));
  };
  return section("A way out",
                 fmt::format("From W a path of {} leads to a network of the same architecture with "
                             "the risk {}, below {}, that of W; along it the risk never rises. So "
                             "W is no trap, whatever kind of minimum it is: it can be left without "
                             "climbing. Gradient descent need not find such a path.",
                             counted(witness.at("waypoints").size(), "straight piece"),
                             risk("better_risk"), risk("risk")));
}

std::string trap_section(const FurtherClaim& claim) {
  const Json members = members_of(claim);
  return section(
      "A trap",
      fmt::format(
          "Whoever moves the parameters of W continuously, all of them and however far, and "
          "comes to a risk below that of the minimum near W (its lower bound), has on the "
          "way a risk that is higher than R(W) by {} or more. So a path on which the risk "
          "falls, as gradient flow, does not get there; a long step of a training method may "
          "jump over the barrier. In the certificate: on the boundary of the box of the trained "
          "minimum the risk is that "
          "much higher, and scaling units does not lead around the box.",
          exact_and_decimal(Rational(members.at("barrier").get<std::string>()))));
}

std::string bottleneck_section(const FurtherClaim& claim) {
  const Json members = members_of(claim);
  return section(
      "Why W is a local minimum",
      fmt::format(
          "All samples have one activation pattern, and keep it while no parameter moves by more "
          "than {}. With it the network is an affine function of x, and its matrix has no higher "
          "rank than the narrowest hidden layer has units with a slope. On the samples the best "
          "matrix of any rank has singular values that W keeps and others that it loses: the "
          "matrix of W and what is missing are orthogonal from both sides, and the number {} in "
          "the file is no lower than the square of any lost singular value and no higher than that "
          "of any kept one. So no matrix of that rank is nearer, and no W' with this pattern has a "
          "lower risk than {}.",
          exact_and_decimal(Rational(members.at("radius").get<std::string>())),
          Json::parse(claim.witness.value()).at("level").get<std::string>(),
          exact_and_decimal(Rational(members.at("risk").get<std::string>()))));
}

struct Prose {
  std::string_view kind;
  std::string (*section)(const FurtherClaim&);
};

constexpr auto prose = std::to_array<Prose>({{"smooth_minimum", smooth_minimum_section},
                                             {"smooth_zero_loss", smooth_zero_loss_section},
                                             {"two_piece_bound", two_piece_section},
                                             {"saddle", saddle_section},
                                             {"parameter_cells", parameter_cells_section},
                                             {"distinct_risks", distinct_risks_section},
                                             {"population_minimum", population_section},
                                             {"nearby_minimum", nearby_minimum_section},
                                             {"no_minimiser", no_minimiser_section},
                                             {"minimum_on_walls", minimum_on_walls_section},
                                             {"vanishing_risk", vanishing_risk_section},
                                             {"trained_minimum", trained_minimum_section},
                                             {"network_computes_form", computed_form_section},
                                             {"escape", escape_section},
                                             {"cell_components", cell_components_section},
                                             {"minima_off_walls", minima_off_walls_section},
                                             {"valleys_of_cells", valleys_of_cells_section},
                                             {"trap", trap_section},
                                             {"minimum_in_pieces", minimum_in_pieces_section},
                                             {"family_of_minima", family_of_minima_section},
                                             {"bottleneck_minimum", bottleneck_section}});

} // namespace

std::string further_section(const FurtherClaim& claim) {
  const auto* const found = std::find_if(prose.begin(), prose.end(),
                                         [&](const Prose& one) { return one.kind == claim.kind; });
  return found == prose.end() ? "" : found->section(claim);
}

} // namespace thalweg
