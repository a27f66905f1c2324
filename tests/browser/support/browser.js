// Chromium, and pages that note everything that goes wrong in them.

import { chromium } from "playwright-core";

/** Starts the browser. */
export function start() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/**
 * Opens a page of the archive at `base`: `{ page, faults, requests, close }`.
 * Whatever would leave `base` is stopped and counts as a fault.
 */
export async function open(browser, base, path, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const faults = [];
  const requests = [];
  await context.route(
    () => true,
    (route) => {
      const url = route.request().url();
      if (url.startsWith(base) || url.startsWith("data:")) return route.continue();
      faults.push(`leaves the archive: ${url}`);
      return route.abort();
    },
  );
  page.on("request", (request) => requests.push(request.url()));
  page.on("requestfailed", (request) => faults.push(`failed: ${request.url()}`));
  page.on("response", (response) => {
    if (response.status() >= 400) faults.push(`${response.status()}: ${response.url()}`);
  });
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
  page.on("dialog", (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    return dialog.dismiss();
  });
  await page.goto(base + path, { waitUntil: "load" });
  return { page, faults, requests, close: () => context.close() };
}

/** The words of a page's body, as a reader sees them. */
export function words(page) {
  return page.evaluate(() => document.body.innerText);
}
