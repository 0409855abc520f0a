// SPDX-License-Identifier: Apache-2.0

/** Only "verified" means that every claim was checked and holds. */
export type Verdict = "verified" | "rejected" | "malformed" | "unsupported" | "limit";

/** The members of `thalweg-verify --json`, and the two texts that the program prints. */
export interface Answer {
  verdict: Verdict;
  /** One of the stable words of the specification; absent if verified. */
  code?: string;
  /** JSON pointer into the certificate. */
  place?: string;
  /** Which text `line` and `column` (from 1) belong to. */
  source?: "certificate" | "data" | "statement";
  line?: number;
  column?: number;
  expected?: string;
  found?: string;
  /** Columns of the table that the certificate does not use. */
  unused_columns?: string[];
  /** What was compared, by code; absent unless asked for. */
  checks?: HeldCheck[];
  /** The verified theorem; absent if not verified. */
  theorem?: Record<string, unknown>;
  /** The verified theorem in words; empty if not verified. */
  words: string;
  /** One line: `REJECTED code at place: expected …, found …`. */
  summary: string;
}

/** A check that held: the words that it would have been rejected with, `found` being what was expected. */
export interface HeldCheck {
  code: string;
  place: string;
  expected: string;
  found: string;
  /** So many checks with this code; shown is the first, or where sizes are compared the nearest to fail. */
  count: number;
}

export interface Options {
  /** The table that the certified samples must be equal to: CSV text or its bytes. */
  data?: string | Uint8Array;
  /** Answer "limit" after so long; 0, the default, is no limit. */
  maxSeconds?: number;
  /** Keep what was compared, as `checks` of the answer; it takes longer. */
  keepsChecks?: boolean;
}

/**
 * Verifies one certificate: its text, or its bytes as they are in the file. Nothing leaves the
 * machine. Resolves for every text; rejects only if the module cannot be loaded.
 */
export function verify(certificate: string | Uint8Array, options?: Options): Promise<Answer>;
