// The Nu HTML checker finds no error.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { dist, filesIn } from "./support/archive.js";
import { buildHostile } from "./support/hostile.js";

const jar = createRequire(import.meta.url).resolve("vnu-jar/build/dist/vnu.jar");

let hostile;
before(() => {
  hostile = buildHostile();
});
after(() => hostile?.remove());

test("every page is valid HTML", (t) => {
  const files = [dist, hostile.dist, hostile.internal].flatMap((folder) =>
    filesIn(folder, ".html").map((name) => join(folder, name)),
  );
  assert.ok(files.length >= 8);
  const run = spawnSync("java", ["-jar", jar, "--errors-only", "--format", "json", ...files], {
    encoding: "utf8",
  });
  assert.equal(run.error, undefined, "java does not start");
  const errors = JSON.parse(run.stderr).messages.map(
    ({ url, lastLine, message }) => `${url}:${lastLine}: ${message}`,
  );
  assert.deepEqual(errors, []);
  assert.equal(run.status, 0);
  t.diagnostic(`${files.length} pages`);
});
