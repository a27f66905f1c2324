// The search finds what the pages say, and nothing else.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { fileBase, filesIn, repository, serve } from "./support/archive.js";
import { open, start } from "./support/browser.js";
import { attacks, buildHostile } from "./support/hostile.js";
import { buildMadeUp } from "./support/made_up.js";

const COUNT = Number(process.env.YAOBAO_SEARCH_ISSUES ?? 64);
const SAMPLES = Number(process.env.YAOBAO_SEARCH_SAMPLES ?? 3000);

/** A text with what made-up ones lack: Latin, digits, full width, characters beyond the first plane. */
const special = `
number: s1
date: 2017-06-01
status: final
audience: public
title: [量子計算的 GPU 集群, ＡＩ与算力]
authors: [{ name: 欧阳明远 }, { name: 𬭊田 }]
topics: [算力]
lead: |
  本期讲述Ｇｐｕ与 Large Language Models 的 API-2.0 接口，国标 GB/T 7714-2015；𬭊野家用𬭊。Ünïcode，ПРИВЕТ。
  &lt;b&gt; 与 "引号" 和 'x'、\\\\ 反斜线、C++、100%。

  断行在此
  处相接，强**调不**断开。
`;

let browser;
let made;
let server;
let pages;
before(async () => {
  browser = await start();
  made = buildMadeUp(COUNT, { "content/2017/s1/issue.yaml": special });
  server = await serve(made.dist, "/deep/path/");
  pages = await truth();
});
after(async () => {
  await browser?.close();
  await server?.close();
  made?.remove();
});

/** The words of every issue's page as they are seen, a line a block, white space between Han left out. */
async function truth() {
  const { page, close } = await open(browser, fileBase(made.dist), "index.html");
  const found = new Map();
  for (const path of filesIn(made.dist, "index.html").filter((name) => /^\d+\/\w+\/index/.test(name))) {
    await page.goto(fileBase(made.dist) + path);
    const lines = await page.evaluate(() => {
      const isInline = (node) => {
        const { display } = getComputedStyle(node);
        const inDrawing = node.closest("svg") !== null;
        return inDrawing ? node.localName === "tspan" : display.startsWith("inline");
      };
      document.querySelectorAll("details").forEach((one) => (one.open = true));
      const lines = [];
      let [line, block] = ["", undefined];
      const walk = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
      while (walk.nextNode()) {
        const node = walk.currentNode;
        if (node.localName === "br") line += " ";
        if (node.nodeType !== Node.TEXT_NODE) continue;
        if (node.parentElement.closest("svg title, svg desc, .back")) continue;
        if (node.parentElement.closest("sup")) {
          lines.push(node.data);
          continue;
        }
        let around = node.parentElement;
        while (isInline(around)) around = around.parentElement;
        if (around !== block) {
          lines.push(line);
          [line, block] = ["", around];
        }
        line += node.data;
      }
      return [...lines, line];
    });
    found.set(path.split("/").slice(0, 2).join("-"), lines.map(plain).filter((line) => line !== ""));
  }
  await close();
  return found;
}

/** What the pages say and what is asked for, alike: for texts without Latin words, whose blanks count. */
const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/gu, "");

/** The issues whose pages have a phrase, by reading all. */
const having = (phrase) =>
  [...pages].filter(([, lines]) => lines.some((line) => line.includes(phrase))).map(([id]) => id).sort();

/** Chance that is the same every time. */
function chance(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Phrases of Han characters out of the pages. */
function phrases(count, seed) {
  const below = chance(seed);
  const ids = [...pages.keys()];
  const phrases = new Set();
  while (phrases.size < count) {
    const lines = pages.get(ids[below(ids.length)]);
    const line = lines[below(lines.length)];
    const length = 2 + below(5);
    const at = below(Math.max(1, line.length - length + 1));
    const phrase = line.slice(at, at + length);
    if (/^\p{Script=Han}{2,}$/u.test(phrase)) phrases.add(phrase);
  }
  return [...phrases];
}

/** Asks the page's own function for many queries. */
const findAll = (page, queries) =>
  page.evaluate(async (queries) => {
    const found = [];
    for (const query of queries) found.push(await yaobao.find(query));
    return found;
  }, queries);

async function openSearch(base, query = "", options = {}) {
  const opened = await open(browser, base, `search/index.html${query}`, options);
  const settled = () =>
    opened.page.waitForFunction(() => {
      const said = document.querySelector("[role=status]").textContent;
      return said !== "" && said !== "正在检索……";
    });
  if (options.javaScriptEnabled !== false) await settled();
  const said = () => opened.page.locator("[role=status]").textContent();
  const ask = async (words) => {
    await opened.page.locator("#yb-q").fill(words);
    await opened.page.locator("#yb-q").press("Enter");
    await settled();
    return said();
  };
  /** The ids of all results, after “更多” as often as it is there. */
  const results = async () => {
    const further = opened.page.locator(".further");
    while (await further.isVisible()) {
      const count = await opened.page.locator(".results li").count();
      await further.click();
      await opened.page.waitForFunction(
        (count) =>
          !document.querySelector(".further").disabled &&
          (document.querySelector(".further").hidden || document.querySelectorAll(".results li").length !== count),
        count,
        // A machine that is busy lays out long lists slowly.
        { timeout: 60_000 },
      );
    }
    const links = await opened.page.locator(".results a").evaluateAll((links) => links.map((link) => link.href));
    return links.map((link) => link.split("/").slice(-3, -1).join("-"));
  };
  return { ...opened, ask, said, results };
}

test("a query is spelt as texts are", async () => {
  const cases = JSON.parse(readFileSync(`${repository}/tests/browser/support/folding.json`, "utf8"));
  const { page, close } = await openSearch(fileBase(made.dist));
  const folded = await page.evaluate((texts) => texts.map(yaobao.fold), cases.map(([text]) => text));
  assert.deepEqual(folded, cases.map(([, folded]) => folded));
  await close();
});

for (const kind of ["a folder", "a server"]) {
  test(`any phrase of Han characters finds its pages and no others, from ${kind}`, async (t) => {
    const base = kind === "a folder" ? fileBase(made.dist) : server.base;
    const { page, faults, close } = await openSearch(base);
    const wanted = phrases(SAMPLES, kind.length);
    const found = await findAll(page, wanted);
    let [exact, alone] = [0, 0];
    wanted.forEach((phrase, at) => {
      const true_ = having(phrase);
      assert.ok(true_.length > 0);
      assert.deepEqual([...found[at].ids].sort(), true_, phrase);
      if (found[at].isExact) assert.equal(found[at].candidates, true_.length, phrase);
      if ([...phrase].length === 2) assert.ok(found[at].isExact, phrase);
      exact += found[at].isExact;
      alone += found[at].candidates === true_.length;
    });
    assert.deepEqual(faults, []);
    t.diagnostic(`${wanted.length} phrases, ${exact} counted by the index alone, ${alone} counted right by it`);
    await close();
  });

  test(`what is typed is found, from ${kind}`, async () => {
    const base = kind === "a folder" ? fileBase(made.dist) : server.base;
    const { page, faults, ask, results, close } = await openSearch(base);
    for (const phrase of phrases(16, 7)) {
      const said = await ask(phrase);
      assert.ok(said.includes(`“${phrase}”`), said);
      assert.deepEqual((await results()).sort(), having(phrase), phrase);
      const marks = await page.locator(".results li").evaluateAll((items) =>
        items.map((item) => item.querySelectorAll("mark").length),
      );
      assert.ok(marks.every((count) => count > 0), `${phrase} is not marked`);
      assert.equal(await page.locator("[role=status]").textContent(), `含“${phrase}”的共${having(phrase).length}期。`);
    }
    assert.deepEqual(faults, []);
    await close();
  });
}

test("what stands nowhere is not found", async () => {
  const { page, ask, results, close } = await openSearch(fileBase(made.dist));
  const all = [...pages.values()].flat();
  const below = chance(3);
  const nowhere = [];
  while (nowhere.length < 400) {
    // Two halves of phrases that are there.
    const [one, other] = [all[below(all.length)], all[below(all.length)]];
    const phrase = one.slice(0, 2) + other.slice(-3, -1);
    if (/^\p{Script=Han}{4}$/u.test(phrase) && having(phrase).length === 0) nowhere.push(phrase);
  }
  const found = await findAll(page, nowhere);
  assert.deepEqual(found.filter(({ ids }) => ids.length > 0), []);
  assert.equal(await ask("龘龘龘"), "没有含“龘龘龘”的期次。");
  assert.deepEqual(await results(), []);
  await close();
});

test("Latin, digits, mixed and full-width words, single characters, several words", async () => {
  const { page, close } = await openSearch(fileBase(made.dist));
  const special = ["2017-s1"];
  for (const [query, ids] of [
    ["GPU", special],
    ["gpu集群", special],
    ["GPU 集群", special],
    ["ｇｐｕ", special],
    ["AI与算力", special],
    ["language models", special],
    ["ge mod", []],
    ["arge", special],
    ["7714", having("7714")],
    ["API-2.0", special],
    ["api-２．０", special],
    ["ünïcode", special],
    ["привет", special],
    ["𬭊", special],
    ["𬭊野家", special],
    ["𬭊田", special],
    ["此处相接", special],
    ["强调不断开", special],
    ["<b>", special],
    ["c++", special],
    ["\\", special],
    ["100%", having("100%")],
    ["欧", having("欧")],
    ["的", having("的")],
    ["演示", having("演示")],
    ["演示 算力", special],
    ["演示要报", having("演示要报")],
    ["甲区", having("甲区")],
    ["2017年", having("2017年")],
  ]) {
    const [{ ids: found }] = await findAll(page, [query]);
    const parts = query.split(" ");
    // What is asked for in words is held against the pages too, where blanks do not part them.
    const expected = query === "ge mod" ? having("ge").filter((id) => having("mod").includes(id)) : ids;
    assert.deepEqual([...found].sort(), expected, parts.join("+"));
  }
  await close();
});

test("titles come first, then the newest", async () => {
  const { page, close } = await openSearch(fileBase(made.dist));
  const [{ ids }] = await findAll(page, ["算力"]);
  assert.equal(ids[0], "2017-s1");
  const topic = "集疏运";
  const [{ ids: found }] = await findAll(page, [topic]);
  const places = await page.evaluate(() => yaobao.find("").then(({ ids }) => ids));
  assert.equal(places.length, COUNT + 2);
  assert.ok(places.indexOf("2018-1") < places.indexOf("2017-1"), "newest first");
  const titles = (id) => {
    const page = readFileSync(`${made.dist}/${id.replace("-", "/")}/index.html`, "utf8");
    return page.match(/<title>(.*?)<\/title>/)[1].includes(topic);
  };
  const inTitle = found.map(titles);
  assert.ok(inTitle.length > 0);
  assert.equal(inTitle.lastIndexOf(true) + 1, inTitle.filter(Boolean).length, `${inTitle}`);
  for (const group of [found.filter(titles), found.filter((id) => !titles(id))]) {
    const order = group.map((id) => places.indexOf(id));
    assert.deepEqual(order, [...order].sort((a, b) => a - b));
  }
  await close();
});

test("traditional characters find simplified ones, and the page says so", async () => {
  const { page, requests, ask, results, close } = await openSearch(fileBase(made.dist));
  assert.equal(await ask("量子計算"), "含“量子計算”的共1期。");
  assert.ok(!requests.some((url) => url.includes("traditional")), "the table is loaded too early");
  assert.equal(await ask("協會"), `没有含“協會”的期次，按“协会”检索。含“协会”的共${having("协会").length}期，先列8期。`);
  assert.deepEqual((await results()).sort(), having("协会"));
  assert.ok(requests.some((url) => url.includes("traditional")));
  assert.equal(await page.locator("#yb-q").inputValue(), "協會");
  await close();
});

test("filters of year, author and topic", async () => {
  for (const base of [fileBase(made.dist), server.base]) {
    const { page, results, said, ask, close } = await openSearch(base);
    await page.locator("#yb-year").selectOption("2018");
    await page.waitForFunction(() => document.querySelector(".results a"));
    const of2018 = [...pages.keys()].filter((id) => id.startsWith("2018-"));
    assert.deepEqual((await results()).sort(), of2018.sort());
    await ask("协会");
    assert.deepEqual((await results()).sort(), having("协会").filter((id) => id.startsWith("2018-")));
    assert.match(decodeURIComponent(page.url()), /[?#]q=协会&year=2018$/);
    await page.locator("#yb-year").selectOption("");
    await page.locator("#yb-author").selectOption("𬭊田");
    await ask("");
    assert.deepEqual(await results(), ["2017-s1"]);
    await page.locator("#yb-author").selectOption("欧阳明远");
    await page.locator("#yb-topic").selectOption("算力");
    await page.waitForFunction(() => document.querySelectorAll(".results li").length === 1);
    assert.deepEqual(await results(), ["2017-s1"]);
    await ask("协会");
    assert.equal(await said(), "没有含“协会”的期次。");
    // The way back goes through what was asked.
    await page.goBack();
    await page.waitForFunction(() => document.querySelectorAll(".results li").length === 1);
    assert.equal(await page.locator("#yb-q").inputValue(), "");
    assert.equal(await page.locator("#yb-topic").inputValue(), "算力");
    await close();
  }
});

test("a link and the box of the home page carry a query", async () => {
  for (const base of [fileBase(made.dist), server.base]) {
    for (const query of ["?q=%E5%8D%8F%E4%BC%9A", "#q=%E5%8D%8F%E4%BC%9A", "?q=x#q=%E5%8D%8F%E4%BC%9A"]) {
      const { said, close } = await openSearch(base, query);
      assert.match(await said(), new RegExp(`^含“协会”的共${having("协会").length}期`), query);
      await close();
    }
    const { page, faults, close } = await open(browser, base, "index.html");
    await page.locator("#yb-q").fill("滨海 协会");
    await page.keyboard.press("Enter");
    await page.waitForURL(/search\/index\.html\?q=/);
    await page.waitForFunction(() => document.querySelector("[role=status]").textContent.includes("“滨海 协会”"));
    assert.equal(await page.locator("#yb-q").inputValue(), "滨海 协会");
    assert.deepEqual(faults, []);
    await close();
  }
});

test("the keyboard goes through the results", async () => {
  const { page, ask, close } = await openSearch(fileBase(made.dist));
  await ask("协会");
  const focus = () =>
    page.evaluate(() => [...document.querySelectorAll("#yb-q, .results a")].indexOf(document.activeElement));
  assert.equal(await focus(), 0);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  assert.equal(await focus(), 2);
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  assert.equal(await focus(), 0);
  await page.locator(".further").focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelectorAll(".results li").length > 8);
  assert.equal(await focus(), 9, "the first of the new ones");
  const link = await page.evaluate(() => document.activeElement.href);
  await page.keyboard.press("Enter");
  await page.waitForURL(link);
  await close();
});

test("without JavaScript the page says so, and leads to the years", async () => {
  const { page, close } = await openSearch(fileBase(made.dist), "", { javaScriptEnabled: false });
  assert.ok(await page.locator("noscript p").isVisible());
  assert.ok(!(await page.locator("form").isVisible()));
  await page.getByRole("link", { name: "2018年" }).click();
  await page.waitForURL(/2018\/index\.html$/);
  await close();
});

test("an index that cannot be read is owned up to", async () => {
  const { page, ask, close } = await openSearch(server.base);
  await page.context().route(/search\/\d+-/, (route) => route.abort());
  assert.equal(await ask("协会"), "索引没有读到，请刷新本页再试。");
  await page.context().unroute(/search\/\d+-/);
  await page.locator("#yb-q").press("Enter");
  await page.waitForFunction(() => document.querySelector(".results a"));
  await close();
});

test("hostile texts and queries do nothing", async () => {
  const hostile = buildHostile();
  try {
    for (const bypassCSP of [false, true]) {
      const { page, faults, ask, results, said, close } = await openSearch(fileBase(hostile.dist), "", { bypassCSP });
      for (const attack of attacks) {
        assert.match(await ask(attack), /的共[12]期。$/, attack);
        assert.ok((await said()).includes(attack), attack);
        assert.ok((await results()).includes("2026-1"));
        const made = await page.evaluate(() => ({
          hacked: window.hacked,
          others: document.querySelectorAll("main :is(script, svg, img, iframe, style), [onload], [onclick], [onerror]").length,
          names: [...new Set([...document.querySelectorAll(".results *")].map((one) => one.localName))].sort(),
        }));
        assert.deepEqual(made, { hacked: undefined, others: 0, names: ["a", "h2", "li", "mark", "p", "span"] }, attack);
      }
      for (const query of ["%", "__proto__", "constructor", "toString", "\u0000", "\ud800", "a".repeat(5000), "( [ * \\"]) {
        await ask(query);
      }
      assert.deepEqual(faults, []);
      await close();
      for (const address of ["?q=%FF%E5", "#q=%", "?year=<script>", "?author=__proto__&topic=x&q=题目"]) {
        const { page, faults, close } = await openSearch(fileBase(hostile.dist), address, { bypassCSP });
        assert.deepEqual(faults, [], address);
        assert.equal(await page.evaluate(() => window.hacked), undefined);
        await close();
      }
    }
  } finally {
    hostile.remove();
  }
});

test("what only looks like a hit is never shown, nor taken for none", async (t) => {
  // Every pair and every three signs of the phrase, and not the phrase; in the oldest issue, the phrase.
  const filler = "全市各区的单位逐项核对台账，".repeat(30);
  const issue = (number, words) => `
number: s${number}
date: 2018-01-${String(number).padStart(2, "0")}
status: final
audience: public
title: 增刊${number}
authors: { name: 张三 }
lead: |
  ${[words, ...Array(12).fill(filler)].join("\n\n  ")}
`;
  const files = {
    "content/2017/s1/issue.yaml": special,
    "content/2018/s1/issue.yaml": issue(1, "方位：东南西北中。"),
  };
  for (let number = 2; number <= 28; number += 1) {
    files[`content/2018/s${number}/issue.yaml`] = issue(number, "方位：东南西，南西北，西北中。");
  }
  const alike = buildMadeUp(1, files);
  t.after(() => alike.remove());
  const server = await serve(alike.dist, "/a/");
  t.after(() => server.close());
  for (const base of [fileBase(alike.dist), server.base]) {
    server.sent.clear();
    const { page, ask, said, results, close } = await openSearch(base);
    const counts = (await ask("东南西北中")).match(/^含“东南西北中”的至多(\d+)期；先核对的(\d+)期都没有。$/);
    assert.equal(Number(counts[1]) + Number(counts[2]), 28);
    assert.equal(await page.locator(".results li").count(), 0);
    assert.match(await page.locator(".further").textContent(), /^继续核对其余\d+期$/);
    const loaded = [...server.sent.values()].reduce((sum, bytes) => sum + bytes, 0);
    assert.ok(loaded <= 300_000, `${loaded} bytes`);
    assert.deepEqual(await results(), ["2018-s1"]);
    assert.equal(await said(), "含“东南西北中”的共1期。");
    assert.equal(await page.locator(".excerpt").textContent(), "方位：东南西北中。");
    assert.equal(await page.locator(".excerpt mark").textContent(), "东南西北中");
    // A phrase of traditional characters is looked for in the same way.
    assert.equal(await ask("東南西北中"), "没有含“東南西北中”的期次，按“东南西北中”检索。含“东南西北中”的共1期。");
    await close();
  }
});

test("a first query loads little", async (t) => {
  const all = await serve(made.dist, "/archive/");
  t.after(() => all.close());
  const queries = [...phrases(20, 11), "的", "演示", "发展 建议 数据 区域 单位 台账", phrases(4, 12).join(""), "協會"];
  let most = 0;
  for (const query of queries) {
    all.sent.clear();
    const { close } = await openSearch(all.base, `?q=${encodeURIComponent(query)}`);
    const sum = [...all.sent].reduce((sum, [, bytes]) => sum + bytes, 0);
    most = Math.max(most, sum);
    assert.ok(sum <= 300_000, `“${query}” loads ${sum} bytes, style sheet and page included`);
    await close();
  }
  t.diagnostic(`${COUNT} issues: at most ${most} bytes, style sheet and page included`);
});
