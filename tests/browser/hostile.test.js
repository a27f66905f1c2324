// An author's text is text: nothing of it runs, and all of it is read as it was written.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { fileBase, filesIn, serve } from "./support/archive.js";
import { open, start } from "./support/browser.js";
import { attached, attacks, buildHostile, refusal } from "./support/hostile.js";

let browser;
let hostile;
before(async () => {
  browser = await start();
  hostile = buildHostile();
});
after(async () => {
  await browser?.close();
  hostile?.remove();
});

test("nothing of an author's text runs, with the policy or without", async (t) => {
  const server = await serve(hostile.dist, "/hostile/");
  t.after(() => server.close());
  const found = filesIn(hostile.dist, ".html");
  const known = ["2026/1/index.html", "2026/2/index.html", "2026/index.html", "2026/s1/index.html"];
  assert.deepEqual(found.filter((path) => path.startsWith("2026/")), known);
  const count = (folder) => found.filter((path) => path.startsWith(folder)).length;
  // Two authors and a topic, whose names are written into folders, and the lists of them.
  assert.deepEqual([count("authors/"), count("topics/")], [3, 2]);
  for (const base of [fileBase(hostile.dist), server.base]) {
    for (const bypassCSP of [false, true]) {
      // The page for lost readers starts from where the serial says that it is published.
      const opened = found.filter((path) => path !== "404.html" || base === server.base);
      for (const path of opened) {
        const { page, faults, close } = await open(browser, base, path.split("/").map(encodeURIComponent).join("/"), { bypassCSP });
        // Whatever listens to a pointer, a key or a focus gets one.
        await page.evaluate(() => {
          for (const element of document.querySelectorAll("*")) {
            for (const type of ["click", "mouseover", "focus", "toggle"]) {
              element.dispatchEvent(new Event(type, { cancelable: true }));
            }
          }
        });
        const state = await page.evaluate((base) => ({
          hacked: window.hacked,
          scripts: document.querySelectorAll("svg, iframe, object, embed, base, style, script:not([src], [type='application/ld+json']), form:not(.query)").length,
          foreign: [...document.scripts]
            .map((script) => script.src.replace(base, ""))
            .filter((src) => src && !/^((assets|search)\/[\w.-]+-[0-9a-f]+|\d+\/\w+\/search)\.js$/.test(src)),
          pictures: [...document.images].map((picture) => picture.getAttribute("src")),
          handlers: [...document.querySelectorAll("*")].flatMap((element) =>
            element.getAttributeNames().filter((name) => name.startsWith("on") || name === "style"),
          ),
          schemes: [...document.querySelectorAll("[href], [src]")]
            .map((element) => new URL(element.href ?? element.src).protocol)
            .filter((scheme) => !["http:", "https:", "mailto:", "file:", "data:"].includes(scheme)),
        }), base);
        const pictures = path === "2026/1/index.html" ? ["figures/picture.svg"] : [];
        assert.deepEqual(state, { hacked: undefined, scripts: 0, foreign: [], pictures, handlers: [], schemes: [] }, path);
        assert.deepEqual(faults, [], path);
        await close();
      }
    }
  }
});

/** Where each of an issue's fields is read, and how it begins. */
const fields = [
  ["#yb-masthead p:nth-child(1)", "发行"],
  ["#yb-masthead p:nth-child(4)", "编者"],
  ["#yb-title", "题目"],
  ["#yb-title + p", "姓名"],
  ["#yb-english", "Title "],
  ["#yb-english", "Abstract "],
  ["#yb-errata", "正误"],
  ["#yb-editorial", "按语"],
  ["#yb-abstract", "简介"],
  ["main article", "导语"],
  ["#yb-1", "发现"],
  ["#first", "标题"],
  ["figcaption", "表题"],
  ["figure.table > p", "表注"],
  ["figure.table > p:nth-of-type(2)", "来源"],
  ["figure.picture figcaption", "图题"],
  ["figure.picture figcaption p:nth-child(2)", "图源"],
  ["#yb-attachment-1", "附题"],
  ["#yb-attachment-1 + p", "附文"],
  ["#data-1-3", "格"],
  ["#yb-authors + p", "姓名"],
  ["#yb-authors + p", "单位"],
  ["#yb-colophon p:nth-child(1)", "报送"],
  ["#yb-colophon p:nth-child(2)", "编辑"],
  ["#yb-note-1", "注释"],
  [".contents", "标题"],
  [".foot", "版权"],
  [".foot", "发行"],
];

test("a drawing runs nothing, wherever it is opened", async () => {
  // The last place where a drawing could run something: opened by itself, without the page's policy.
  for (const bypassCSP of [false, true]) {
    const { page, faults, close } = await open(
      browser,
      fileBase(hostile.dist),
      "2026/1/figures/picture.svg",
      { bypassCSP },
    );
    await page.evaluate(() => {
      for (const element of document.querySelectorAll("*")) {
        for (const type of ["click", "load", "mouseover"]) element.dispatchEvent(new Event(type));
      }
    });
    assert.equal(await page.evaluate(() => window.hacked), undefined);
    assert.equal(await page.evaluate(() => document.querySelectorAll("path").length), 1);
    assert.deepEqual(faults, []);
    await close();
  }
});

test("an author's text stands on the page letter by letter", async () => {
  const { page, close } = await open(browser, fileBase(hostile.dist), "2026/1/index.html");
  for (const [place, word] of fields) {
    const text = (await page.locator(place).first().textContent()).replace(/\s+/g, " ");
    assert.ok(text.includes(word + attacks.join("、")), `${place}: ${text}`);
  }
  for (const [place, words] of [
    ["#yb-masthead strong", `要报${attacks[0]}`],
    ["#yb-classification p:nth-child(1)", `秘密★期${attacks[0]}`],
    ["#yb-classification p:nth-child(2)", "000001"],
    ["#yb-attachment-2 + p a", attached],
    // Braces keep the case of words in a title, in both formats of sources, and are not printed.
    [".reference", `[1] 著者. 书名${attacks.join("、").replace(/[{}]/g, "")}[M]. 2001.`],
    ["article sup:has(a[href='#ref-book'])", `[1]处${attacks[0]}`],
    ["figure thead th:nth-child(2)", `数量${attacks[0]}`],
    ["figure tbody th", `行${attacks[1]}`],
    ["figure tbody tr:nth-child(2) td:nth-child(3)", "=HYPERLINK(0)"],
    ["p > code", `代码${attacks[0]}`],
    ["pre code", attacks[1]],
    ["article > .scroll td", attacks[0]],
  ]) {
    assert.equal((await page.locator(place).first().textContent()).trim(), words, place);
  }
  assert.equal(await page.locator(".picture img").getAttribute("alt"), `图示${attacks.join("、")}`);
  assert.ok((await page.title()).includes(attacks.join("、")));
  const description = await page.locator("meta[name=description]").getAttribute("content");
  assert.ok(description.includes(attacks.join("、")));
  await close();
});

test("the lists show it letter by letter too", async () => {
  for (const path of ["index.html", "2026/index.html"]) {
    const { page, close } = await open(browser, fileBase(hostile.dist), path);
    const text = await page.locator("body").textContent();
    for (const word of path === "index.html" ? ["题目", "姓名", "简介", "版权", "编者"] : ["题目", "姓名", "版权"]) {
      assert.ok(text.includes(word + attacks.join("、")), `${path}: ${word}`);
    }
    assert.ok(text.includes("增刊第1期") && !text.includes("第s1期"), path);
    await close();
  }
});

test("a link that would run a script stops the build", () => {
  for (const address of [
    "javascript:window.hacked=1",
    "JavaScript:window.hacked=1",
    "data:text/html,window.hacked=1",
    "vbscript:x",
    "file:///etc/passwd",
  ]) {
    const { status, said } = refusal(`见[这里](<${address}>)。`);
    assert.equal(status, 1, address);
    assert.match(said, /issue\.yaml:9:\d+: error\[refused-link\]/, address);
  }
});
