// What machines read of the archive: feeds, catalogue, citations, sitemap, metadata. Read back by
// parsers that are none of ours, and held against each other and against the PDF.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { parseFeed } from "feedsmith";

import { dist, fileBase, filesIn, serve } from "./support/archive.js";
import { open, start } from "./support/browser.js";

const require = createRequire(import.meta.url);
const Ajv = require("ajv/dist/2020").default;
const { Cite } = require("@citation-js/core");
require("@citation-js/plugin-bibtex");
require("@citation-js/plugin-ris");

const read = (path) => readFileSync(join(dist, path), "utf8");
const catalog = JSON.parse(read("catalog.json"));
const issues = catalog.issues.map((issue) => [issue.id, issue]);

let browser;
before(async () => {
  browser = await start();
});
after(() => browser?.close());

/** The file that an absolute or relative address of the archive names. */
function fileAt(address) {
  const path = decodeURIComponent(address.replace(catalog.serial.url, ""));
  return path === "" || path.endsWith("/") ? `${path}index.html` : path;
}

test("catalog.json is what its schema says, and its addresses lead to files", () => {
  const validate = new Ajv().compile(JSON.parse(read(catalog.$schema)));
  assert.ok(validate(catalog), JSON.stringify(validate.errors));
  assert.ok(!validate({ ...catalog, issues: [{}] }), "the schema takes anything");
  assert.ok(issues.length >= 2);
  for (const [id, issue] of issues) {
    for (const address of Object.values(issue.addresses)) {
      assert.ok(existsSync(join(dist, fileAt(address))), `${id}: ${address}`);
    }
    assert.ok(issue.abstract.length > 50, id);
  }
  const days = catalog.issues.map((issue) => issue.date);
  assert.deepEqual(days, days.toSorted().toReversed());
});

test("both feeds tell of the same issues, the newest first", () => {
  const { format, feed: atom } = parseFeed(read("feed.xml"));
  assert.equal(format, "atom");
  const json = parseFeed(read("feed.json"));
  assert.equal(json.format, "json");
  const newest = catalog.issues.slice(0, 20);
  const ids = newest.map((issue) => `${catalog.serial.url}${issue.addresses.html.replace("index.html", "")}`);
  assert.deepEqual(atom.entries.map((entry) => entry.id), ids);
  assert.deepEqual(json.feed.items.map((item) => item.id), ids);
  atom.entries.forEach((entry, at) => {
    const issue = newest[at];
    assert.ok(entry.title.value?.endsWith(issue.title) ?? entry.title.endsWith(issue.title));
    assert.equal(new Date(entry.published).getTime(), new Date(`${issue.date}T00:00:00+08:00`).getTime());
    assert.deepEqual(entry.authors.map((author) => author.name), issue.authors.map((author) => author.name));
    assert.equal(json.feed.items[at].summary, issue.abstract);
    for (const link of entry.links) assert.ok(existsSync(join(dist, fileAt(link.href))), link.href);
  });
});

test("the sitemap names every page that is to be found, and no other", async () => {
  const { page, close } = await open(browser, fileBase(dist), "index.html");
  const found = await page.evaluate((xml) => {
    const sitemap = new DOMParser().parseFromString(xml, "application/xml");
    return {
      broken: sitemap.querySelector("parsererror")?.textContent ?? "",
      root: sitemap.documentElement.namespaceURI,
      pages: [...sitemap.querySelectorAll("loc")].map((place) => place.textContent),
    };
  }, read("sitemap.xml"));
  await close();
  assert.equal(found.broken, "");
  assert.equal(found.root, "http://www.sitemaps.org/schemas/sitemap/0.9");
  const visible = filesIn(dist, ".html").filter((name) => !read(name).includes('name="robots"'));
  assert.deepEqual(found.pages.map(fileAt).toSorted(), visible.toSorted());
  assert.match(read("robots.txt"), new RegExp(`^Sitemap: ${catalog.serial.url}sitemap\\.xml$`, "m"));
});

for (const [id, issue] of issues) {
  const folder = issue.addresses.html.replace("index.html", "");

  test(`${id}: citation files say the same in every form`, () => {
    const said = ["cite.bib", "cite.ris", "cite.json"].map((file) => {
      const [item, ...others] = new Cite(read(folder + file)).data;
      assert.equal(others.length, 0, file);
      return {
        type: item.type,
        // Some readers take an ideographic space for a blank.
        title: item.title.replaceAll(/\s/g, " "),
        authors: item.author.map((author) => author.literal ?? author.family),
        day: item.issued["date-parts"][0].map(Number),
        number: item.number,
        publisher: item.publisher,
        address: item.URL,
        abstract: item.abstract,
      };
    });
    assert.deepEqual(said[0], said[2]);
    assert.deepEqual(said[1], said[2]);
    assert.equal(said[2].title, issue.title.replaceAll(/\s/g, " "));
    assert.deepEqual(said[2].authors, issue.authors.map((author) => author.name));
    assert.equal(said[2].abstract, issue.abstract);
  });

  test(`${id}: title, authors, day and address agree wherever they stand`, async () => {
    const { page, close } = await open(browser, fileBase(dist), issue.addresses.html);
    const head = await page.evaluate(() => {
      const all = (name) =>
        [...document.querySelectorAll(`meta[name="${name}"], meta[property="${name}"]`)].map(
          (meta) => meta.content,
        );
      return {
        titles: ["og:title", "DC.title", "citation_title"].map((name) => all(name)),
        authors: ["DC.creator", "citation_author", "article:author"].map((name) => all(name)),
        days: [...all("DC.date"), ...all("citation_publication_date").map((day) => day.replaceAll("/", "-"))],
        pdf: all("citation_pdf_url")[0],
        keywords: all("citation_keywords"),
        addresses: [
          document.querySelector("link[rel=canonical]").href,
          ...all("og:url"),
          ...all("DC.identifier"),
          ...all("citation_abstract_html_url"),
        ],
        data: JSON.parse(document.querySelector("script[type='application/ld+json']").textContent),
      };
    });
    await close();
    const names = issue.authors.map((author) => author.name);
    const address = `${catalog.serial.url}${folder}`;
    assert.deepEqual(head.titles, [[issue.title], [issue.title], [issue.title]]);
    assert.deepEqual(head.authors, [names, names, names]);
    assert.deepEqual(head.days, [issue.date, issue.date]);
    assert.deepEqual(head.addresses, [address, address, address, address]);
    assert.ok(existsSync(join(dist, fileAt(head.pdf))));
    assert.equal(head.data["@type"], "Report");
    assert.equal(head.data.name, issue.title);
    assert.equal(head.data.datePublished, issue.date);
    assert.deepEqual(head.data.author.map((author) => author.name), names);
    assert.equal(head.data.isPartOf["@type"], "PublicationIssue");
    assert.equal(head.data.isPartOf.isPartOf["@type"], "Periodical");
    assert.equal(head.data.isPartOf.isPartOf.name, catalog.serial.name);
    // The PDF says so too: its XMP is never packed (ISO 19005-3, 6.6.2.1).
    const pdf = read(fileAt(head.pdf));
    const xmp = pdf.slice(pdf.indexOf("<x:xmpmeta"), pdf.indexOf("</x:xmpmeta>"));
    const listed = (name) => {
      const part = xmp.match(new RegExp(`<${name}>(.*?)</${name}>`, "s"))?.[1] ?? "";
      return [...part.matchAll(/<rdf:li[^>]*>(.*?)<\/rdf:li>/gs)].map((found) => found[1]);
    };
    assert.deepEqual(listed("dc:title"), [issue.title]);
    // PDF/A wants one name there, as in the document information: the typesetter joins them.
    assert.deepEqual(listed("dc:creator"), [names.join(", ")]);
    assert.ok(xmp.includes(issue.date), "the day");
    for (const keyword of head.keywords) assert.ok(xmp.includes(keyword), keyword);
  });
}

test("a citation is copied as it is read, with the day of the visit", async () => {
  const server = await serve(dist);
  try {
    for (const base of [server.base, fileBase(dist)]) {
      const { page, faults, close } = await open(browser, base, "2017/48/index.html", {
        permissions: base.startsWith("http") ? ["clipboard-read", "clipboard-write"] : [],
      });
      const entry = (await page.locator("#yb-citation").textContent()).trim();
      assert.match(entry, /^裴蕾, 周立群\. 促进.*\[R\/OL\]\. .*, 2017\[\d{4}-\d\d-\d\d\]\. https:/);
      await page.evaluate(() => {
        document.addEventListener("copy", () => (window.copied = getSelection().toString()));
      });
      await page.getByRole("button", { name: "复制引文" }).focus();
      await page.keyboard.press("Enter");
      await page.getByText("已复制").waitFor();
      const copied = await page.evaluate(
        async () => window.copied ?? (await navigator.clipboard.readText()),
      );
      assert.equal(copied.trim(), entry);
      assert.deepEqual(faults, []);
      await close();
    }
  } finally {
    await server.close();
  }
});

test("without JavaScript the citation stands there, and no button", async () => {
  const { page, close } = await open(browser, fileBase(dist), "2017/48/index.html", {
    javaScriptEnabled: false,
  });
  const entry = await page.locator("#yb-citation").innerText();
  assert.match(entry, /, 2017\. https:\/\/example\.org\/yaobao\/2017\/48\/\.$/);
  assert.equal(await page.locator(".cite button").isVisible(), false);
  await close();
});

test("an address that leads nowhere is answered from any depth", async () => {
  const server = await serve(dist, new URL(catalog.serial.url).pathname);
  try {
    for (const path of ["nowhere", "2017/99/index.html", "a/b/c/d/"]) {
      const { page, requests, close } = await open(browser, server.base, path);
      assert.equal(await page.locator("h1").textContent(), "没有这个页面");
      assert.equal(await page.evaluate(() => document.styleSheets.length), 1, requests.join());
      await page.getByRole("link", { name: "从首页查找" }).click();
      assert.equal(page.url(), `${server.base}index.html`);
      await close();
    }
  } finally {
    await server.close();
  }
});

test("a page of an issue is light", async (t) => {
  const server = await serve(dist);
  try {
    for (const [id, issue] of issues) {
      server.sent.clear();
      const { close } = await open(browser, server.base, issue.addresses.html);
      const sent = [...server.sent].filter(([path]) => !/\.(png|jpe?g|webp|svg)$/.test(path));
      const bytes = sent.reduce((sum, [, length]) => sum + length, 0);
      t.diagnostic(`${id}: ${server.sent.size} requests, ${bytes} bytes without pictures`);
      assert.ok(bytes < 100_000, `${id}: ${bytes} bytes`);
      await close();
    }
  } finally {
    await server.close();
  }
});
