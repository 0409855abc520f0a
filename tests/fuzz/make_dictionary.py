# SPDX-License-Identifier: GPL-3.0-or-later
"""The dictionary for libFuzzer: every key, word and kind of number of the certificates given.

    python3 make_dictionary.py CERTIFICATE.json… > verify.dict
"""

import json
import re
import sys


def words(value):
    if isinstance(value, dict):
        for key, part in value.items():
            yield key
            yield from words(part)
    elif isinstance(value, list):
        for part in value:
            yield from words(part)
    elif isinstance(value, str) and re.fullmatch(r"[a-z_]+", value):
        yield value


def main():
    found = {"thalweg-certificate", "absolute", "huber", "delta", "epsilon_insensitive", "epsilon", "quantile", "tau",
             "hinge", "squared_hinge", "logistic", "softmax", "output_weights", "sample_weights", "max_pooling",
             "average_pooling", "addition", "convolution"}
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as file:
            found.update(words(json.load(file)))
    for word in sorted(found):
        print('"\\"%s\\""' % word)
    for piece in ("0", "-1", "1/2", "-3/7", "18446744073709551616", "1/9007199254740992"):
        print('"\\"%s\\""' % piece)
    for piece in ("null", "true", "false", "4294967296", "9007199254740991", "[]", "{}", "[[[0,\\\"1\\\"]]]",
                  "\\xef\\xbb\\xbf", "\\x1e", "\\\\ud800", "\\\\u0000", "1e4096"):
        print('"%s"' % piece)


if __name__ == "__main__":
    main()
