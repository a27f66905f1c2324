// The built archive under test, from a folder and from a server on loopback.

import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { dirname, extname, join, normalize, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const suite = dirname(dirname(fileURLToPath(import.meta.url)));

/** The repository. */
export const repository = resolve(suite, "../..");

/** The archive: YAOBAO_DIST, or the repository's `dist`. */
export const dist = resolve(process.env.YAOBAO_DIST ?? join(repository, "dist"));

/** The program: YAOBAO_BIN, or the repository's debug build. */
export const program = resolve(process.env.YAOBAO_BIN ?? join(repository, "target/debug/yaobao"));

if (!existsSync(join(dist, "index.html"))) {
  throw new Error(`no archive at ${dist}: run \`cargo run -- build\`, or set YAOBAO_DIST`);
}

/** The pages that the suite reads, one or more of each kind. */
export const pages = ["index.html", "2017/index.html", "2017/48/index.html", "2017/49/index.html"];

/** Those, and the pages that speak of the archive or list issues by what they bear. */
export const plainPages = [
  ...pages,
  "about/index.html",
  "authors/index.html",
  `authors/${encodeURIComponent("裴蕾")}/index.html`,
  "topics/index.html",
  `topics/${encodeURIComponent("演示")}/index.html`,
];

/** All kinds of pages, with the one that a script makes. */
export const allPages = [...plainPages, "search/index.html"];

/** The issue that has a table, values and notes. */
export const dataIssue = "2017/49/index.html";

/** Every file below a folder that ends so, relative to it. */
export function filesIn(folder, ending) {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(ending))
    .sort();
}

/** The address of a folder as `file://…/`. */
export function fileBase(folder) {
  return pathToFileURL(folder + sep).href;
}

const types = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".md": "text/markdown; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".pdf": "application/pdf",
  ".svg": "image/svg+xml",
};

/** Serves a folder below a path of a loopback origin: `{ base, bytes, close }`. */
export async function serve(folder, below = "/") {
  const sent = new Map();
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const file = normalize(join(folder, path.slice(below.length)));
    try {
      if (!path.startsWith(below) || !file.startsWith(folder + sep)) throw new Error("outside");
      const body = await readFile(file);
      sent.set(path, body.length);
      response.writeHead(200, { "content-type": types[extname(file)] ?? "application/octet-stream" });
      response.end(body);
    } catch {
      // As servers of static sites do.
      const page = await readFile(join(folder, "404.html")).catch(() => "");
      response.writeHead(404, { "content-type": types[".html"] }).end(page);
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return {
    base: `http://127.0.0.1:${server.address().port}${below}`,
    /** Paths sent so far, with their lengths. */
    sent,
    close: () =>
      new Promise((done) => {
        server.close(done);
        server.closeAllConnections();
      }),
  };
}
