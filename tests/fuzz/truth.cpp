// SPDX-License-Identifier: GPL-3.0-or-later

#include "truth.hpp"

#include <boost/multiprecision/cpp_int.hpp>

#include <optional>
#include <set>

namespace thalweg::fuzz {

namespace {

using Number = boost::multiprecision::cpp_rational;

Number number_of(const Json& text) {
  return Number(text.get<std::string>());
}

struct Activation {
  std::vector<Number> breakpoints;
  std::vector<Number> slopes;
  std::vector<Number> intercepts;
};

struct DenseLayer {
  Activation activation;
  std::vector<std::vector<Number>> weights; ///< zeros included
  std::vector<Number> biases;               ///< empty: none
};

using Network = std::vector<DenseLayer>;

struct Values {
  std::vector<Number> outputs;
  std::vector<std::size_t> pattern; ///< twice the piece, one more on the breakpoint above it
};

struct Sample {
  std::vector<Number> x;
  std::vector<Number> y;
};

std::vector<Number> numbers_of(const Json& texts) {
  std::vector<Number> numbers;
  for (const Json& text : texts)
    numbers.push_back(number_of(text));
  return numbers;
}

Activation activation_of(const Json& value) {
  if (value == "relu")
    return {{0}, {0, 1}, {0, 0}};
  if (value == "identity")
    return {{}, {1}, {0}};
  return {numbers_of(value["breakpoints"]), numbers_of(value["slopes"]),
          numbers_of(value["intercepts"])};
}

/// Nothing if some layer is not dense.
std::optional<Network> network_of(const Json& value, std::size_t inputs) {
  Network network;
  for (const Json& given : value["layers"]) {
    if (given["kind"] != "dense")
      return std::nullopt;
    DenseLayer layer{activation_of(given["activation"]), {}, {}};
    for (const Json& row : given["weights"]) {
      std::vector<Number>& weights = layer.weights.emplace_back(inputs);
      for (const Json& entry : row)
        weights.at(entry[0].get<std::size_t>()) = number_of(entry[1]);
    }
    if (given["biases"].is_array())
      layer.biases = numbers_of(given["biases"]);
    inputs = layer.weights.size();
    network.push_back(std::move(layer));
  }
  return network;
}

Values values_at(const Network& network, const std::vector<Number>& x) {
  Values result;
  std::vector<Number> h = x;
  for (const DenseLayer& layer : network) {
    std::vector<Number> next;
    for (std::size_t j = 0; j < layer.weights.size(); ++j) {
      Number z = layer.biases.empty() ? Number(0) : layer.biases[j];
      for (std::size_t k = 0; k < h.size(); ++k)
        z += layer.weights[j][k] * h[k];
      std::size_t piece = 0;
      const std::vector<Number>& kinks = layer.activation.breakpoints;
      while (piece < kinks.size() && z > kinks[piece])
        ++piece;
      result.pattern.push_back(2 * piece + (piece < kinks.size() && z == kinks[piece] ? 1 : 0));
      next.push_back(layer.activation.slopes[piece] * z + layer.activation.intercepts[piece]);
    }
    h = std::move(next);
  }
  result.outputs = std::move(h);
  return result;
}

Number risk_of(const Network& network, const std::vector<Sample>& samples) {
  Number sum = 0;
  for (const Sample& sample : samples) {
    const std::vector<Number> outputs = values_at(network, sample.x).outputs;
    for (std::size_t o = 0; o < outputs.size(); ++o)
      sum += (outputs[o] - sample.y[o]) * (outputs[o] - sample.y[o]);
  }
  return sum / samples.size();
}

std::vector<Sample> samples_of(const Json& data) {
  std::vector<Sample> samples;
  std::set<std::size_t> targets;
  for (const Json& target : data["targets"])
    targets.insert(target.get<std::size_t>());
  for (const Json& row : data["rows"]) {
    Sample& sample = samples.emplace_back();
    for (std::size_t k = 0; k < row.size(); ++k)
      if (targets.count(k) == 0)
        sample.x.push_back(number_of(row[k]));
    for (const Json& target : data["targets"])
      sample.y.push_back(number_of(row[target.get<std::size_t>()]));
  }
  return samples;
}

template <class Use> void for_each_parameter(Network& network, const Use& use) {
  for (DenseLayer& layer : network) {
    for (std::vector<Number>& row : layer.weights)
      for (Number& weight : row)
        use(weight);
    for (Number& bias : layer.biases)
      use(bias);
  }
}

/// Parameters that differ by at most r each, often by just r.
Network moved(Network network, const Number& r, std::mt19937_64& random) {
  const bool is_sparse = random() % 2 == 0;
  for_each_parameter(network, [&](Number& parameter) {
    if (!is_sparse || random() % 8 == 0)
      parameter += r * Number(static_cast<int>(random() % 5) - 2) / 2;
  });
  return network;
}

/// The statement, read as numbers.
struct Read {
  const Json& certificate;
  std::vector<Sample> samples;
  Network network;
  std::mt19937_64& random;

  /// The claim of this kind about the same network.
  const Json& claim(const std::string& kind, const Json& name_of_network) const {
    static const Json none;
    for (const Json& made : certificate["statement"]["claims"])
      if (made["claim"] == kind && made["network"] == name_of_network)
        return made;
    return none;
  }
  std::optional<Network> named_network(const Json& name) const {
    const Json& networks = certificate["statement"]["networks"];
    return networks.contains(name)
               ? network_of(networks[name.get<std::string>()], samples.front().x.size())
               : std::nullopt;
  }
};

std::string near_minimum(const Read& read, const Json& claim) {
  const Number risk = risk_of(read.network, read.samples);
  if (number_of(claim["risk"]) != risk)
    return "risk";
  const Json& labels =
      read.certificate["witness"][claim.value("name", "local_minimum")]["pattern_classes"];
  const Number radius = number_of(claim["radius"]);
  for (int attempt = 0; attempt < 3; ++attempt) {
    const Network other = moved(read.network, radius, read.random);
    if (risk_of(other, read.samples) < risk)
      return "a lower risk within the radius";
    for (std::size_t i = 0; i < read.samples.size(); ++i)
      if (!labels[i].is_null() && values_at(other, read.samples[i].x).pattern !=
                                      values_at(read.network, read.samples[i].x).pattern)
        return "another pattern within the radius";
  }
  return "";
}

std::string lower_point(const Read& read, const Json& claim) {
  const std::optional<Network> better = read.named_network(claim["better"]);
  if (!better)
    return "";
  const Number risk = risk_of(*better, read.samples);
  if (number_of(claim["better_risk"]) != risk)
    return "better risk";
  const Number own = risk_of(read.network, read.samples);
  if (claim.contains("risk") && number_of(claim["risk"]) != own)
    return "risk";
  if (risk >= own)
    return "a better risk that is none";
  for (std::size_t l = 0; l < read.network.size(); ++l)
    if (better->size() != read.network.size() ||
        (*better)[l].weights.size() != read.network[l].weights.size())
      return "another architecture";
  return "";
}

/// W* is not known, but W is within `distance` of it: what differs from W by at most `radius` less
/// that, in free parameters alone, has the risk of W* or more.
std::string minimum_near(const Read& read, const Json& claim) {
  const Number lower = number_of(claim["risk_lower"]);
  const Number margin = number_of(claim["radius"]) - number_of(claim["distance"]);
  if (lower > number_of(claim["risk_upper"]))
    return "bounds of the risk";
  const std::set<std::size_t> fixed = claim["fixed"];
  for (int attempt = 0; attempt < 4 && margin >= 0; ++attempt) {
    Network other = read.network;
    std::size_t number = 0;
    for_each_parameter(other, [&](Number& parameter) {
      if (fixed.count(number++) == 0)
        parameter += margin * Number(static_cast<int>(read.random() % 5) - 2) / (2 << attempt);
    });
    if (risk_of(other, read.samples) < lower)
      return "a risk below its bounds near W";
  }
  return "";
}

/// In how many ways the biases of layer l and later ones can lie between the walls of their units,
/// for the weights of the network and the outputs h of the layer before; nothing from `most` on.
std::optional<std::size_t> choices_of_biases(const Network& network, const Json& radii,
                                             std::size_t l,
                                             const std::vector<std::vector<Number>>& h,
                                             std::size_t most) {
  if (l + 1 == network.size())
    return 1;
  const DenseLayer& layer = network[l];
  std::vector<std::vector<Number>> choices; // the middle of every gap, by unit
  for (std::size_t u = 0; u < layer.weights.size(); ++u) {
    const Number radius = number_of(radii[l][1]);
    std::set<Number> ends = {layer.biases[u] - radius, layer.biases[u] + radius};
    for (const std::vector<Number>& inputs : h)
      for (Number wall : layer.activation.breakpoints) {
        for (std::size_t k = 0; k < inputs.size(); ++k)
          wall -= layer.weights[u][k] * inputs[k];
        if (wall > layer.biases[u] - radius && wall < layer.biases[u] + radius)
          ends.insert(wall);
      }
    std::vector<Number>& middles = choices.emplace_back();
    for (auto end = ends.begin(); std::next(end) != ends.end(); ++end)
      middles.push_back((*end + *std::next(end)) / 2);
  }
  std::vector<std::size_t> chosen(choices.size(), 0);
  std::size_t count = 0;
  for (std::size_t u = 0; u < chosen.size();) {
    DenseLayer alone = layer;
    for (std::size_t j = 0; j < chosen.size(); ++j)
      alone.biases[j] = choices[j][chosen[j]];
    std::vector<std::vector<Number>> next;
    for (const std::vector<Number>& inputs : h)
      next.push_back(values_at({alone}, inputs).outputs);
    const auto above = choices_of_biases(network, radii, l + 1, next, most);
    if (!above || (count += *above) >= most)
      return std::nullopt;
    for (u = 0; u < chosen.size() && ++chosen[u] == choices[u].size(); ++u)
      chosen[u] = 0;
  }
  return count;
}

/// For some weights of the box: as many choices of biases between walls as cells, each of them with
/// its own patterns.
std::string cells_in_box(const Read& read, const Json& claim, bool& is_known) {
  Network network = read.network;
  for (std::size_t l = 0; l + 1 < network.size(); ++l)
    for (std::vector<Number>& row : network[l].weights)
      for (Number& weight : row)
        weight +=
            number_of(claim["radii"][l][0]) * Number(static_cast<int>(read.random() % 9) - 4) / 5;
  std::set<std::vector<Number>> inputs;
  for (const Sample& sample : read.samples)
    inputs.insert(sample.x);
  const auto count =
      choices_of_biases(network, claim["radii"], 0, {inputs.begin(), inputs.end()}, 1000);
  is_known = is_known && count;
  return count && Number(*count) != number_of(claim["cells"]) ? "cells" : "";
}

std::size_t pattern_count(const Network& network, const std::vector<Sample>& samples) {
  std::set<std::vector<std::size_t>> patterns;
  for (const Sample& sample : samples)
    patterns.insert(values_at(network, sample.x).pattern);
  return patterns.size();
}

std::string falsehood_of(const Read& read, const Json& claim, bool& is_known) {
  const std::string name = claim["claim"];
  const Json& minimum = read.claim("local_minimum", claim.value("network", Json()));
  if (name == "local_minimum")
    return near_minimum(read, claim);
  if (name == "lower_risk")
    return lower_point(read, claim);
  if (name == "trained_minimum")
    return minimum_near(read, claim);
  if (name == "pattern_flip")
    return !minimum.is_null() && number_of(claim["distance"]) <= number_of(minimum["radius"])
               ? "a flip within the radius"
               : "";
  if (name == "refinement") {
    const Json& lower = read.claim("lower_risk", claim["network"]);
    const std::optional<Network> finer = read.named_network(lower["better"]);
    const auto groups = claim["finer_groups"].get<std::size_t>();
    return pattern_count(read.network, read.samples) >= groups ||
                   (finer && pattern_count(*finer, read.samples) != groups)
               ? "groups"
               : "";
  }
  if (name == "not_local_minimum") // the ray is in the witness; its risks are the verifier's matter
    return number_of(claim["risk"]) != risk_of(read.network, read.samples) ? "risk" : "";
  if (name == "global_minimum") {
    const Number risk = risk_of(read.network, read.samples);
    for (const Number& size : {Number(1, 100), Number(1)})
      if (risk_of(moved(read.network, size, read.random), read.samples) < risk)
        return "a lower risk";
    return "";
  }
  if (name == "parameter_cells" && claim.contains("radii"))
    return cells_in_box(read, claim, is_known);
  is_known = false;
  return "";
}

} // namespace

Judgement judgement(const Json& certificate, std::mt19937_64& random) {
  const Json& statement = certificate["statement"];
  Judgement result;
  if (!statement.contains("data") || !statement.contains("networks") ||
      statement["loss"] != Json{{"name", "squared"}})
    return result;
  Read read{certificate, samples_of(statement["data"]), {}, random};
  result.is_complete = true;
  for (const Json& claim : statement["claims"]) {
    const std::optional<Network> network =
        claim.contains("network") ? read.named_network(claim["network"]) : Network();
    result.is_complete = result.is_complete && network;
    if (!network)
      continue;
    read.network = *network;
    if (const std::string reason = falsehood_of(read, claim, result.is_complete); !reason.empty())
      result.falsehood += claim["claim"].get<std::string>() + ": " + reason + "; ";
  }
  return result;
}

bool differ_only_in_determined_numbers(const Json& one, const Json& other) {
  if (one == other || !one.contains("claims") || !other.contains("claims") ||
      one["claims"].size() != other["claims"].size())
    return false;
  static const std::set<std::pair<std::string, std::string>> determined = {
      {"local_minimum", "risk"},     {"lower_risk", "better_risk"},
      {"lower_risk", "risk"},        {"refinement", "finer_groups"},
      {"groups", "count"},           {"groups", "risk"},
      {"not_local_minimum", "risk"}, {"smooth_minimum", "risk"},
      {"parameter_cells", "cells"},  {"refinement_of_partitions", "risk"},
      {"linear_regions", "count"},   {"refinement_of_partitions", "fine_risk"},
      {"cell_components", "risk"},   {"cell_components", "components"},
      {"minima_off_walls", "units"}, {"valleys_of_cells", "units"},
      {"bottleneck_minimum", "risk"}};
  const std::string loss = one.value("loss", Json::object()).value("name", "");
  const bool has_bounds = loss == "logistic" || loss == "softmax"; // risks are not rational
  Json left = one, right = other;
  for (std::size_t k = 0; k < left["claims"].size(); ++k)
    for (const auto& [claim, number] : determined)
      for (Json* const side : {&left["claims"][k], &right["claims"][k]})
        if (side->is_object() && side->value("claim", Json()) == claim && side->contains(number) &&
            !(has_bounds && claim == "lower_risk"))
          side->erase(number);
  return left == right;
}

} // namespace thalweg::fuzz
