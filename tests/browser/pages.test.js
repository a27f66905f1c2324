// Every kind of page loads clean: from a folder, from a server, from below a path of a server,
// with JavaScript and without.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { dist, fileBase, plainPages as pages, serve } from "./support/archive.js";
import { open, start, words } from "./support/browser.js";

let browser;
before(async () => {
  browser = await start();
});
after(() => browser?.close());

const origins = [
  ["file://", async () => ({ base: fileBase(dist), close: async () => {} })],
  ["http", () => serve(dist)],
  ["http below /a/b/", () => serve(dist, "/a/b/")],
];

for (const [name, enter] of origins) {
  describe(name, () => {
    let origin;
    before(async () => {
      origin = await enter();
    });
    after(() => origin?.close());

    for (const path of pages) {
      test(`${path} loads clean and styled`, async (t) => {
        origin.sent?.clear();
        const { page, faults, requests, close } = await open(browser, origin.base, path);
        const style = await page.evaluate(() => {
          const rule = document.querySelector(
            ".masthead .under, #yb-masthead p:nth-child(3), .register, ul.names, .home a",
          );
          const { borderTopColor, borderBottomColor, color } = getComputedStyle(rule);
          return {
            margin: getComputedStyle(document.body).margin,
            red: [borderTopColor, borderBottomColor, color],
            sheets: [...document.styleSheets].length,
          };
        });
        assert.equal(style.sheets, 1);
        assert.equal(style.margin, "0px");
        assert.ok(style.red.includes("rgb(196, 0, 15)"), `no red: ${style.red}`);
        assert.deepEqual(faults, []);
        const pictures = await page.evaluate(() => [...document.images].map((picture) => picture.src));
        const scripts = await page.evaluate(() =>
          [...document.scripts].filter((script) => script.src).map((script) => script.src),
        );
        const sheets = requests.filter((url) => url.endsWith(".css"));
        const due = [origin.base + path, ...sheets, ...scripts, ...pictures];
        assert.deepEqual(requests.toSorted(), due.toSorted());
        assert.equal(sheets.length, 1);
        assert.ok(scripts.length <= 1, scripts.join());
        if (origin.sent) {
          const bytes = [...origin.sent.values()].reduce((sum, length) => sum + length, 0);
          t.diagnostic(`${path}: ${requests.length} requests, ${bytes} bytes`);
        }
        await close();
      });

      test(`${path} says the same without JavaScript`, async () => {
        const scripted = await open(browser, origin.base, path);
        const plain = await open(browser, origin.base, path, { javaScriptEnabled: false });
        const bare = async (page) => {
          // The one thing that a script adds: the day of the visit, and a button that copies.
          await page.evaluate(() => document.querySelector(".cite")?.remove());
          return words(page);
        };
        const text = await bare(plain.page);
        assert.ok(text.length > 50);
        assert.equal(text, await bare(scripted.page));
        assert.deepEqual(plain.faults, []);
        await scripted.close();
        await plain.close();
      });
    }
  });
}

for (const path of pages) {
  test(`${path} has a policy that lets no script in`, async () => {
    const { page, close } = await open(browser, fileBase(dist), path);
    const policy = await page
      .locator('meta[http-equiv="Content-Security-Policy"]')
      .getAttribute("content");
    const directives = Object.fromEntries(
      policy.split(";").map((directive) => {
        const [name, ...sources] = directive.trim().split(/\s+/);
        return [name, sources.join(" ")];
      }),
    );
    assert.doesNotMatch(policy, /unsafe-|\*/);
    assert.equal(directives["default-src"], "'none'");
    assert.ok([undefined, "'self'"].includes(directives["script-src"]));
    assert.equal(directives["base-uri"], "'none'");
    // It stands before anything that it must rule.
    const before = await page.evaluate(() => {
      const policy = document.querySelector('meta[http-equiv="Content-Security-Policy"]');
      const ruled = document.querySelector("link, script, style");
      return Boolean(policy.compareDocumentPosition(ruled) & Node.DOCUMENT_POSITION_FOLLOWING);
    });
    assert.ok(before);
    await close();
  });
}
