# SPDX-License-Identifier: GPL-3.0-or-later
"""`thalweg report`: well-formed pages without references, with the certificate and every sentence."""

import base64
import html.parser
import re
import unittest

from thalweg_test import SOURCE, THALWEG, VERIFY, ProgramTest

CERTIFICATES = SOURCE / "certificates"
NAMES = ("liu2021/fig1b-parabola.json", "safran2018/theorem1-equal-k6.json",
         "he2020/corollary-linear-y1.json", "yun2019/theorem1-case1-relu.json")
WITHOUT_END = {"meta"}


class Page(html.parser.HTMLParser):
    """Text and attributes; complains about tags that do not match."""

    def __init__(self, text):
        super().__init__()
        self.open, self.words, self.attributes = [], [], []
        self.feed(text)
        self.close()
        if self.open:
            raise ValueError(f"not closed: {self.open}")

    def handle_starttag(self, tag, attrs):
        self.attributes += [(tag, *attribute) for attribute in attrs]
        if tag not in WITHOUT_END:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            raise ValueError(f"</{tag}> without its start")

    def handle_data(self, data):
        self.words += data.split()

    def values(self, tag, name):
        return [value for of, key, value in self.attributes if (of, key) == (tag, name)]


class Report(ProgramTest):
    def page(self, certificate):
        self.run_program(THALWEG, "report", certificate, "-o", "page.html")
        text = (self.folder / "page.html").read_text()
        return text, Page(text)

    def published(self):
        return [CERTIFICATES / name for name in NAMES]

    def test_every_sentence_is_there(self):
        for path in self.published():
            text, page = self.page(path)
            self.assertEqual(text, self.page(path)[0])
            words = " ".join(page.words)
            theorem = self.run_program(VERIFY, path).stdout.rsplit("\n", 2)[0]
            self.assertIn(" ".join(theorem.split()), words)
            told = self.run_program(THALWEG, "explain", path).stdout.split("\n", 1)[1]
            for word in told.split():
                if re.fullmatch(r"[A-Za-zäöü,.]+", word):
                    self.assertIn(word, page.words, path)
            for title in re.findall(r"(?:^|\n\n)(.+)", told.strip()):
                self.assertIn(title, words)

    def test_nothing_is_fetched(self):
        for path in self.published():
            text, page = self.page(path)
            self.assertEqual(page.values("script", "src") + page.values("link", "href"), [])
            without = re.sub(r"<script.*?</script>|base64,[^\"]*|<!--.*?-->", "", text, flags=re.DOTALL)
            self.assertNotRegex(without, r"https?://|@import|url\(")
            sections = set(page.values("section", "id"))
            links = page.values("a", "href")
            self.assertEqual({link[1:] for link in links if link.startswith("#")}, sections)
            data, = [link for link in links if not link.startswith("#")]
            self.assertEqual(base64.b64decode(data.split(",")[1], validate=True), path.read_bytes())

    def test_exact_numbers_are_behind_decimals(self):
        _, page = self.page(CERTIFICATES / "liu2021" / "fig1b-parabola.json")
        self.assertIn("3/2500", page.values("abbr", "title"))
        self.assertIn("0.0012", page.words)

    def test_texts_of_strangers_stay_texts(self):
        text = (CERTIFICATES / "liu2021" / "fig1b-parabola.json").read_text()
        strange = re.sub(r'"command": *"[^"]*"', '"command":"<script>alert(1)</script> & more"', text)
        self.assertNotEqual(text, strange)
        self.write('a"<b>.json', strange)
        page, parsed = self.page('a"<b>.json')
        self.assertNotIn("<script>alert", page)
        self.assertIn("alert(1)", page)
        self.assertEqual(parsed.values("a", "download"), ['a"<b>.json'])

    def test_no_page_about_what_does_not_hold(self):
        text = (CERTIFICATES / "safran2018" / "theorem1-equal-k6.json").read_text()
        self.write("bad.json", text.replace('"radius":"', '"radius":"9'))
        process = self.run_program(THALWEG, "report", "bad.json", expect=1)
        self.assertRegex(process.stderr, r"^thalweg: bad\.json: REJECTED population\.")
        self.assertFalse((self.folder / "bad.html").exists())
        self.run_program(THALWEG, "report", "bad.json", "-o", "bad.json", expect=5)


if __name__ == "__main__":
    unittest.main()
