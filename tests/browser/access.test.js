// axe-core finds nothing, light or dark; the keyboard reaches everything.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { allPages, dataIssue, dist, fileBase } from "./support/archive.js";
import { open, start } from "./support/browser.js";
import { buildHostile } from "./support/hostile.js";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

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

/** What axe-core finds, one line a rule. */
async function violations(page) {
  await page.evaluate(axe);
  const { violations, passes } = await page.evaluate(
    (tags) => window.axe.run(document, { runOnly: { type: "tag", values: tags } }),
    tags,
  );
  assert.ok(passes.length > 10, "axe-core did not run");
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join(" | ")}`,
  );
}

const targets = [
  ...allPages.map((path) => [path, () => dist]),
  [`${dataIssue}#spaces-1-2`, () => dist],
  [`${dataIssue}#spaces-1-1`, () => dist],
  [`${dataIssue}#yb-note-1`, () => dist],
  [`${dataIssue}#yb-noteref-1`, () => dist],
  [`${dataIssue}#yb-values-1-1`, () => dist],
  [`${dataIssue}#ref-commonmark`, () => dist],
  [`${dataIssue}#map`, () => dist],
  ["search/index.html?q=数据+众创空间", () => dist],
  ["index.html", () => hostile.dist],
  ["search/index.html?q=script", () => hostile.dist],
  ["2026/index.html", () => hostile.dist],
  ["2026/1/index.html", () => hostile.dist],
  ["2026/s1/index.html", () => hostile.dist],
  ["2026/2/index.html", () => hostile.dist],
  ["404.html", () => hostile.dist],
  ["authors/index.html", () => hostile.dist],
  ["index.html", () => hostile.internal],
  ["2026/index.html", () => hostile.internal],
  ["2026/2/index.html", () => hostile.internal],
];

for (const [path, folder] of targets) {
  test(`axe-core finds nothing: ${path}`, async () => {
    for (const colorScheme of ["light", "dark"]) {
      for (const width of [390, 1280]) {
        const { page, close } = await open(browser, fileBase(folder()), path, {
          colorScheme,
          viewport: { width, height: 900 },
          reducedMotion: "reduce",
        });
        assert.deepEqual(await violations(page), [], `${colorScheme}, ${width} px`);
        await close();
      }
    }
  });
}

for (const path of allPages) {
  test(`the keyboard skips to the text: ${path}`, async () => {
    const { page, close } = await open(browser, fileBase(dist), path);
    await page.keyboard.press("Tab");
    const skip = page.locator(":focus");
    assert.equal(await skip.getAttribute("class"), "skip");
    const box = await skip.boundingBox();
    assert.ok(box.x >= 0 && box.y >= 0 && box.width > 0, "the skip link is not to be seen");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "yb-main");
    await page.keyboard.press("Tab");
    const inside = await page.evaluate(() => {
      const main = document.querySelector("main");
      const focus = document.activeElement;
      const hasLinks = main.querySelector("a[href], input, [tabindex='0']") !== null;
      return hasLinks ? main.contains(focus) : !main.contains(focus);
    });
    assert.ok(inside, "Tab goes on elsewhere than in the text");
    await close();
  });

  test(`the keyboard reaches every link, and shows where it is: ${path}`, async () => {
    const { page, close } = await open(browser, fileBase(dist), path);
    const links = await page.evaluate(
      () => [...document.querySelectorAll("a[href], summary, input, select, button, [tabindex='0']")].filter((one) => one.checkVisibility()).length,
    );
    let reached = 0;
    for (; reached <= links; reached += 1) {
      await page.keyboard.press("Tab");
      const focus = await page.evaluate(() => {
        const one = document.activeElement;
        return one === document.body ? null : getComputedStyle(one).outlineStyle;
      });
      if (focus === null) break;
      assert.equal(focus, "solid", "no outline");
    }
    assert.equal(reached, links);
    await close();
  });
}

/** Whether a value is what a cell shows, in some unit, as far as its digits go; words are let pass. */
function stands(value, shown) {
  const [, digits, decimals = ""] = shown.replaceAll(",", "").match(/^([−-]?\d+(?:\.(\d+))?)/) ?? [];
  if (digits === undefined) return /^\p{Script=Han}/u.test(shown);
  const half = 0.5 / 10 ** decimals.length + 1e-9;
  return [1, 0.01, 0.001, 1e4].some((unit) => Math.abs(value / unit - Number(digits)) <= half);
}

test("a value leads to its cell, and the cell is marked", async () => {
  const { page, close } = await open(browser, fileBase(dist), dataIssue, { reducedMotion: "reduce" });
  const links = page.locator("data a");
  const count = await links.count();
  assert.ok(count >= 5, `${count} values`);
  const ground = (id) => page.locator(`[id="${id}"]`).evaluate((cell) => getComputedStyle(cell).backgroundColor);
  for (let at = 0; at < count; at += 1) {
    const link = links.nth(at);
    const id = (await link.getAttribute("href")).slice(1);
    const plain = await ground(id);
    await link.focus();
    await page.keyboard.press("Enter");
    const cell = page.locator("td:target, th:target");
    assert.equal(await cell.getAttribute("id"), id);
    // What was worked out leads to its row in 数据说明.
    const isNote = (await page.locator("#yb-values :target").count()) === 1;
    const number = isNote ? page.locator("#yb-values tr:has(:target) td:nth-child(3)") : cell;
    const shown = await number.textContent();
    const value = Number(await page.locator("data").filter({ has: page.locator("a") }).nth(at).getAttribute("value"));
    assert.ok(stands(value, shown), `${value}, ${await link.textContent()}, leads to ${shown}`);
    assert.notEqual(await ground(id), plain);
    await page.waitForFunction(() => {
      const box = document.querySelector("td:target, th:target").getBoundingClientRect();
      return box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth;
    });
    await page.evaluate(() => {
      location.hash = "#yb-title";
    });
  }
  await close();
});

test("a note and its mark lead to each other", async () => {
  const { page, close } = await open(browser, fileBase(dist), dataIssue);
  await page.locator("sup a").first().click();
  assert.equal(await page.locator("li:target").getAttribute("id"), "yb-note-1");
  await page.locator("li:target .back").click();
  assert.equal(await page.locator("sup:target").getAttribute("id"), "yb-noteref-1");
  await close();
});

test("a table has a caption that names it, heads of columns and of rows", async () => {
  const { page, close } = await open(browser, fileBase(dist), dataIssue);
  const figure = page.locator("figure.table").first();
  const caption = (await figure.locator("figcaption").innerText()).trim();
  assert.match(caption, /^表1/);
  assert.equal(await figure.getByRole("region").getAttribute("aria-label"), caption);
  assert.equal(await figure.getByRole("columnheader").count(), 5);
  assert.equal(await figure.getByRole("rowheader").count(), 7);
  await close();
});
