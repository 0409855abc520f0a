// SPDX-License-Identifier: GPL-3.0-or-later

#include "program/loss_option.hpp"

#include "exact/error.hpp"

namespace thalweg {

Loss loss_from_option(const std::string& text) {
  try {
    return loss_of_text(text);
  } catch (const InputError& error) {
    throw UsageError(std::string("--") + error.what()); // "loss: expected …"
  } catch (const Unsupported& error) {
    throw Unsupported(std::string("--") + error.what());
  }
}

} // namespace thalweg
