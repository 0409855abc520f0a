// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/loss_writer.hpp"

namespace thalweg {

void put_loss(JsonText& text, const WeightedLoss& loss) {
  const std::string canonical = to_string(loss.loss); // "huber:1/2"
  const std::string name = canonical.substr(0, canonical.find(':'));
  text.put("{\"name\":\"" + name + "\"");
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
  text.put("}");
}

void put_loss(JsonText& text, const CrossEntropyLoss& loss) {
  if (loss.kind == CrossEntropyKind::softmax) {
    text.put("{\"name\":\"softmax\",\"classes\":");
    text.put(loss.classes);
  } else {
    text.put("{\"name\":\"logistic\"");
    if (loss.positive) {
      text.put(",\"positive\":");
      text.put(*loss.positive);
    }
  }
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
