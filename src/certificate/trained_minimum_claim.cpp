// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/trained_minimum_claim.hpp"

#include "certificate/json_text.hpp"
#include "certificate/wall_writer.hpp"

namespace thalweg {

namespace {

void put_key(JsonText& text, std::string_view key) {
  text.put(",\"");
  text.put(key);
  text.put("\":");
}

void put_indices(JsonText& text, std::string_view key, const std::vector<std::size_t>& indices) {
  put_key(text, key);
  text.indices(indices);
}

void put_index(JsonText& text, std::string_view key, std::size_t index) {
  put_key(text, key);
  text.put(index);
}

void put_rational(JsonText& text, std::string_view key, const Rational& value) {
  put_key(text, key);
  text.put(value);
}

void put_kernel(JsonText& text, const RowKernel& kernel) {
  put_indices(text, "basis", kernel.basis);
  put_index(text, "free", kernel.free);
  put_indices(text, "samples", kernel.samples);
}

void put_joined(JsonText& text, const std::vector<std::size_t>& layers) {
  if (!layers.empty())
    put_indices(text, "joined", layers);
}

void put_fold(JsonText& text, const std::optional<FieldFold>& fold) {
  if (!fold)
    return;
  put_key(text, "fold");
  text.put("{\"layer\":");
  text.put(fold->layer);
  put_indices(text, "units", fold->units);
  text.put("}");
}

/// The members of a field behind its kind and layer.
struct FieldWriter {
  JsonText& text;

  void operator()(const ScaleField& field) const {
    put_index(text, "unit", field.unit);
    put_joined(text, field.joined);
    if (field.about)
      put_index(text, "about", *field.about);
    put_fold(text, field.fold);
  }
  void operator()(const MixField& field) const {
    put_index(text, "unit", field.unit);
    put_key(text, "other");
    field.other ? text.put(*field.other) : text.put("null");
    put_joined(text, field.joined);
    put_fold(text, field.fold);
  }
  void operator()(const RotateField& field) const {
    put_index(text, "unit", field.unit);
    put_index(text, "other", field.other);
    put_joined(text, field.joined);
  }
  void operator()(const RowField& field) const {
    put_index(text, "unit", field.unit);
    put_kernel(text, field.kernel);
  }
  void operator()(const CancelField& field) const {
    put_indices(text, "units", field.basis);
    put_index(text, "free_unit", field.free);
    put_kernel(text, field.kernel);
  }
  void operator()(const ShiftField& field) const { put_index(text, "input", field.input); }
  void operator()(const BlockField& field) const {
    put_key(text, "inner");
    text.list(field.inner, ",", [&](const auto& row) { text.indices({row.first, row.second}); });
    put_indices(text, "basis", field.basis);
    put_indices(text, "free", field.free);
    put_key(text, "observed");
    text.list(field.observed, ",", [&](const auto& at) { text.indices({at.begin(), at.end()}); });
    put_key(text, "paths");
    text.list(field.paths, ",", [&](const auto& path) { text.indices(path); });
  }
};

constexpr const char* field_kinds[] = {"scale", "mix", "rotate", "row", "cancel", "shift", "block"};
static_assert(std::size(field_kinds) == std::variant_size_v<NeutralField>);

void put_field(JsonText& text, const NeutralField& field) {
  text.put("{\"field\":\"");
  text.put(field_kinds[field.index()]);
  text.put("\"");
  std::visit(
      [&](const auto& kind) {
        if constexpr (requires { kind.layer; })
          put_index(text, "layer", kind.layer);
      },
      field);
  std::visit(FieldWriter{text}, field);
  text.put("}");
}

void put_span(JsonText& text, const OutputSpan& span) {
  text.put("{\"rows\":");
  text.list(span.rows, ",", [&](const auto& row) { text.indices({row.first, row.second}); });
  put_key(text, "paths");
  text.list(span.paths, ",", [&](const auto& path) { text.indices(path); });
  text.put("}");
}

void put_asleep(JsonText& text, const AsleepUnits& asleep) {
  text.put("{\"units\":");
  text.indices(asleep.units);
  put_key(text, "nodes");
  put_wall_nodes(text, asleep.nodes);
  put_key(text, "bounds");
  text.list(asleep.bounds, ",\n", [&](const std::vector<Multipliers>& cell) {
    text.list(cell, ",", [&](const Multipliers& multipliers) { text.entries(multipliers); });
  });
  text.put("}");
}

void put_tie_numbers(JsonText& text, std::string_view key, const std::vector<HeldTie>& ties,
                     Rational HeldTie::*number) {
  put_key(text, key);
  text.list(ties, ",", [&](const HeldTie& tie) { text.put(tie.*number); });
}

std::string claim_members(const TrainedMinimum& minimum) {
  JsonText text;
  put_rational(text, "distance", distance(minimum));
  put_rational(text, "radius", radius(minimum));
  put_key(text, "strict_radius");
  minimum.strict_box ? text.put(strict_radius(minimum)) : text.put("null");
  put_rational(text, "risk_lower", minimum.risk_lower);
  put_rational(text, "risk_upper", minimum.risk_upper);
  put_key(text, "scope");
  text.put(minimum.is_local_minimum() ? "\"all\"" : "\"slice\"");
  put_key(text, "ties");
  text.list(minimum.ties, ",", [&](const HeldTie& tie) {
    text.indices({tie.layer, tie.unit, tie.sample, tie.breakpoint});
  });
  put_indices(text, "fixed", minimum.fixed);
  return text.take();
}

std::string witness_of(const TrainedMinimum& minimum) {
  JsonText text;
  text.put("{\"bits\":");
  text.put(minimum.bits);
  put_rational(text, "near", minimum.near);
  put_rational(text, "box", minimum.box);
  put_key(text, "strict_box");
  minimum.strict_box ? text.put(*minimum.strict_box) : text.put("null");
  put_rational(text, "share", minimum.share);
  put_rational(text, "curvature", minimum.curvature);
  put_key(text, "steps");
  text.rationals(minimum.steps);
  put_tie_numbers(text, "multipliers", minimum.ties, &HeldTie::multiplier);
  put_tie_numbers(text, "bounds", minimum.ties, &HeldTie::bound);
  put_tie_numbers(text, "penalties", minimum.ties, &HeldTie::penalty);
  if (minimum.span) {
    put_key(text, "span");
    put_span(text, *minimum.span);
  } else {
    put_key(text, "fields");
    text.list(minimum.fields, ",\n  ", [&](const NeutralField& field) { put_field(text, field); });
  }
  if (minimum.asleep) {
    put_key(text, "asleep");
    put_asleep(text, *minimum.asleep);
  }
  text.put("}");
  return text.take();
}

} // namespace

FurtherClaim trained_minimum_claim(const TrainedMinimum& minimum) {
  return {"trained_minimum", claim_members(minimum), witness_of(minimum)};
}

} // namespace thalweg
