// SPDX-License-Identifier: GPL-3.0-or-later
//
// The libFuzzer target: any bytes as certificate and, after a byte 0x1E each, as table and as
// trusted statement. Whatever comes, there is a verdict, within the limits, as one line.

#include "verifier/verify.hpp"

#include <cstdlib>

using namespace thalweg::verifier;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(bytes), size);
  Options options;
  options.limits = {std::uint64_t{256} << 20, 4, 200'000};
  for (std::optional<std::string>* part : {&options.statement, &options.data_csv}) {
    const std::size_t mark = text.rfind('\x1E');
    if (mark == text.npos)
      continue;
    *part = std::string(text.substr(mark + 1));
    text = text.substr(0, mark);
  }
  const Outcome outcome = verify(text, options);
  const bool is_accepted = outcome.verdict == Verdict::accepted;
  if (is_accepted != outcome.code.empty() || is_accepted == outcome.theorem.empty() ||
      is_accepted == outcome.theorem_json.empty() || outcome.code == "limit.internal" ||
      verdict_line(outcome).find('\n') != std::string::npos)
    std::abort();
  return 0;
}
