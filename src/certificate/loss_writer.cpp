// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/loss_writer.hpp"

namespace thalweg {

namespace {

void put_decay_if_any(JsonText& text, const WeightDecay& decay) {
  if (decay.empty())
    return;
  text.put(",\"decay\":");
  text.list(decay, ",", [&text](const LayerDecay& layer) {
    text.rationals({layer.weights, layer.biases});
  });
}

void put_members(JsonText& text, const WeightedLoss& loss) {
  const std::string canonical = to_string(loss.loss); // "huber:1/2"
  const std::string name = canonical.substr(0, canonical.find(':'));
  text.put("\"name\":\"" + name + "\"");
  if (const std::string_view key = parameter_key(loss.loss); !key.empty()) {
    text.put(",\"" + std::string(key) + "\":");
    text.put(loss.loss.parameter);
  }
  const auto weights = [&text](std::string_view key, const Vector& values) {
    if (values.empty())
      return;
    text.put(key);
    text.rationals(values);
  };
  weights(",\"output_weights\":", loss.output_weights);
  weights(",\"sample_weights\":", loss.sample_weights);
}

void put_members(JsonText& text, const CrossEntropyLoss& loss) {
  if (loss.kind == CrossEntropyKind::softmax) {
    text.put("\"name\":\"softmax\",\"classes\":");
    text.put(loss.classes);
    return;
  }
  text.put("\"name\":\"logistic\"");
  if (loss.positive) {
    text.put(",\"positive\":");
    text.put(*loss.positive);
  }
}

void put_members(JsonText& text, const LossTable& loss) {
  text.put("\"name\":\"pieces\",\"breakpoints\":");
  text.rationals(loss.breakpoints);
  text.put(",\"pieces\":");
  text.list(loss.pieces, ",", [&text](const std::array<Rational, 3>& piece) {
    text.rationals({piece.begin(), piece.end()});
  });
}

} // namespace

void put_loss(JsonText& text, const AnyLoss& any, const WeightDecay& decay) {
  text.put("{");
  std::visit([&text](const auto& loss) { put_members(text, loss); }, any);
  put_decay_if_any(text, decay);
  text.put("}");
}

void put_subgradients(JsonText& text, const Subgradients& subgradients) {
  text.list(subgradients, ",", [&text](const std::optional<Vector>& g) {
    if (g)
      text.rationals(*g);
    else
      text.put("null");
  });
}

} // namespace thalweg
