// The pages fit: screens of 320 to 1920 px, and paper.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { allPages, dataIssue, dist, fileBase, pages } from "./support/archive.js";
import { open, start } from "./support/browser.js";
import { buildHostile } from "./support/hostile.js";

const widths = [320, 390, 768, 1280, 1920];
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

/** Elements that stick out of the page sideways, but for those in a box that scrolls. */
const overflow = () => {
  const width = document.documentElement.clientWidth;
  const out = [...document.body.querySelectorAll("*")].filter((element) => {
    const box = element.getBoundingClientRect();
    const hidden = element.closest(".skip, thead") && box.right <= width;
    return !element.closest(".scroll") && !hidden && box.width > 0 && (box.right > width + 1 || box.left < -1);
  });
  return {
    scrolls: document.documentElement.scrollWidth - width,
    out: out
      .filter((element) => !element.matches(".skip"))
      .map((element) => `${element.tagName}#${element.id}.${element.className}`),
  };
};

for (const path of allPages) {
  test(`${path} never scrolls sideways`, async () => {
    const { page, close } = await open(browser, fileBase(dist), path);
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 });
      assert.deepEqual(await page.evaluate(overflow), { scrolls: 0, out: [] }, `at ${width} px`);
    }
    await close();
  });
}

test("long words of names, titles and cells never make a page scroll sideways", async () => {
  for (const path of ["index.html", "2026/index.html", "2026/1/index.html", "2026/s1/index.html", "search/index.html?q=题目"]) {
    const { page, close } = await open(browser, fileBase(hostile.dist), path);
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 });
      const { scrolls, out } = await page.evaluate(overflow);
      assert.deepEqual([scrolls, out], [0, []], `${path} at ${width} px`);
    }
    await close();
  }
});

test("a wide table scrolls inside its own box at 320 px", async () => {
  const { page, close } = await open(browser, fileBase(dist), dataIssue, {
    viewport: { width: 320, height: 700 },
  });
  const box = page.locator("figure .scroll").first();
  const size = await box.evaluate((box) => ({
    inner: box.scrollWidth,
    outer: box.clientWidth,
    right: box.getBoundingClientRect().right,
  }));
  assert.ok(size.inner > size.outer, `the table fits: ${JSON.stringify(size)}`);
  assert.ok(size.right <= 320);
  await box.focus();
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction(() => document.querySelector("figure .scroll").scrollLeft > 0);
  assert.equal(await page.evaluate(() => window.scrollX), 0);
  await close();
});

test("the contents stand beside the text on wide screens, and fold above it on narrow ones", async () => {
  const { page, close } = await open(browser, fileBase(dist), dataIssue);
  const link = page.locator(".contents li a").first();
  assert.ok(await link.isVisible());
  const side = await page.locator(".side").boundingBox();
  const main = await page.locator("main").boundingBox();
  assert.ok(side.x + side.width <= main.x);
  await page.setViewportSize({ width: 390, height: 800 });
  assert.ok(!(await link.isVisible()));
  await page.locator(".contents summary").click();
  assert.ok(await link.isVisible());
  await close();
});

for (const path of pages) {
  test(`${path} prints`, async () => {
    const { page, faults, close } = await open(browser, fileBase(dist), path, {
      colorScheme: "dark",
    });
    const pdf = await page.pdf({ preferCSSPageSize: true });
    const sheets = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    const least = path.split("/").length === 3 ? 3 : 1;
    assert.ok(sheets >= least && sheets <= 16, `${sheets} sheets`);

    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    const paper = await page.evaluate(() => ({
      text: document.body.innerText,
      ink: getComputedStyle(document.body).color,
      ground: getComputedStyle(document.body).backgroundColor,
      navigation: [...document.querySelectorAll("nav a, .skip, .back")]
        .filter((element) => element.checkVisibility())
        .map((element) => element.textContent),
    }));
    assert.deepEqual(paper.navigation.filter((words) => !/年$/.test(words)), []);
    for (const words of ["跳到正文", "下载PDF", "上一期", "下一期", "阅读全文"]) {
      assert.ok(!paper.text.includes(words), words);
    }
    assert.ok(paper.text.includes("众创空间"));
    assert.equal(paper.ink, "rgb(0, 0, 0)");
    assert.equal(paper.ground, "rgb(255, 255, 255)");
    assert.deepEqual(faults, []);
    await close();
  });
}

test("the notes of a table look alike, on the screen and on paper", async () => {
  const { page, close } = await open(browser, fileBase(dist), dataIssue);
  for (const media of ["screen", "print"]) {
    await page.emulateMedia({ media });
    const notes = await page.evaluate(() =>
      [...document.querySelectorAll("figure > .note")].map((note) => {
        const { borderTopWidth, color, fontFamily, fontSize } = getComputedStyle(note);
        return JSON.stringify([note.checkVisibility(), borderTopWidth, color, fontFamily, fontSize]);
      }),
    );
    assert.ok(notes.length >= 2, `${notes.length} notes`);
    assert.deepEqual(new Set(notes).size, 1, `${media}: ${notes.join("\n")}`);
    assert.match(notes[0], /^\[true,"0px",/);
  }
  await close();
});
