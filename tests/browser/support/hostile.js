// A workspace whose author writes markup, scripts and template syntax wherever text is allowed,
// and uses every part of an issue that the repository's own issues leave out.

import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { program } from "./archive.js";

/** What the author writes. Each must be read on the page, letter by letter. */
export const attacks = [
  "<script>window.hacked=1</script>",
  `"><img src=x onerror=window.hacked=1>`,
  "{{ 7*7 }}",
  "javascript:window.hacked=1",
  "</title></style><svg onload=window.hacked=1>",
  "{% raw %}{#x onclick=window.hacked=1}",
];

/** The name of a file that goes with the issue. */
export const attached = `表"'&<b>{{ 7*7 }} (1)#.csv`;

const all = attacks.join("、");
const quoted = JSON.stringify;
const cell = (text) => `"${text.replaceAll('"', '""')}"`;

const serial = `
name: ${quoted(`要报${attacks[0]}`)}
issuer: ${quoted(`发行${all}`)}
compiler: ${quoted(`编者${all}`)}
description: ${quoted(`简介${all}`)}
licence: ${quoted(`版权${all}`)}
url: https://example.org/hostile/
numbering:
  origin: { year: 2026, number: 1, cumulative: 1 }
`;

const issue = `
number: 1
cumulative: 1
date: 2026-01-08
status: final
audience: public
title: [${quoted(`题目${all}`)}, ${quoted(`副题${attacks[1]}`)}]
authors:
  - { name: ${quoted(`姓名${all}`)}, affiliation: ${quoted(`单位${all}`)}, post: 教授 }
keywords: [${quoted(`词${attacks[1]}`)}]
topics: [${quoted(`类${attacks[0]}`)}]
english: { title: ${quoted(`Title ${all}`)}, abstract: ${quoted(`Abstract ${all}`)} }
errata: { date: 2026-01-20, text: ${quoted(`正误${all}`)} }
editorial: ${quoted(`按语${all}`)}
abstract: ${quoted(`简介${all}，共有[](=total)。`)}
lead: ${quoted(`导语${all}，见[](#data)[^1]。\n\n${attacks[0]}\n\n<div onclick="window.hacked=1">\n块\n</div>\n\n[^1]: 注释${all}，其一。\n\n    其二。`)}
findings:
  title: ${quoted(`发现${all}`)}
  items:
    - id: first
      title: ${quoted(`标题${all}`)}
      body: ${quoted(`正文${all}[](@book ${quoted(`处${attacks[0]}`)})。\n\n![](table:data)\n\n![](figure:picture)\n\n\`代码${attacks[0]}\`，共有[](=total)。\n\n\`\`\`\n${attacks[1]}\n\`\`\`\n\n| 列${attacks[1].replaceAll("|", "")} | 另一列 |\n|---|---|\n| ${attacks[0]} | 乙 |`)}
recommendations:
  title: 建议
  items:
    - title: ${quoted(`对策${all}`)}
      answers: [first]
      body: ${quoted(`针对[](#first)，${all}。`)}
tables:
  data:
    file: tables/data.csv
    title: ${quoted(`表题${all}`)}
    notes: ${quoted(`表注${all}`)}
    source: ${quoted(`来源${all}`)}
    columns: { ${quoted(`数量${attacks[0]}`)}: { unit: 家 } }
figures:
  picture:
    file: figures/picture.svg
    title: ${quoted(`图题${all}`)}
    alt: ${quoted(`图示${all}`)}
    source: ${quoted(`图源${all}`)}
sources:
  book: { type: book, title: ${quoted(`书名${all}`)}, author: [著者], date: 2001 }
attachments:
  - { title: ${quoted(`附题${all}`)}, body: ${quoted(`附文${all}`)} }
  - { title: 文件, file: ${quoted(`attachments/${attached}`)} }
values:
  total: { table: data, row: ${quoted(`行${attacks[1]}`)}, column: ${quoted(`数量${attacks[0]}`)} }
distribution: { report: [${quoted(`报送${all}`)}] }
colophon: { editor: ${quoted(`编辑${all}`)}, approver: 李四, phone: "010-00000000", copies: 50 }
official: { classification: { level: 秘密, period: ${quoted(`期${attacks[0]}`)} }, serial-no: "000001" }
`;

const supplement = `
number: s1
date: 2026-02-01
status: final
audience: public
title: ${quoted(`增刊${attacks[1]}`)}
authors: { name: 张三 }
lead: 正文。
`;

const csv = [
  ["行", `数量${attacks[0]}`, `说明${attacks[1]}`],
  [`行${attacks[1]}`, "3", `格${all}`],
  ["乙", "4", "=HYPERLINK(0)"],
]
  .map((row) => row.map(cell).join(","))
  .join("\n");

const picture = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="40" height="20" onload="window.hacked=1">
<script>window.hacked=1</script>
<foreignObject width="9" height="9"><iframe xmlns="http://www.w3.org/1999/xhtml" src="https://example.com/"/></foreignObject>
<style>@import "https://example.com/x.css";</style>
<image href="https://example.com/x.png" width="9" height="9"/>
<use xlink:href="https://example.com/x.svg#a"/>
<a href="javascript:window.hacked=1"><path d="M0 0h40v20z" onclick="window.hacked=1"/></a>
<style>@im<!-- -->port "https://example.com/y.css";</style>
<style>rect { fill: u<!--x-->rl(https://example.com/z) }</style>
<g xmlns:xl="http://www.w3.org/1999/xlink"><image width="1" height="1" xl:href="data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="><set attributeName="xl:href" to="https://example.com/y.png"/></image>
<a><animate attributeName="xl:href" values="java&#9;script:window.hacked=1" dur="9s" fill="freeze"/><rect width="1" height="1"/></a></g>
<set attributeName="href" to="javascript:window.hacked=1" onbegin="window.hacked=1"/></svg>`;

const withdrawn = `
number: 2
cumulative: 2
date: 2026-01-15
status: withdrawn
audience: public
title: ${quoted(`撤回${all}`)}
authors: { name: 王五 }
lead: 正文。
`;

/** Writes the workspace and builds it: `{ dist, remove }`. */
export function buildHostile() {
  const folder = workspace({
    "content/serial.yaml": serial,
    "content/2026/1/issue.yaml": issue,
    "content/2026/1/tables/data.csv": csv,
    "content/2026/1/figures/picture.svg": picture,
    [`content/2026/1/attachments/${attached}`]: csv,
    "content/2026/2/issue.yaml": withdrawn,
    "content/2026/s1/issue.yaml": supplement,
  });
  for (const audience of ["public", "internal"]) {
    const options = ["--root", folder, "--diagnostics", "short", "--audience", audience];
    execFileSync(program, ["build", ...options], { stdio: "pipe" });
  }
  return {
    dist: join(folder, "dist"),
    /** The archive for the institution. */
    internal: join(folder, "dist-internal"),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** Builds the workspace with one more line in the lead; returns what the program says. */
export function refusal(line) {
  const folder = workspace({
    "content/serial.yaml": serial,
    "content/2026/1/issue.yaml": `
number: 1
cumulative: 1
date: 2026-01-08
status: final
audience: public
title: 题目
authors: { name: 张三 }
lead: ${quoted(line)}
`,
  });
  try {
    const run = spawnSync(program, ["build", "--root", folder, "--diagnostics", "short"], {
      encoding: "utf8",
    });
    return { status: run.status, said: run.stdout + run.stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function workspace(files) {
  const folder = mkdtempSync(join(tmpdir(), "yaobao-hostile-"));
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return folder;
}
