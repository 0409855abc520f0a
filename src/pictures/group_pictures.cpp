// SPDX-License-Identifier: GPL-3.0-or-later

#include "pictures/group_pictures.hpp"

#include "pictures/templates.hpp"

#include <fmt/format.h>

#include <map>

namespace thalweg {

namespace {

/// What the samples of a group add to the risk.
struct GroupShare {
  std::size_t samples = 0;
  Rational risk;
};

/// (coarse group, group of the network) → share.
using GroupShares = std::map<std::pair<std::size_t, std::size_t>, GroupShare>;

GroupShares group_shares(const CertificateDocument& document, const ClassOfSample& coarse,
                         const ClassOfSample& own, const std::vector<Vector>& outputs) {
  GroupShares shares;
  const Dataset& data = document.data;
  for (std::size_t i = 0; i < data.sample_count(); ++i) {
    GroupShare& share = shares[{coarse[i].value(), own[i].value()}];
    ++share.samples;
    share.risk += sample_loss(document.problem(), i, outputs[i]) /
                  static_cast<unsigned long>(data.sample_count());
  }
  return shares;
}

void append_shares(PictureJson& rows, const GroupShares& shares, const std::string& network) {
  for (const auto& [groups, share] : shares)
    rows.push_back({{"group", groups.first},
                    {"part", groups.second},
                    {"network", network},
                    {"samples", share.samples},
                    {"risk", shown_number(share.risk)},
                    {"exact", number_on_hover(share.risk)}});
}

} // namespace

std::optional<Picture> group_picture(const Subject& subject) {
  const CertificateDocument& document = subject.document;
  if (!document.refinement || document.cross_entropy())
    return std::nullopt;
  const ClassOfSample& coarse = document.local_minimum->pattern_classes;
  PictureJson rows = PictureJson::array();
  const GroupShares shares = group_shares(document, coarse, coarse, subject.outputs);
  append_shares(rows, shares, "W");
  append_shares(
      rows,
      group_shares(document, coarse, document.refinement->pattern_classes, subject.better_outputs),
      "W2");
  return picture_from(
      "groups", "groups",
      fmt::format("The risk is a sum over the samples. For each of the {} groups of W: what its "
                  "samples add to R(W), beside what they add to R(W2), part by part of the {} "
                  "finer groups of W2.",
                  shares.size(), document.refinement->finer_groups),
      {{"shares", std::move(rows)}});
}

} // namespace thalweg
