// An archive of made-up issues, the repository's demonstration among them.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { program, repository } from "./archive.js";

/** Builds the pages of so many made-up issues, the demonstration and some files: `{ dist, remove }`. */
export function buildMadeUp(count, files = {}) {
  const folder = mkdtempSync(join(tmpdir(), "yaobao-search-"));
  const run = (...args) => execFileSync(program, args, { stdio: "pipe" });
  run("init", folder, "--issues", String(count), "--quiet");
  // A supplement, since the made-up ones are numbered throughout.
  const own = join(folder, "content/2017/s2");
  cpSync(join(repository, "content/2017/49"), own, { recursive: true });
  cpSync(join(repository, "content/sources.yaml"), join(folder, "content/sources.yaml"));
  const yaml = readFileSync(join(own, "issue.yaml"), "utf8");
  writeFileSync(join(own, "issue.yaml"), yaml.replace(/^number: 49$/m, "number: s2").replace(/^cumulative: .*\n/m, ""));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  run("build", "--root", folder, "--formats", "html", "--diagnostics", "short", "--quiet");
  return { dist: join(folder, "dist"), remove: () => rmSync(folder, { recursive: true }) };
}
