// SPDX-License-Identifier: GPL-3.0-or-later
//
// The command does input and output only; the mathematics is in trained/trap_search.hpp.

#include "program/generate_trap.hpp"

#include "certificate/atomic_file.hpp"
#include "certificate/writer.hpp"
#include "program/leaving.hpp"
#include "program/list_text.hpp"
#include "program/minimum_document.hpp"
#include "program/summary.hpp"
#include "trained/trap_search.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <ostream>

namespace thalweg {

namespace {

constexpr std::array asked_constructions = {std::pair{"lattice", ConstructionKind::lattice},
                                            std::pair{"gated", ConstructionKind::gated},
                                            std::pair{"hinged", ConstructionKind::hinged}};

/// A certificate of a trap, or why there is none, construction by construction.
struct Tried {
  std::optional<CertificateDocument> document;
  std::optional<Leaving> leaving;
  std::vector<std::string> missing;
};

Tried tried_constructions(const Problem& problem, const MinimumRequest& request,
                          const Provenance& provenance) {
  Tried tried;
  for (const auto& [word, kind] : asked_constructions) {
    if (request.construction && request.construction != kind)
      continue;
    MinimumRequest this_one = request;
    this_one.construction = kind;
    try {
      const CertificateDocument document = certificate_document(
          problem.data, spurious_minimum(problem, this_one, tell_progress), provenance);
      const std::optional<Leaving> found = quick_leaving(document);
      if (found && found->trap) {
        tried.document = leaving_document(document, *found);
        tried.leaving = found;
        return tried;
      }
      tried.missing.push_back(std::string(word) + ": " +
                              (found ? leaving_in_words(*found) : "too large to ask"));
    } catch (const ClaimError& error) {
      tried.missing.push_back(std::string(word) + ": " + error.what());
    }
  }
  return tried;
}

CertificateDocument trap_document(const TrainedInput& input, const SpuriousTrap& found) {
  CertificateDocument document =
      minimum_document(input, input.command, found.minimum,
                       BetterNetwork{found.better, found.better_risk, "the lowest walk"});
  add_leaving(document, {{}, found.trap, {}});
  return document;
}

std::string search_in_words(const TrapSearch& search) {
  return fmt::format("{}, to minima with {}: {} of them spurious, {} of these trapped",
                     counted(search.walks, "walk"), counted(search.minima, "risk"), search.spurious,
                     search.traps);
}

} // namespace

ExitCode generate_trap(const GenerateOptions& options, const Problem& problem,
                       const std::filesystem::path& output, TimeLimit& limit, std::ostream& out) {
  if (has_kinks(problem.loss))
    throw Unsupported("--trap: expected a loss without kinks, found " +
                      to_string(problem.loss.loss));
  const std::size_t groups = group_count_from(options.groups);
  if (groups < 2)
    throw UsageError("--trap: expected at least 2 groups, which one hidden unit makes, found 1");
  MinimumRequest request = request_from(options, problem.data);
  if (options.construction.empty())
    request.construction.reset();
  TrainedInput input{{problem.data, problem.loss, {}}, {}, {}, {}};
  input.command = command_start(options, problem.data) + " --groups " + std::to_string(groups) +
                  loss_words(options.loss, problem.loss) + " --trap";
  Tried tried = tried_constructions(problem, request, {tool_name_and_version(), input.command});

  nlohmann::ordered_json json = {{"constructions", tried.missing}};
  std::string text;
  for (const std::string& missing : tried.missing)
    text += summary_line("construction", missing);
  if (!tried.document) {
    const TrapSearch search = spurious_trap(problem, groups - 1, [&](const SpuriousTrap& found) {
      return refusal_of(trap_document(input, found));
    });
    text += summary_line("search", search_in_words(search));
    json["walks"] = search.walks;
    json["minima"] = search.minima;
    json["spurious"] = search.spurious;
    json["traps"] = search.traps;
    if (search.found) {
      tried.document = trap_document(input, *search.found);
      tried.leaving = Leaving{{}, search.found->trap, {}};
      text += summary_line("network", architecture(search.found->minimum.network));
      text += summary_line("local minimum", "risk " + decimal(search.found->minimum.risk.lower));
      text += summary_line("better point", "risk " + decimal(search.found->better_risk.upper) +
                                               ", same architecture");
      json["risk"] = json_number(search.found->minimum.risk.lower);
      json["better_risk"] = json_number(search.found->better_risk.upper);
    }
  }
  limit.finish();
  if (tried.document) {
    const std::string certificate = certificate_text(*tried.document);
    write_file_atomically(output, certificate);
    text += summary_line("leaving", leaving_in_words(*tried.leaving));
    text += certificate_line(output.string(), certificate.size());
    json["leaving"] = leaving_json(*tried.leaving);
    json["certificate"] = output.string();
  } else {
    text += summary_line("undecided", "no trap was found: nothing is shown about others");
  }
  out << (options.wants_json ? json.dump(2) + "\n" : text);
  return tried.document ? ExitCode::done : ExitCode::undecided;
}

} // namespace thalweg
