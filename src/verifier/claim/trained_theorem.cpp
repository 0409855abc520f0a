// SPDX-License-Identifier: Apache-2.0

#include "claim/trained_theorem.hpp"

#include "text/digest.hpp"
#include "text/theorem_words.hpp"

#include <map>

namespace thalweg::verifier {

namespace {

/// "2 rescalings of units and 1 mixing of units with the same pieces"
std::string fields_in_words(const List<NeutralField>& fields) {
  using Kind = NeutralField::Kind;
  static const std::map<Kind, std::pair<std::string, std::string>> words{
      {Kind::scale, {"rescaling of a unit", "rescalings of units"}},
      {Kind::mix,
       {"mixing of units with the same pieces", "mixings of units with the same pieces"}},
      {Kind::rotate, {"rotation of two units", "rotations of two units"}},
      {Kind::row,
       {"change of weights that no sample sees", "changes of weights that no sample sees"}},
      {Kind::cancel, {"change of units that cancels", "changes of units that cancel"}},
      {Kind::shift, {"shift of all scores alike", "shifts of all scores alike"}},
      {Kind::block,
       {"change of a block that nothing else sees", "changes of blocks that nothing else sees"}}};
  std::string result;
  for (const auto& [kind, word] : words) {
    std::size_t count = 0;
    for (const NeutralField& field : fields)
      count += field.kind == kind ? field.count() : 0;
    if (count > 0)
      result += (result.empty() ? "" : ", ") + counted(count, word.first, word.second);
  }
  const auto folds = std::count_if(fields.begin(), fields.end(), [](const NeutralField& field) {
    return field.fold.has_value();
  });
  if (folds > 0)
    result += " (" + std::to_string(folds) +
              " of them where units of one slope put back what an addition misses)";
  return result;
}

std::string walls_in_words(const TrainedMinimum& claim) {
  if (claim.ties.empty())
    return std::string("  The samples have the activation patterns at W* that they have at W") +
           (claim.asleep ? ", units asleep apart" : "") + ".\n";
  return "  W* " + std::string(claim.strict_radius ? "is exactly" : "may be") +
         " on the walls of the " + counted(claim.ties.size(), "tie", "ties") +
         " of the statement; elsewhere it has the patterns of W.\n";
}

/// "every W' that differs from W* in its 5 free parameters alone, by at most r = …"
std::string slice_in_words(const TrainedMinimum& claim) {
  const bool is_all = claim.fixed.empty();
  const std::size_t free = claim.steps.size() - claim.fixed.size();
  return "  No change of " +
         (is_all ? "all parameters" : "the " + counted(free, "free parameter", "free parameters")) +
         " of W* by up to r = " + number(claim.radius) +
         " lowers the risk:\n  R(W') ≥ R(W*) for every W' that differs from W* " +
         (is_all ? "" : "in these alone, ") + "by at most r in each (zero weights included)" +
         (claim.strict_radius ? ",\n  and R(W') > R(W*) for all of them but W* itself within " +
                                    number(*claim.strict_radius)
                              : "") +
         ".\n";
}

std::string scope_in_words(const TrainedMinimum& claim) {
  if (claim.fixed.empty())
    return "";
  const std::string fixed = "  The other " +
                            counted(claim.fixed.size(), "parameter is", "parameters are") +
                            " fixed (by number, in the statement). ";
  if (!claim.is_among_all)
    return fixed + "Whether R falls when they change is not claimed.\n";
  if (claim.is_span)
    return fixed +
           "W* is nonetheless a local minimum among all parameters: near W* and in its "
           "pieces\n  all of them together reach nothing else of the outputs at the samples "
           "that the loss sees than the\n  free ones alone.\n";
  const std::string asleep =
      !claim.asleep
          ? ""
          : "\n  Units asleep: " +
                counted(claim.asleep->units.size(), "hidden unit is", "hidden units are") +
                " 0 with all weights to and from it; whatever these become,\n  their decay "
                "costs more than they can lower the loss.";
  if (claim.fields.empty())
    return fixed + "W* is nonetheless a local minimum among all parameters." + asleep + "\n";
  return fixed +
         "W* is nonetheless a local minimum among all parameters: what a small\n  change of " +
         (claim.asleep ? "the others" : "the fixed ones") +
         " could do is done without change of R by " + fields_in_words(claim.fields) +
         (claim.strict_radius ? ".\n  Near W* only what these make of W* has its risk, everything "
                                "else has more"
                              : "") +
         "." + asleep + "\n";
}

std::string ties_as_json(const List<HeldTie>& ties) {
  std::string result;
  for (const HeldTie& tie : ties)
    result += (result.empty() ? "" : ",") +
              indices_as_json({tie.layer, tie.unit, tie.sample, tie.breakpoint});
  return "[" + result + "]";
}

} // namespace

Told told(const TrainedMinimum& claim) {
  const std::string digest = canonical_digest(*claim.witness_json);
  const bool is_local = claim.is_among_all || claim.fixed.empty();
  const bool is_here = sign(claim.distance) == 0;
  return {
      std::string("Trained minimum. R has a local minimum ") + (is_here ? "at W itself" : "W*") +
          (is_local ? "" : " among the networks with the fixed parameters of W") +
          (is_here ? ", where all its derivatives are 0: W* = W.\n"
                   : "; its parameters all differ from\n  those of W by at most " +
                         number(claim.distance) + ".\n") +
          slice_in_words(claim) + walls_in_words(claim) + scope_in_words(claim) + "  " +
          number(claim.risk_lower) + " ≤ R(W*) ≤ " + number(claim.risk_upper) + ".\n  " +
          (is_here ? "The witness has the digest " + digest + ".\n"
                   : "Nothing is claimed of W itself (witness digest " + digest + ").\n"),
      "{" + key("distance") + exact(claim.distance) + "," + key("radius") + exact(claim.radius) +
          "," + key("strict_radius") +
          (claim.strict_radius ? exact(*claim.strict_radius) : "null") + "," + key("risk_lower") +
          exact(claim.risk_lower) + "," + key("risk_upper") + exact(claim.risk_upper) + "," +
          key("scope") + json_literal(claim.is_among_all ? "all" : "slice") + "," + key("ties") +
          ties_as_json(claim.ties) + "," + key("fixed") + indices_as_json(claim.fixed) + "," +
          key("witness_digest") + json_literal(digest) + "}"};
}

} // namespace thalweg::verifier
