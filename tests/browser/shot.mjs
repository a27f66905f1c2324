import { open, start } from "./support/browser.js";
import { fileBase } from "./support/archive.js";
const b = await start();
const base = fileBase(process.argv[2]);
const shots = [["index.html","home"],["search/index.html","empty"],["search/index.html?q=%E5%8D%8F%E4%BC%9A+%E6%B8%AF%E5%8F%A3","q"],["search/index.html?q=%E6%BB%A8%E6%B5%B7","none"],["2017/5/index.html","issue"]];
for (const [path,name] of shots) for (const w of [390,768,1440]) for (const colorScheme of ["light","dark"]) {
  const { page, faults, close } = await open(b, base, path, { viewport: { width: w, height: 900 }, colorScheme });
  await page.waitForTimeout(700);
  await page.screenshot({ path: `/tmp/s/${name}-${w}-${colorScheme}.png`, fullPage: name=="q" });
  if (faults.length) console.log(name, w, faults);
  await close();
}
await b.close();
