// SPDX-License-Identifier: Apache-2.0
//
// Which claims a file makes, on which networks and on which other claims each stands, and which
// sections and witnesses the file must therefore have: exactly these.

#include "claim/certificate.hpp"
#include "claim/kinds.hpp"
#include "layer/network_document.hpp"
#include "loss/cross_entropy.hpp"
#include "loss/loss_document.hpp"
#include "text/text.hpp"

#include <algorithm>

namespace thalweg::verifier {

namespace {

/// A claim of the file before its numbers are read.
struct Made {
  const ClaimKind* kind;
  std::string name;
  std::size_t about;  ///< index of W; none if it is not about a network
  std::size_t better; ///< index of W2, or none
};
constexpr std::size_t none = static_cast<std::size_t>(-1);

const ClaimKind& read_kind(const Node& claim) {
  claim.require_key("claim");
  const Node name = claim["claim"];
  const ClaimKind* const kind = find_kind(name.text());
  if (kind == nullptr)
    name.unsupported("unsupported.claim", "a claim of the specification");
  return *kind;
}

/// The kind, or that, a blank and more.
std::string read_name(const Node& claim, const ClaimKind& kind, const List<Made>& before) {
  std::string name(kind.name);
  if (claim.has("name")) {
    const std::string_view stated = claim["name"].text();
    claim["name"].require(stated.starts_with(name + " ") && stated.size() > name.size() + 1,
                          "document.claim_name", "the kind of the claim, a blank and more");
    name = stated;
  }
  claim.require(
      std::none_of(before.begin(), before.end(), [&](const Made& m) { return m.name == name; }),
      "document.claim_name", "a name that no claim before has", "\"" + name + "\" again");
  return name;
}

/// The index of the network that a claim names under this key, a new one if it is the first to do
/// so.
std::size_t named_network(const Node& claim, std::string_view key, Certificate& certificate) {
  claim.require_key(key);
  const std::string_view name = claim[key].text();
  auto& networks = certificate.networks;
  for (std::size_t k = 0; k < networks.size(); ++k)
    if (networks[k]->name == name)
      return k;
  networks.push_back(std::make_unique<NamedNetwork>(NamedNetwork{name, nullptr, {}}));
  return networks.size() - 1;
}

/// Each claim that this one stands on is before it, and about the same network if both are about
/// one.
void require_needs(const Node& claim, const Made& made, const List<Made>& before) {
  if (!made.kind->instead.empty() && claim.has(made.kind->instead))
    return;
  for (const std::string_view need : made.kind->needs)
    claim.require(need.empty() || std::any_of(before.begin(), before.end(),
                                              [&](const Made& other) {
                                                return other.kind->name == need &&
                                                       (other.about == none || made.about == none ||
                                                        other.about == made.about);
                                              }),
                  "document.claim_needs", "the claim \"" + std::string(need) + "\" before", "none");
}

List<Made> read_kinds(const Node& node, Certificate& certificate) {
  List<Made> made;
  const std::size_t count = node.size_not_zero("claim");
  for (std::size_t i = 0; i < count; ++i) {
    Meter::tick();
    const Node claim = node[i];
    const ClaimKind& kind = read_kind(claim);
    Made next{&kind, read_name(claim, kind, made), none, none};
    if (kind.asks_for(section::network))
      next.about = named_network(claim, "network", certificate);
    if (kind.asks_for(section::better))
      next.better = named_network(claim, "better", certificate);
    require_needs(claim, next, made);
    made.push_back(std::move(next));
  }
  return made;
}

void require_sections(const Node& node, unsigned sections) {
  List<std::string_view> keys{"claims"};
  for (const auto& [needed, key] : {std::pair(section::data, "data"),
                                    {section::data, "loss"},
                                    {section::network, "networks"},
                                    {section::domain, "domain"},
                                    {section::partitions, "partitions"},
                                    {section::cpwl, "cpwl"},
                                    {section::smooth, "smooth_network"},
                                    {section::population, "population"}})
    if ((sections & needed) != 0)
      keys.emplace_back(key);
  node.require_keys(keys);
}

/// The domain says the dimension d, the data say d_x and d_y; they agree with each other and with
/// the functions.
void read_sections(const Node& node, unsigned sections, Certificate& certificate) {
  const bool has_data = (sections & section::data) != 0;
  if (has_data) {
    certificate.data_json = &node["data"].json();
    certificate.data = read_data(node["data"]);
    certificate.loss = read_loss(node, certificate.data);
    if ((sections & section::squared) == section::squared)
      require_plain_squared(node, certificate.loss);
  }
  if ((sections & section::domain) != 0) {
    read_domain(node["domain"], certificate.geometry);
    const std::size_t dimension = certificate.geometry.dimension;
    node["domain"].require(!has_data || dimension == certificate.data.inputs.size(),
                           "shape.dimension", "as many dimensions as inputs of the data",
                           std::to_string(dimension));
  }
  if ((sections & section::partitions) != 0)
    read_partitions(node["partitions"], certificate.geometry);
  if ((sections & section::cpwl) != 0) {
    read_cpwl(node["cpwl"], (sections & section::rows) != 0, certificate.geometry);
    if (has_data)
      node["cpwl"].require_size(certificate.data.targets.size(), "targets");
  }
}

/// Exactly the networks that claims name, with the inputs and outputs of data and functions.
void read_networks(const Node& statement, unsigned sections, Certificate& certificate) {
  const Node node = statement["networks"];
  const bool has_data = (sections & section::data) != 0;
  List<std::string_view> names;
  for (const auto& named : certificate.networks)
    names.push_back(named->name);
  node.require_keys(names);
  for (const auto& named : certificate.networks) {
    const Node entry = node[named->name];
    named->json = &entry.json();
    named->network = has_data ? read_network(entry, Problem{certificate.data, certificate.loss, {}})
                              : read_network(entry, certificate.geometry.dimension);
    if ((sections & section::cpwl) != 0)
      require_outputs(entry, certificate.geometry.cpwl.size(), "outputs in cpwl");
  }
}

/// What a claim asks of its network: dense layers, as many layers as there are factors of decay.
void require_network(const Node& statement, const Made& made, Certificate& certificate) {
  if (made.about == none)
    return;
  const NamedNetwork& named = *certificate.networks[made.about];
  if (made.kind->asks_for(section::dense))
    require_dense_layers(statement["networks"][named.name]);
  if (made.kind->asks_for(section::data) && statement["loss"].has("decay")) {
    certificate.loss.decay.clear();
    read_decay(statement["loss"], named.network, certificate.loss);
  }
}

/// Every claim about the loss knows it, and the weight decay if there is one.
void require_loss(const Node& node, const ClaimKind& kind, const Certificate& certificate) {
  if (!kind.asks_for(section::data))
    return;
  if (!kind.asks_for(section::decay) && node["loss"].has("decay"))
    node["loss"]["decay"].unsupported("unsupported.decay", "no weight decay beside such a claim");
  if (!kind.asks_for(section::pieces) && certificate.loss.is_table())
    node["loss"].unsupported("unsupported.loss", "another loss than a table beside such a claim");
  const bool has = certificate.loss.cross_entropy.has_value();
  const bool wants = kind.asks_for(section::cross_entropy);
  if (!kind.asks_for(section::any_loss) && has != wants)
    node["loss"].unsupported("unsupported.loss", wants ? "the logistic or the softmax loss"
                                                       : "a loss made of quadratic pieces");
}

/// The claims in their order, each with what it speaks of.
void read_claims(const Node& statement, const List<Made>& made, Certificate& certificate) {
  for (std::size_t k = 0; k < made.size(); ++k) {
    require_network(statement, made[k], certificate);
    require_loss(statement, *made[k].kind, certificate);
    const auto network_at = [&](std::size_t index) -> const NamedNetwork* {
      return index == none ? nullptr : certificate.networks[index].get();
    };
    certificate.subjects.push_back({network_at(made[k].about), network_at(made[k].better)});
    std::unique_ptr<Claim> claim =
        made[k].kind->read(statement["claims"][k], certificate.subject_of(k));
    claim->read_section(statement, certificate.subject_of(k));
    claim->name = made[k].name;
    claim->witness = "/witness" + pointer_step(claim->name);
    if (made[k].about != none)
      claim->about = &network_at(made[k].about)->network;
    certificate.claims.push_back(std::move(claim));
  }
}

List<Made> read_statement(const Node& node, Certificate& certificate) {
  node.require_key("claims");
  certificate.statement_json = &node.json();
  List<Made> made = read_kinds(node["claims"], certificate);
  unsigned sections = 0;
  for (const Made& claim : made)
    sections |= claim.kind->sections;
  require_sections(node, sections);
  read_sections(node, sections, certificate);
  if ((sections & section::network) != 0)
    read_networks(node, sections, certificate);
  read_claims(node, made, certificate);
  return made;
}

/// Exactly one entry for each claim that has a witness, under its name.
void read_witness(const Node& node, const List<Made>& made, Certificate& certificate) {
  List<std::string_view> keys;
  for (const Made& claim : made)
    if (claim.kind->read_witness != nullptr)
      keys.push_back(claim.name);
  node.require_keys(keys);
  for (std::size_t k = 0; k < made.size(); ++k)
    if (made[k].kind->read_witness != nullptr)
      made[k].kind->read_witness(node[made[k].name], *certificate.claims[k],
                                 certificate.subject_of(k));
}

} // namespace

Subject Certificate::subject_of(std::size_t claim) const {
  static const Network no_network;
  const auto& [about, better_one] = subjects[claim];
  return {{data, loss, about == nullptr ? no_network : about->network},
          geometry,
          {claims.data(), std::min(claim, claims.size())},
          about,
          better_one,
          *statement_json};
}

Certificate read_certificate(const JsonDocument& document) {
  const Node root(document);
  if (has_key(root, "format")) // another format or version explains the rest
    root["format"].require(root["format"].text() == "thalweg-certificate", "document.format",
                           "\"thalweg-certificate\"");
  if (has_key(root, "version") && root["version"].count() != 3)
    root["version"].unsupported("unsupported.version",
                                "version 3; make the certificate again with its command");
  root.require_keys({"format", "version", "provenance", "statement", "witness"});
  const Node provenance = root["provenance"];
  provenance.require_keys({"tool", "command"});
  Certificate certificate{};
  certificate.tool = provenance["tool"].text();
  certificate.command = provenance["command"].text();
  const List<Made> made = read_statement(root["statement"], certificate);
  read_witness(root["witness"], made, certificate);
  return certificate;
}

} // namespace thalweg::verifier
