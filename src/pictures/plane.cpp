// SPDX-License-Identifier: GPL-3.0-or-later

#include "pictures/plane.hpp"

#include "certificate/further_members.hpp"
#include "exact/error.hpp"
#include "landscape/class_jacobian.hpp"
#include "network/walk.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace thalweg {

namespace {

Network without_parameters(Network network) {
  for (Layer& layer : network.layers)
    if (has_parameters(layer))
      set_parameters(layer, std::vector<SparseRow>(parameter_row_count(layer)),
                     Vector(parameter_row_count(layer)));
  return network;
}

/// Sets one layer of a direction.
void set_layer(Network& change, std::size_t layer, const std::vector<Vector>& rows, Vector biases) {
  std::vector<SparseRow> sparse;
  for (const Vector& row : rows) {
    SparseRow& entries = sparse.emplace_back();
    for (std::size_t column = 0; column < row.size(); ++column)
      if (sgn(row[column]) != 0)
        entries.emplace_back(column, row[column]);
  }
  set_parameters(change.layers[layer], std::move(sparse), std::move(biases));
}

Network better_change(const Network& network, const Network& better) {
  Network change = network;
  for (std::size_t l = 0; l < change.layers.size(); ++l) {
    Layer& layer = change.layers[l];
    if (!has_parameters(layer))
      continue;
    std::vector<Vector> rows;
    Vector biases;
    for (std::size_t r = 0; r < parameter_row_count(layer); ++r) {
      Vector& row = rows.emplace_back(parameter_column_count(layer));
      for (const auto& [column, weight] : parameter_rows(better.layers[l])[r])
        row[column] += weight;
      for (const auto& [column, weight] : parameter_rows(network.layers[l])[r])
        row[column] -= weight;
      biases.push_back(parameter_biases(better.layers[l])[r] -
                       parameter_biases(network.layers[l])[r]);
    }
    set_layer(change, l, rows, std::move(biases));
  }
  return change;
}

Network ray_change(const Network& network, const Direction& direction) {
  Network change = without_parameters(network);
  return moved(change, direction, 1);
}

/// The sample and unit of `pattern_flip`, else those nearest to a breakpoint and not on one.
std::optional<PatternFlip> endangered_place(const Subject& subject) {
  const CertificateDocument& document = subject.document;
  if (document.pattern_flip)
    return document.pattern_flip;
  std::optional<PatternFlip> nearest;
  for (std::size_t i = 0; i < document.data.sample_count(); ++i)
    for (std::size_t l = 0; l < document.network.hidden_layer_count(); ++l) {
      const Layer& layer = document.network.layers[l];
      if (layer.activation.breakpoints.empty())
        continue;
      const Vector z = subject.passes.pre_activations(l, i);
      for (std::size_t j = 0; j < z.size(); ++j) {
        const Rational distance = abs(z[j] - *layer.activation.nearest_breakpoint(z[j]));
        if (sgn(distance) != 0 && (!nearest || distance < nearest->distance))
          nearest = PatternFlip{i, l, j, distance};
      }
    }
  return nearest;
}

/// sign(β − z) sign(∂z/∂W) in one layer, `derivatives` those by its pre-activations.
void set_signs(Network& change, std::size_t layer, const Vector& derivatives, const Vector& input,
               int sign) {
  const Layer& moved_layer = change.layers[layer];
  std::vector<Vector> rows(parameter_row_count(moved_layer),
                           Vector(parameter_column_count(moved_layer)));
  Vector biases(rows.size());
  visit_partials(moved_layer, derivatives, input,
                 [&](std::size_t row, std::size_t column, const Rational& partial) {
                   (column < rows[row].size() ? rows[row][column] : biases[row]) += partial;
                 });
  for (Vector& row : rows)
    for (Rational& entry : row)
      entry = sign * sgn(entry);
  for (Rational& bias : biases)
    bias = sign * sgn(bias);
  set_layer(change, layer, rows, std::move(biases));
}

std::optional<Network> flip_change(const Subject& subject, const PatternFlip& place) {
  const CertificateDocument& document = subject.document;
  const Network& network = document.network;
  Dataset alone = document.data;
  alone.inputs = {document.data.inputs[place.sample]};
  alone.targets = {document.data.targets[place.sample]};
  const PatternClasses classes = pattern_classes(network, alone);
  if (classes.classes.empty())
    return std::nullopt;
  const std::vector<Vector> jacobian =
      unit_jacobian(network, classes.classes.front(), place.layer, place.unit);
  const Rational z = subject.passes.pre_activations(place.layer, place.sample)[place.unit];
  const int sign = sgn(*network.layers[place.layer].activation.nearest_breakpoint(z) - z);
  std::vector<Vector> outputs;
  for (std::size_t source = 0; source <= place.layer; ++source)
    outputs.push_back(subject.passes.output(source, place.sample));
  Network change = without_parameters(network);
  for (std::size_t l = 0; l <= place.layer; ++l)
    if (has_parameters(network.layers[l]))
      set_signs(change, l, jacobian[l], layer_input(network, l, outputs), sign);
  return change;
}

/// "w0.1.2" → 0, 1, 2; nothing for other texts.
std::optional<std::vector<std::size_t>> parameter_place(const std::string& name) {
  std::vector<std::size_t> numbers;
  const char *at = name.data() + 1, *end = name.data() + name.size();
  while (true) {
    std::size_t number = 0;
    const auto [next, error] = std::from_chars(at, end, number);
    if (error != std::errc())
      return std::nullopt;
    numbers.push_back(number);
    if (next == end)
      break;
    if (*next != '.')
      return std::nullopt;
    at = next + 1;
  }
  if (numbers.size() != (name.front() == 'w' ? 3U : 2U))
    return std::nullopt;
  return numbers;
}

/// The direction of one parameter; nothing if there is none of this name.
std::optional<Network> parameter_change(const Network& network, const std::string& name) {
  const auto place = parameter_place(name);
  if (!place || place->at(0) >= network.layers.size())
    return std::nullopt;
  const Layer& layer = network.layers[place->at(0)];
  const bool is_weight = name.front() == 'w';
  if (!has_parameters(layer) || place->at(1) >= parameter_row_count(layer) ||
      (is_weight ? place->at(2) >= parameter_column_count(layer) : !layer.has_biases))
    return std::nullopt;
  Network change = without_parameters(network);
  std::vector<SparseRow> rows(parameter_row_count(layer));
  Vector biases(rows.size());
  if (is_weight)
    rows[place->at(1)] = {{place->at(2), 1}};
  else
    biases[place->at(1)] = 1;
  set_parameters(change.layers[place->at(0)], std::move(rows), std::move(biases));
  return change;
}

bool is_parallel(const PlaneDirection& a, const PlaneDirection& b) {
  const Vector of_a = parameters_of(a.change), of_b = parameters_of(b.change);
  const auto first = static_cast<std::size_t>(
      std::find_if(of_a.begin(), of_a.end(), [](const Rational& x) { return sgn(x) != 0; }) -
      of_a.begin());
  for (std::size_t k = 0; k < of_a.size(); ++k)
    if (of_a[k] * of_b[first] != of_a[first] * of_b[k])
      return false;
  return true;
}

using PlaneCorner = std::pair<double, double>;

/// The part of a convex polygon where a s + b t ≤ 1.
std::vector<PlaneCorner> below_one(const std::vector<PlaneCorner>& corners, double a, double b) {
  const auto outside = [&](const PlaneCorner& corner) {
    return a * corner.first + b * corner.second - 1;
  };
  std::vector<PlaneCorner> kept;
  for (std::size_t k = 0; k < corners.size(); ++k) {
    const auto &here = corners[k], &next = corners[(k + 1) % corners.size()];
    const double at_here = outside(here), at_next = outside(next);
    if (at_here <= 0)
      kept.push_back(here);
    if ((at_here < 0 && at_next > 0) || (at_here > 0 && at_next < 0)) {
      const double part = at_here / (at_here - at_next);
      kept.emplace_back(here.first + part * (next.first - here.first),
                        here.second + part * (next.second - here.second));
    }
  }
  return kept;
}

std::vector<std::string> usual_names(const Network& network) {
  std::vector<std::string> names{"better", "ray", "flip"};
  const std::size_t last = network.layers.size() - 1;
  for (const std::size_t l : {last, std::size_t{0}})
    if (has_parameters(network.layers[l])) {
      names.push_back(fmt::format("w{}.0.0", l));
      if (network.layers[l].has_biases)
        names.push_back(fmt::format("b{}.0", l));
    }
  return names;
}

} // namespace

std::vector<Rational> parameters_of(const Network& network) {
  Vector result;
  for (const Layer& layer : network.layers) {
    if (!has_parameters(layer))
      continue;
    const std::size_t columns = parameter_column_count(layer);
    for (const SparseRow& row : parameter_rows(layer)) {
      const std::size_t start = result.size();
      result.resize(start + columns);
      for (const auto& [column, weight] : row)
        result[start + column] = weight;
    }
    const Vector& biases = parameter_biases(layer);
    result.insert(result.end(), biases.begin(), biases.end());
  }
  return result;
}

std::optional<PlaneDirection> plane_direction(const Subject& subject, const std::string& name) {
  const CertificateDocument& document = subject.document;
  std::optional<Network> change;
  std::string meaning;
  if (name == "better") {
    meaning = "towards W2";
    if (subject.better)
      change = better_change(document.network, *subject.better);
  } else if (name == "ray") {
    meaning = "along the descent ray";
    if (document.not_local_minimum)
      change = ray_change(document.network, document.not_local_minimum->direction);
  } else if (name == "flip") {
    if (const auto place = endangered_place(subject)) {
      meaning = fmt::format("towards the wall of sample {}, layer {}, unit {}", place->sample,
                            place->layer, place->unit);
      change = flip_change(subject, *place);
    }
  } else if (!name.empty() && (name.front() == 'w' || name.front() == 'b')) {
    meaning = "along parameter " + name;
    change = parameter_change(document.network, name);
  }
  if (!change)
    return std::nullopt;
  Rational size = 0;
  for (const Rational& entry : parameters_of(*change))
    size = std::max(size, Rational(abs(entry)));
  if (sgn(size) == 0)
    return std::nullopt;
  return PlaneDirection{name, std::move(meaning), std::move(*change), std::move(size)};
}

std::optional<std::pair<PlaneDirection, PlaneDirection>>
plane_directions(const Subject& subject, const std::vector<std::string>& names) {
  std::optional<PlaneDirection> first;
  for (const std::string& name : names.empty() ? usual_names(subject.document.network) : names) {
    auto next = plane_direction(subject, name);
    if (!next && !names.empty())
      throw UsageError("--plane: expected better, ray, flip, wLAYER.UNIT.INPUT or bLAYER.UNIT that "
                       "this certificate has, found " +
                       name);
    if (!next || (first && is_parallel(*first, *next)))
      continue;
    if (first)
      return std::pair(std::move(*first), std::move(*next));
    first = std::move(next);
  }
  if (!names.empty())
    throw UsageError("--plane: expected two directions that are not parallel");
  return std::nullopt;
}

std::optional<CertifiedBox> certified_box(const CertificateDocument& document) {
  if (document.local_minimum)
    return CertifiedBox{document.local_minimum->radius, false};
  for (const FurtherClaim& claim : document.further) {
    const nlohmann::json members = members_of(claim);
    const auto number = [](const nlohmann::json& object, const char* key) {
      return Rational(object.at(key).get<std::string>());
    };
    if (claim.kind == "minimum_on_walls" || (claim.kind == "local_minimum" && !claim.own))
      return CertifiedBox{number(members, "radius"), false};
    if (claim.kind == "nearby_minimum" ||
        (claim.kind == "trained_minimum" && members.at("scope") == "all")) {
      const Rational radius = number(members, "radius") - number(members, "distance");
      if (sgn(radius) > 0)
        return CertifiedBox{radius, true};
    }
  }
  return std::nullopt;
}

std::vector<std::pair<double, double>> box_in_plane(const PlaneDirection& first,
                                                    const PlaneDirection& second, double radius) {
  const Vector of_first = parameters_of(first.change), of_second = parameters_of(second.change);
  std::vector<PlaneCorner> sides; // |s a + t b| ≤ 1 for all (a, b), in units of radius / size
  for (std::size_t k = 0; k < of_first.size(); ++k)
    sides.emplace_back(Rational(of_first[k] / first.size).get_d(),
                       Rational(of_second[k] / second.size).get_d());
  std::sort(sides.begin(), sides.end());
  sides.erase(std::unique(sides.begin(), sides.end()), sides.end());
  constexpr double far = 1e9;
  std::vector<PlaneCorner> corners{{-far, -far}, {far, -far}, {far, far}, {-far, far}};
  for (const auto& [a, b] : sides)
    for (const double sign : {-1.0, 1.0})
      corners = below_one(corners, sign * a, sign * b);
  for (auto& [s, t] : corners) {
    s *= radius / first.size.get_d();
    t *= radius / second.size.get_d();
  }
  return corners;
}

} // namespace thalweg
