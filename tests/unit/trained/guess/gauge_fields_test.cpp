// SPDX-License-Identifier: GPL-3.0-or-later
//
// Neutral fields of random networks with layers of every kind change no output, and there are not
// more of them than a network with other parameters in the same pieces has flat directions. Ties
// are multiplied or mixed.

#include "trained/guess/gauge_blocks.hpp"

#include "network/network_file.hpp"
#include "trained/exact_risks.hpp"
#include "trained/guess/gauge_choice.hpp"
#include "unit/verifier/layer/random_networks.hpp"

using namespace thalweg;
using thalweg::tests::Json;
using thalweg::tests::RandomNetworks;

namespace {

Dataset data_for(RandomNetworks& random, const Json& network) {
  Dataset data;
  for (std::size_t k = 0; k < RandomNetworks::size(network["input_shape"]); ++k)
    data.columns.push_back("x" + std::to_string(k));
  data.target_columns = {data.columns.size()};
  data.columns.push_back("y");
  for (int k = 0; k < 6; ++k) {
    data.inputs.push_back(random.input(network));
    data.targets.push_back({random.small()});
  }
  return data;
}

Json any_activation(RandomNetworks& random) {
  const std::vector<Json> all = {
      "identity", "relu", "relu",
      Json::parse(
          R"({"breakpoints":["-1","1"],"slopes":["0","1","0"],"intercepts":["-1","0","1"]})")};
  return all[std::size_t(random.below(long(all.size())))];
}

/// Two or three layers of one shape, mostly with additions of what came before, and an output.
Json residual_network(RandomNetworks& random) {
  const bool is_convolution = random.below(2) == 0;
  const std::size_t channels = std::size_t(random.below(2) + 2);
  const auto row = [&](std::size_t length) {
    Json result = Json::array();
    for (std::size_t k = 0; k < length; ++k)
      if (const Rational weight = random.small(); weight != 0)
        result.push_back({k, to_string(weight)});
    return result;
  };
  const auto layer = [&](std::size_t channels_before) {
    Json result = {{"kind", is_convolution ? "convolution" : "dense"},
                   {"activation", any_activation(random)},
                   {"weights", Json::array()},
                   {"biases", Json::array()}};
    if (is_convolution)
      result.update({{"kernel", {3}}, {"padding", {1}}});
    for (std::size_t q = 0; q < channels; ++q) {
      result["weights"].push_back(row(channels_before * (is_convolution ? 3 : 1)));
      result["biases"].push_back(to_string(Rational(random.below(17) - 8)));
    }
    return result;
  };
  const auto addition = [&](std::size_t with) {
    return Json{{"kind", "addition"},
                {"activation", random.below(2) == 0 ? "identity" : "relu"},
                {"with", with}};
  };
  Json network = {{"input_shape", is_convolution ? Json{1, 4} : Json{2}},
                  {"layers", {layer(is_convolution ? 1 : 2), layer(channels), addition(1)}}};
  if (random.below(4) == 0) {
    network["layers"].erase(2); // no addition
  } else if (random.below(2) == 0) {
    network["layers"].push_back(layer(channels));
    network["layers"].push_back(addition(random.below(2) == 0 ? 1 : 3));
  }
  if (is_convolution && random.below(2) == 0)
    network["layers"].push_back(
        {{"kind", random.below(2) == 0 ? "average_pooling" : "max_pooling"}, {"window", {4}}});
  const bool is_pooled = !network["layers"].back().contains("activation");
  network["layers"].push_back(
      {{"kind", "dense"},
       {"activation", "identity"},
       {"weights", {row(channels * (is_convolution && !is_pooled ? 4 : 1))}},
       {"biases", {"1"}}});
  return network;
}

/// Some pairs of a unit and a sample, wherever they are.
std::vector<HeldPair> ties_in(RandomNetworks& random, const Network& network) {
  std::vector<HeldPair> result;
  for (std::size_t l = 0; l + 1 < network.layers.size(); ++l)
    if (!network.layers[l].activation.breakpoints.empty() && random.below(3) == 0)
      result.push_back({l, std::size_t(random.below(long(network.layers[l].unit_count()))),
                        std::size_t(random.below(6))});
  return result;
}

struct FieldsAt {
  std::vector<GaugeField> fields;
  FloatingDerivatives derivatives;
  std::vector<double> tie_values;
};

FieldsAt fields_at(const HeldCell& cell, const Dataset& data, const Vector& parameters,
                   bool with_blocks) {
  const TrainingProblem training{data, WeightedLoss(), {}};
  const PointLosses losses(training, cell.points);
  const SliceProblem problem{cell, losses, decay_of_parameters(cell.network, {})};
  const FloatingSlicePoint at =
      guessed_floating_point(problem, {parameters, Vector(cell.ties.size())});
  std::vector<GaugeField> fields = guessed_fields(problem, at);
  if (with_blocks)
    for (GaugeField& field : guessed_block_fields(problem, at))
      fields.push_back(std::move(field));
  return {std::move(fields), floating_derivatives(cell, at.parameters, at.adjoints), at.tie_values};
}

Vector other_parameters(RandomNetworks& random, const Vector& parameters) {
  Vector result = parameters;
  for (Rational& parameter : result)
    parameter += Rational(random.below(2001) - 1000, 1009);
  return result;
}

/// Is a change of a tie 0, or plus or minus the value of a tie?
bool is_of_ties(double change, const std::vector<double>& values, double size) {
  const auto is_near = [&](double a) { return std::abs(a) <= 1e-7 * size; };
  return is_near(change) || std::any_of(values.begin(), values.end(), [&](double value) {
           return is_near(change - value) || is_near(change + value);
         });
}

} // namespace

TEST_CASE("fields of random networks are neutral", "[trained]") {
  RandomNetworks random(20261201);
  std::map<std::pair<std::size_t, LayerKind>, std::size_t> seen; // kinds of fields and of layers
  std::size_t joined = 0, about = 0, spanning = 0;
  std::map<std::string, std::size_t> folds;
  for (int round = 0; round < 400; ++round) {
    const Json json =
        round % 2 == 0 ? random.network(random.below(4) + 1, true, true) : residual_network(random);
    Json file = {{"format", "thalweg-network"}, {"version", 2}, {"layers", json["layers"]}};
    if (json["input_shape"].size() > 1)
      file["input_shape"] = json["input_shape"];
    const Network network =
        network_from_text(file.dump(), "random", RandomNetworks::size(json["input_shape"]), ".");
    const Dataset data = data_for(random, json);
    const HeldCell cell = guessed_held_cell(network, data, ties_in(random, network));
    INFO("round " << round << ": " << json.dump());
    const Vector parameters = other_parameters(random, parameter_vector(network));
    const FieldsAt here = fields_at(cell, data, parameters, round % 3 == 0);
    const FieldsAt there = fields_at(cell, data, other_parameters(random, parameters), false);
    const double size =
        1 + here.derivatives.jacobian.cwiseAbs().sum() + here.derivatives.normals.cwiseAbs().sum();
    for (const GaugeField& field : here.fields) {
      INFO("field of kind " << field.field.index());
      const FloatingVector outputs = image(here.derivatives.jacobian, field.change);
      const double tolerance = 1e-7 * size * (1 + field.change.cwiseAbs().maxCoeff());
      CHECK(outputs.cwiseAbs().maxCoeff() <= tolerance);
      const FloatingVector ties = image(here.derivatives.normals, field.change);
      for (Eigen::Index t = 0; t < ties.size(); ++t)
        CHECK(
            is_of_ties(ties[t], here.tie_values, size * (1 + field.change.cwiseAbs().maxCoeff())));
      for (const Layer& layer : network.layers)
        ++seen[{field.field.index(), layer.kind}];
      const auto* scale = std::get_if<ScaleField>(&field.field);
      joined += scale && !scale->joined.empty() ? 1 : 0;
      about += scale && scale->about ? 1 : 0;
      if (const auto* mix = std::get_if<MixField>(&field.field); mix && mix->fold)
        ++folds[mix->fold->layer == mix->layer ? "mix" : "mix of the row before"];
      if (scale && scale->fold)
        ++folds[scale->fold->layer == scale->layer ? "scale" : "scale of the row before"];
    }
    if (!cell.ties.empty())
      continue;
    const std::size_t flat = cell.parameter_count - guessed_rank(there.derivatives.jacobian, 1e-9);
    const std::size_t found = guessed_gauge(here.fields, cell.parameter_count).fields.size();
    CHECK(found <= flat);
    spanning += found == flat ? 1 : 0;
  }
  INFO(joined << " joined, " << spanning << " networks without unexplained flat directions");
  CHECK(joined >= 5);
  for (const char* kind : {"scale", "mix", "scale of the row before", "mix of the row before"}) {
    INFO("folds: " << kind);
    CHECK(folds[kind] >= 3);
  }
  CHECK(about >= 5);
  CHECK(spanning >= 50);
  for (const LayerKind kind : {LayerKind::convolution, LayerKind::average_pooling,
                               LayerKind::max_pooling, LayerKind::addition})
    for (const std::size_t field : {0, 1, 3, 4, 6}) { // scale, mix, row, cancel, block
      INFO(kind_name(kind) << ", field " << field);
      CHECK(seen[{field, kind}] >= 1);
    }
}
