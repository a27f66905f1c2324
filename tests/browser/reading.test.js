// A reader finds the way through the archive, and reads what the Markdown says.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { dataIssue, dist, fileBase, filesIn, serve } from "./support/archive.js";
import { open, start } from "./support/browser.js";

let browser;
before(async () => {
  browser = await start();
});
after(() => browser?.close());

for (const [name, enter] of [
  ["file://", async () => ({ base: fileBase(dist), close: async () => {} })],
  ["http below /a/b/", () => serve(dist, "/a/b/")],
]) {
  test(`from the index to the year, the issue, its neighbours, and back: ${name}`, async (t) => {
    const { base, close: leave } = await enter();
    t.after(leave);
    const { page, faults, close } = await open(browser, base, "index.html");
    const at = async (path, heading) => {
      await page.waitForURL(base + path);
      assert.match(await page.locator("h1").innerText(), heading);
    };
    await page.getByRole("link", { name: "2017年总目录" }).click();
    await at("2017/index.html", /^2017年总目录/);
    await page.getByRole("link", { name: /促进众创空间健康发展/ }).click();
    await at("2017/48/index.html", /促进众创空间健康发展/);
    await page.locator("a[rel=next]").click();
    await at("2017/49/index.html", /用数据说话/);
    await page.locator("a[rel=prev]").click();
    await at("2017/48/index.html", /促进众创空间健康发展/);
    await page.locator(".trail a").click();
    await at("2017/index.html", /^2017年总目录/);
    await page.locator(".home a").click();
    await at("index.html", /成果要报/);
    await page.getByRole("link", { name: "阅读全文" }).click();
    await page.waitForURL(/\/2017\/\d+\/index\.html$/);
    assert.deepEqual(faults, []);
    await close();
  });
}

test("every link of every page leads somewhere", async () => {
  const base = fileBase(dist);
  const { page, close } = await open(browser, base, "index.html");
  let links = 0;
  // The page for lost readers starts from where the serial says that it is published.
  for (const path of filesIn(dist, ".html").filter((path) => path !== "404.html")) {
    await page.goto(base + path);
    const found = await page.evaluate(() =>
      [...document.querySelectorAll("a[href], link[href]")]
        .filter((link) => link.rel !== "canonical")
        .map((link) => link.href),
    );
    for (const href of found) {
      const url = new URL(href);
      if (url.protocol !== "file:") continue;
      links += 1;
      assert.ok(href.startsWith(base), `${path}: ${href} leaves the archive`);
      const file = fileURLToPath(new URL(url.pathname, "file:///"));
      assert.ok(existsSync(file), `${path}: ${href} is not there`);
      if (url.hash && file === join(dist, path)) {
        const id = decodeURIComponent(url.hash.slice(1));
        assert.equal(await page.locator(`[id="${id}"]`).count(), 1, `${path}: ${url.hash}`);
      }
    }
  }
  assert.ok(links > 50, `${links} links`);
  await close();
});

test("the contents lead to their headings", async () => {
  const { page, close } = await open(browser, fileBase(dist), "2017/48/index.html", { reducedMotion: "reduce" });
  const links = page.locator(".contents li a");
  const count = await links.count();
  assert.ok(count >= 8);
  for (let at = 0; at < count; at += 1) {
    await links.nth(at).click();
    const heading = page.locator("main :target");
    assert.equal(await heading.innerText(), (await links.nth(at).innerText()).trim());
    assert.ok((await heading.boundingBox()).y >= 0);
  }
  await close();
});

test("a citation leads to its reference, and each table and attachment to its file", async () => {
  const { page, close } = await open(browser, fileBase(dist), dataIssue);
  const references = page.locator(".reference");
  const count = await references.count();
  assert.ok(count >= 2, `${count} references`);
  for (let at = 0; at < count; at += 1) {
    const id = await references.nth(at).locator("data").getAttribute("id");
    const marks = page.locator(`sup a[href="#${id}"]`);
    // The marks of a run of numbers name its ends.
    if ((await marks.count()) === 0) continue;
    assert.equal(await marks.first().innerText().then((words) => words.replace(/[[\]]/g, "")), `${at + 1}`);
    await marks.first().click();
    assert.equal(await page.locator("data:target").innerText(), `[${at + 1}]`);
  }
  const bytes = async (link) => readFileSync(fileURLToPath(new URL(await link.getAttribute("href"), page.url())));
  const tables = page.locator("figure.table:not(#yb-values)");
  assert.ok((await tables.count()) >= 2);
  for (const table of await tables.all()) {
    const heads = await table.locator("thead th:not([scope=colgroup])").allInnerTexts();
    const line = (await bytes(table.locator("a[href^='tables/']"))).toString("utf8").split(/\r?\n/)[0];
    for (const head of heads) assert.ok(line.includes(bare(head).replace(/（.*）$/, "")), `${head}: ${line}`);
  }
  const files = page.locator("[id^='yb-attachment'] + p a[href^='attachments/']");
  assert.ok((await files.count()) >= 1);
  for (const file of await files.all()) assert.ok((await bytes(file)).length > 0);
  await close();
});

test("a picture says what it shows, and stands on light ground in the dark", async () => {
  for (const colorScheme of ["light", "dark"]) {
    const { page, close } = await open(browser, fileBase(dist), dataIssue, { colorScheme });
    const picture = page.locator(".picture img").first();
    const seen = await picture.evaluate((img) => ({ alt: img.alt, width: img.naturalWidth, height: img.height }));
    assert.ok(seen.alt.length >= 10 && seen.width > 0 && seen.height > 50, JSON.stringify(seen));
    const ground = await picture.evaluate((img) => {
      const own = getComputedStyle(img).backgroundColor;
      return own === "rgba(0, 0, 0, 0)" ? getComputedStyle(document.body).backgroundColor : own;
    });
    assert.ok(ground.match(/\d+/g).every((part) => Number(part) > 200), `${colorScheme}: ${ground}`);
    await close();
  }
});

test("findings and recommendations lead to each other", async () => {
  const { page, close } = await open(browser, fileBase(dist), "2017/49/index.html");
  await page.locator("p", { hasText: /^对应建议：/ }).first().locator("a").first().click();
  assert.equal(await page.locator("h3:target").getAttribute("id"), "layout");
  await page.locator("p", { hasText: /^对应发现：/ }).first().locator("a").first().click();
  assert.equal(await page.locator("h3:target").getAttribute("id"), "uneven");
  await close();
});

for (const issue of ["48", "49"]) {
  test(`the page of issue ${issue} says what its Markdown says`, async () => {
    const markdown = readFileSync(join(dist, `2017/${issue}/2017-${issue}.md`), "utf8");
    const { page, close } = await open(browser, fileBase(dist), `2017/${issue}/index.html`);
    await page.evaluate(() => {
      document.querySelectorAll("sup").forEach((mark) => mark.remove());
      document.querySelectorAll("main img").forEach((picture) => picture.replaceWith(picture.alt));
      // A chart tells its words to those who cannot see it.
      document.querySelectorAll("main svg[role=img]").forEach((chart) => {
        chart.replaceWith([...chart.querySelectorAll("title, desc")].map((words) => words.textContent).join("\n"));
      });
    });
    const text = bare(await page.locator("main").innerText());
    const sentences = plain(markdown).split(/(?<=。)|\n/).map(bare).filter((one) => one.length > 8);
    assert.ok(sentences.length >= 10);
    for (const sentence of sentences) {
      assert.ok(text.includes(sentence), `not on the page: ${sentence}`);
    }
    await close();
  });
}

/** The words of Markdown as our writers write it, without its marks. */
function plain(markdown) {
  return markdown
    // A head that several columns share stands once on the page, and in the Markdown before each of theirs.
    .replace(/^\|.*\|\n(?=\|[-: |]+\|$)/gm, (row) => row.replace(/\| \*\*[^*|]+\*\* /g, "| ").replaceAll("|", "\n"))
    .replace(/^\|[-: |]+\|$/gm, "")
    .replace(/^\[\^\d+\]: /gm, "")
    .replace(/\[\^\d+\]|<sup>.*?<\/sup>/g, "")
    .replace(/<[a-z/][^>]*>/g, "")
    .replace(/!?\[([^\]]+)\]\([^)]*\)/g, "$1")
    .replace(/ \{#[^}]*\}$/gm, "")
    .replace(/^(#+|>|-|\d+\.) /gm, "")
    .replace(/^ +(-|\d+\.) /gm, "")
    .replace(/^=+$/gm, "")
    .replace(/\*\*|~~|`/g, "")
    .replace(/\\([^\n])/g, "$1")
    .replace(/\\$/gm, "");
}

/** Text without white space and the marks that join and lead back. */
function bare(text) {
  return text.replace(/\n?↩\n?/g, "").replace(/[\s|*\u2060\ufeff]/g, "");
}
