// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/floating_derivatives.hpp"

#include "network/walk.hpp"

namespace thalweg {

namespace {

FloatingMatrix as_columns(const std::vector<std::vector<double>>& table, std::size_t point_count) {
  FloatingMatrix result(point_count, table.size());
  for (std::size_t unit = 0; unit < table.size(); ++unit)
    for (std::size_t i = 0; i < point_count; ++i)
      result(i, unit) = table[unit][i];
  return result;
}

/// The linear view of a layer as a matrix over one of its sources: units × entries of the source.
struct SourceWeights {
  std::size_t source;
  FloatingMatrix weights;
};

/// The tangents of all z and h along one parameter after the other.
class TangentSweep {
public:
  TangentSweep(const HeldCell& cell, const std::vector<double>& parameters,
               const CellAdjoints<double>& adjoints)
      : cell_(cell), passes_(cell, parameters), point_count_(cell.points.count()) {
    const CellValues<double> values = passes_.values();
    for (const auto& h : values.h)
      h_.push_back(as_columns(h, point_count_));
    for (const auto& z : adjoints.z)
      adjoints_.push_back(as_columns(z, point_count_));
    for (std::size_t l = 0; l < cell.layers.size(); ++l)
      read_layer(l);
    uses_.resize(cell.parameter_count);
    for (std::size_t l = 0; l < cell.layers.size(); ++l) {
      for (const CellLink& link : cell.layers[l].links)
        if (link.parameter)
          uses_[*link.parameter].links.push_back(&link), uses_[*link.parameter].layer = l;
      for (std::size_t unit = 0; unit < cell.layers[l].unit_count; ++unit)
        if (cell.layers[l].biases[unit])
          uses_[*cell.layers[l].biases[unit]].biases.push_back(unit),
              uses_[*cell.layers[l].biases[unit]].layer = l;
    }
  }

  FloatingDerivatives derivatives() {
    const std::size_t p = cell_.parameter_count, outputs = cell_.layers.back().unit_count;
    FloatingDerivatives result;
    result.jacobian.resize(point_count_ * outputs, p);
    result.normals.setZero(cell_.ties.size(), p);
    result.mixed.setZero(p, p);
    for (std::size_t j = 0; j < p; ++j) {
      sweep(j);
      for (std::size_t i = 0; i < point_count_; ++i)
        for (std::size_t o = 0; o < outputs; ++o)
          result.jacobian(i * outputs + o, j) = z_.back()(i, o);
      for (std::size_t t = 0; t < cell_.ties.size(); ++t)
        if (const CellTie& tie = cell_.ties[t]; tie.layer >= uses_[j].layer) {
          result.normals(t, j) = z_[tie.layer](tie.point, tie.unit);
          if (const auto tied = cell_.tied_entry(tie.layer, tie.unit, tie.point))
            result.normals(t, j) = tangents_[tie.layer](tie.point, *tied) - result.normals(t, j);
        }
      add_mixed(j, result.mixed);
    }
    result.mixed += result.mixed.transpose().eval();
    return result;
  }

private:
  struct Uses {
    std::vector<const CellLink*> links;
    std::vector<std::size_t> biases;
    std::size_t layer = 0;
  };

  void read_layer(std::size_t l) {
    const std::size_t unit_count = cell_.layers[l].unit_count;
    std::vector<SourceWeights>& views = views_.emplace_back();
    if (!passes_.is_pooling(l))
      for (const std::size_t source : sources(cell_.network, l))
        views.push_back({source, FloatingMatrix::Zero(unit_count, h_[source].cols())});
    for (std::size_t k = 0; k < cell_.layers[l].links.size(); ++k) {
      const CellLink& link = cell_.layers[l].links[k];
      for (SourceWeights& view : views)
        if (view.source == link.source) {
          view.weights(link.unit, link.index) += passes_.weight(l, k);
          break;
        }
    }
    FloatingMatrix& slopes = slopes_.emplace_back(FloatingMatrix::Ones(point_count_, unit_count));
    if (l + 1 < cell_.layers.size())
      for (std::size_t unit = 0; unit < unit_count; ++unit)
        for (std::size_t i = 0; i < point_count_; ++i)
          slopes(i, unit) = passes_.slope(l, unit, i);
  }

  /// The tangents along W_j of z and h, from the layer of W_j upwards.
  void sweep(std::size_t j) {
    const std::size_t first = uses_[j].layer, last = cell_.layers.size();
    z_.resize(last);
    tangents_.resize(last);
    for (std::size_t l = first; l < last; ++l) {
      z_[l].setZero(point_count_, cell_.layers[l].unit_count);
      if (l == first) {
        for (const CellLink* link : uses_[j].links)
          z_[l].col(link->unit) += h_[link->source].col(link->index);
        for (const std::size_t unit : uses_[j].biases)
          z_[l].col(unit).array() += 1;
      }
      for (const SourceWeights& view : views_[l])
        if (view.source > first)
          add_product_transposed(z_[l], tangents_[view.source], view.weights);
      if (passes_.is_pooling(l) && l > first)
        for (std::size_t unit = 0; unit < cell_.layers[l].unit_count; ++unit)
          for (std::size_t i = 0; i < point_count_; ++i)
            z_[l](i, unit) = tangents_[l](i, passes_.chosen_entry(l, unit, i));
      if (l + 1 < last)
        tangents_[l + 1] = z_[l].cwiseProduct(slopes_[l]);
    }
  }

  /// mixed(k, j) for the parameters of all layers above that of W_j.
  void add_mixed(std::size_t j, FloatingMatrix& mixed) const {
    for (std::size_t l = uses_[j].layer + 1; l < cell_.layers.size(); ++l) {
      if (!has_parameters(cell_.network.layers[l]))
        continue;
      const FloatingMatrix products = transposed_product(adjoints_[l], tangents_[l]);
      for (const CellLink& link : cell_.layers[l].links)
        mixed(*link.parameter, j) += products(link.unit, link.index);
    }
  }

  const HeldCell& cell_;
  CellPasses<double> passes_;
  std::size_t point_count_;
  std::vector<FloatingMatrix> h_, adjoints_, slopes_;
  std::vector<std::vector<SourceWeights>> views_;
  std::vector<Uses> uses_;
  std::vector<FloatingMatrix> z_, tangents_; ///< tangents_[source] those of h
};

} // namespace

FloatingDerivatives floating_derivatives(const HeldCell& cell,
                                         const std::vector<double>& parameters,
                                         const CellAdjoints<double>& adjoints) {
  return TangentSweep(cell, parameters, adjoints).derivatives();
}

FloatingMatrix gauss_part(const FloatingMatrix& jacobian,
                          const std::vector<std::vector<double>>& curvatures,
                          std::size_t output_count) {
  FloatingMatrix weighted(jacobian.rows(), jacobian.cols());
  for (std::size_t i = 0; i < curvatures.size(); ++i) {
    const Eigen::Map<const FloatingMatrix> curvature(curvatures[i].data(), output_count,
                                                     output_count); // symmetric
    weighted.middleRows(i * output_count, output_count) =
        product(curvature, jacobian.middleRows(i * output_count, output_count));
  }
  return transposed_product(jacobian, weighted);
}

} // namespace thalweg
