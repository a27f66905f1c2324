// Full-text search of the archive. The index's files are scripts that call the functions of `yaobao`,
// since a page that was opened from a folder may load no others; src/archive/search/ makes them.
"use strict";

const yaobao = (() => {
  /** Results shown at a time. */
  const PAGE = 8;
  /** Kilobytes of texts that a query may load before the reader asks for more. */
  const TEXTS = 144;
  /** Files of the index that a query may load. */
  const BUCKETS = 7;
  /** Characters of an excerpt, and how many of them stand before the first hit. */
  const EXCERPT = 96;
  const BEFORE = 28;
  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  const main = document.querySelector("main");
  const { root, directory: directoryAddress, traditional: traditionalAddress } = main.dataset;
  const base = new URL(root, document.baseURI);

  // ---- Spelling: by the rules of src/archive/search/fold.rs ----

  const hasNoWidth = (code) =>
    code === 0xad || (code >= 0x200b && code <= 0x200d) || code === 0x2060 || code === 0xfeff;
  const spaces = [0x20, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000];
  const isSpace = (code) =>
    (code >= 9 && code <= 13) || (code >= 0x2000 && code <= 0x200a) || spaces.includes(code);
  const isOfWord = (code) =>
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0xc0 && code <= 0x52f);

  /** A text as it is searched, and for each unit of it the place in the text where its sign begins. */
  function foldWithPlaces(text) {
    let folded = "";
    const places = [];
    let isParted = false;
    let wasOfWord = false;
    let next = 0;
    const push = (sign, at) => {
      folded += sign;
      for (let unit = 0; unit < sign.length; unit += 1) places.push(at);
    };
    for (const sign of text) {
      const at = next;
      next += sign.length;
      let code = sign.codePointAt(0);
      if (hasNoWidth(code)) continue;
      if (code >= 0xff01 && code <= 0xff5e) code -= 0xfee0;
      if (isSpace(code)) {
        isParted = true;
        continue;
      }
      const ofWord = isOfWord(code);
      if (isParted && ofWord && wasOfWord) push(" ", at);
      [isParted, wasOfWord] = [false, ofWord];
      const narrow = String.fromCodePoint(code);
      const lower = code < 0x500 ? narrow.toLowerCase() : narrow;
      push([...lower].length === 1 ? lower : narrow, at);
    }
    return { folded, places };
  }

  const fold = (text) => foldWithPlaces(text).folded;

  /** The terms of a query, all of which a page must have. */
  function termsOf(query) {
    const parted = [...query].map((sign) => (isSpace(sign.codePointAt(0)) ? " " : sign)).join("");
    return [...new Set(parted.split(" ").map(fold).filter((term) => term !== ""))];
  }

  // ---- Loading ----

  const loads = new Map();

  /** Runs a script of the archive once. */
  function load(address) {
    if (!loads.has(address)) {
      const loaded = new Promise((done, failed) => {
        const script = document.createElement("script");
        script.src = new URL(address, base).href;
        script.onload = () => done();
        script.onerror = () => {
          loads.delete(address);
          failed(new Error(`cannot load ${address}`));
        };
        document.head.append(script);
      });
      loads.set(address, loaded);
    }
    return loads.get(address);
  }

  // ---- The directory ----

  /** @type {{ids: string[], years: string[], by: number[][], on: number[][]} & Record<string, any>} */
  let directory;

  function openDirectory(data) {
    const ids = [];
    const years = [];
    for (const [year, numbers] of data.issues) {
      for (const number of numbers.split(" ")) {
        ids.push(`${year}-${number}`);
        years.push(year);
      }
    }
    const numbers = (text) => (ids.length === 0 ? [] : text.split(" ").map(numbersOf));
    const firsts = data.firsts === "" ? [] : data.firsts.split(" ");
    directory = { ...data, ids, years, firsts, by: numbers(data.by), on: numbers(data.on) };
  }

  /** The numbers that stand behind one another: five bits a digit, the low ones first. */
  function numbersOf(text) {
    const numbers = [];
    let [value, shift] = [0, 0];
    for (const digit of text) {
      const bits = DIGITS.indexOf(digit);
      value |= (bits & 31) << shift;
      shift += 5;
      if (bits < 32) {
        numbers.push(value);
        [value, shift] = [0, 0];
      }
    }
    return numbers;
  }

  // ---- The index ----

  /** Where each sequence of signs stands, as it was written. */
  const buckets = new Map();

  function openBucket(number, grams, places) {
    const lists = places.split(" ");
    const bucket = new Map();
    let last = [];
    grams.split(" ").forEach((gram, at) => {
      last = [...last.slice(0, Number(gram[0])), ...gram.slice(1)];
      bucket.set(last.join(""), lists[at]);
    });
    buckets.set(number, bucket);
  }

  /** Compares sequences by the numbers of their signs. */
  function compare(one, other) {
    const [a, b] = [[...one], [...other]];
    for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
      const difference = a[at].codePointAt(0) - b[at].codePointAt(0);
      if (difference !== 0) return difference;
    }
    return a.length - b.length;
  }

  /** The number of the file that would have a sequence. */
  function bucketOf(gram) {
    let [low, high] = [0, directory.firsts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(directory.firsts[middle], gram) <= 0) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  const loadBucket = (number) =>
    load(`search/${number}-${directory.names.slice(number * 6, number * 6 + 6)}.js`);

  /** A list as a byte for each issue: the gaps between those listed, or `!` and the gaps between the
   * others, or `*` and a bit for each. */
  function setOf(list) {
    const set = new Uint8Array(directory.ids.length);
    if (list.startsWith("*")) {
      for (let at = 0; at < set.length; at += 1) {
        set[at] = (DIGITS.indexOf(list[1 + Math.floor(at / 6)]) >> (at % 6)) & 1;
      }
      return set;
    }
    const isOfAbsent = list.startsWith("!");
    if (isOfAbsent) set.fill(1);
    let at = -1;
    for (const gap of numbersOf(isOfAbsent ? list.slice(1) : list)) {
      at += gap + 1;
      set[at] = isOfAbsent ? 0 : 1;
    }
    return set;
  }

  /** Where a sequence stands, whose file is loaded. */
  function placesOf(gram) {
    const list = buckets.get(bucketOf(gram))?.get(gram);
    const [texts, titles] = list === undefined ? ["", ""] : list.split(".");
    const found = setOf(texts);
    return { texts: found, titles: setOf(titles ?? ""), count: found.reduce((sum, one) => sum + one, 0) };
  }

  /** Some of a list, evenly spread, its ends first. */
  const spread = (list, count) =>
    list.length <= count
      ? list
      : Array.from({ length: count }, (_, at) => list[Math.round((at * (list.length - 1)) / Math.max(1, count - 1))]);

  /**
   * The issues that may have a term: `{texts, titles, isExact}`. `budget.left` files may still be loaded.
   */
  async function look(term, share, budget) {
    const signs = [...term];
    const pairs = signs.slice(1).map((sign, at) => ({ at, gram: signs[at] + sign }));
    const isReady = ({ gram }) => bucketOf(gram) < 0 || buckets.has(bucketOf(gram));
    const wanted = signs.length === 1 ? [{ at: 0, gram: term }] : pairs;
    const files = [...new Set(wanted.filter((gram) => !isReady(gram)).map(({ gram }) => bucketOf(gram)))];
    const chosen = spread(files, Math.min(share, budget.left));
    // What stands nowhere is mostly told by the first two.
    for (const part of [chosen.slice(0, 2), chosen.slice(2)]) {
      budget.left -= part.length;
      await Promise.all(part.map(loadBucket));
      if (wanted.some((one) => isReady(one) && placesOf(one.gram).count === 0)) {
        const none = new Uint8Array(directory.ids.length);
        return { texts: none, titles: none, isExact: true };
      }
    }
    const texts = new Uint8Array(directory.ids.length).fill(1);
    const titles = texts.slice();
    const narrow = (places) => {
      for (let at = 0; at < texts.length; at += 1) {
        texts[at] &= places.texts[at];
        titles[at] &= places.titles[at];
      }
    };
    const ready = wanted.filter(isReady).map((gram) => ({ ...gram, places: placesOf(gram.gram) }));
    ready.forEach(({ places }) => narrow(places));
    // Where two pairs that follow each other are common, all three signs have a list of their own.
    const threes = [];
    for (const [at, one] of ready.entries()) {
      const other = ready[at + 1];
      if (other?.at !== one.at + 1) continue;
      if (Math.min(one.places.count, other.places.count) <= directory.common) continue;
      const gram = signs.slice(one.at, one.at + 3).join("");
      const file = bucketOf(gram);
      if (!buckets.has(file)) {
        if (budget.left === 0) continue;
        budget.left -= 1;
        await loadBucket(file);
      }
      narrow(placesOf(gram));
      threes.push(gram);
    }
    const isExact = ready.length === wanted.length && (signs.length <= 2 || threes.includes(term));
    return { texts, titles, isExact };
  }

  /** The issues that may have all terms: those whose titles have most of them first, then the newest. */
  async function candidates(terms, filter, budget) {
    const count = directory.ids.length;
    const may = new Uint8Array(count).fill(1);
    const inTitle = new Uint8Array(count);
    let isExact = true;
    // What is longest shortens the list most.
    const byLength = [...terms].sort((one, other) => other.length - one.length);
    for (const [at, term] of byLength.entries()) {
      const share = Math.max(1, Math.ceil(budget.left / (byLength.length - at)));
      const found = await look(term, share, budget);
      isExact &&= found.isExact;
      for (let issue = 0; issue < count; issue += 1) {
        may[issue] &= found.texts[issue];
        inTitle[issue] += found.titles[issue];
      }
    }
    const issues = [];
    for (let issue = count - 1; issue >= 0; issue -= 1) {
      if (may[issue] === 1 && filter(issue)) issues.push(issue);
    }
    issues.sort((one, other) => inTitle[other] - inTitle[one]);
    return { issues, isExact };
  }

  // ---- The texts ----

  const texts = new Map();

  function openText(id, text) {
    const blocks = text.text.split("\n");
    const folded = [...blocks, text.title.join(" "), ...text.authors].map(fold);
    texts.set(id, { ...text, id, blocks, folded });
  }

  async function textOf(issue) {
    const id = directory.ids[issue];
    if (!texts.has(id)) {
      const sum = directory.sums.slice(issue * 4, issue * 4 + 4);
      await load(`${id.replace("-", "/")}/search.js?${sum}`);
    }
    return texts.get(id);
  }

  /** One search: its candidates, and what of them has been held against the texts. */
  class Search {
    constructor(terms, { issues, isExact }) {
      this.terms = terms;
      this.issues = issues;
      this.isExact = isExact;
      /** The texts that have all terms, in order. */
      this.found = [];
      this.next = 0;
      this.refuted = 0;
    }

    get isDone() {
      return this.next === this.issues.length;
    }

    /** How many issues have all terms, as far as is known. */
    get most() {
      return this.issues.length - this.refuted;
    }

    get isCounted() {
      return this.isExact || this.isDone;
    }

    /** Finds up to so many more, loading no more kilobytes than the budget has. */
    async more(count, budget) {
      const goal = this.found.length + count;
      while (!this.isDone && this.found.length < goal) {
        const batch = [];
        while (batch.length < goal - this.found.length && this.next + batch.length < this.issues.length) {
          const issue = this.issues[this.next + batch.length];
          const isLoaded = texts.has(directory.ids[issue]);
          const size = isLoaded ? 0 : DIGITS.indexOf(directory.sizes[issue]);
          const isFirst = this.next + batch.length === 0;
          if (size > budget.kilobytes && !isFirst) break;
          budget.kilobytes -= size;
          batch.push(issue);
        }
        if (batch.length === 0) return;
        const loaded = await Promise.all(batch.map(textOf));
        this.next += batch.length;
        for (const text of loaded) {
          if (this.terms.every((term) => text.folded.some((block) => block.includes(term)))) {
            this.found.push(text);
          } else {
            this.refuted += 1;
          }
        }
      }
    }
  }

  // ---- Traditional characters ----

  let simplified;

  async function simplify(query) {
    await load(traditionalAddress);
    return [...query].map((sign) => simplified.get(sign) ?? sign).join("");
  }

  /** Whether an issue is of a year, an author and a topic, as far as they are given. */
  function filterOf({ year, author, topic }) {
    const [byAuthor, onTopic] = [directory.authors.indexOf(author), directory.topics.indexOf(topic)];
    return (issue) =>
      (!year || directory.years[issue] === year) &&
      (!author || directory.by[issue].includes(byAuthor)) &&
      (!topic || directory.on[issue].includes(onTopic));
  }

  /** What a query may load: at first, and when the reader asks for more. */
  const little = () => ({ left: BUCKETS, kilobytes: TEXTS });
  const all = () => ({ left: BUCKETS, kilobytes: Infinity });

  async function begin(query, filters, budget) {
    await load(directoryAddress);
    const terms = termsOf(query);
    return new Search(terms, await candidates(terms, filterOf(filters), budget));
  }

  /** All issues that have a query's terms, by their ids, in order. */
  async function find(query, filters = {}) {
    const budget = all();
    const search = await begin(query, filters, budget);
    const { issues, isExact } = search;
    await search.more(Infinity, budget);
    return { ids: search.found.map((text) => text.id), candidates: issues.length, isExact };
  }

  // ---- The page ----

  const form = main.querySelector("form");
  const { q: box, year, author, topic } = form.elements;
  const selects = { year, author, topic };
  const status = main.querySelector("[role=status]");
  const results = main.querySelector(".results");
  const further = main.querySelector(".further");

  const element = (name, className, ...content) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...content);
    return made;
  };

  /** The places of terms in a text, from first to last, those that overlap as one. */
  function hitsIn(text, terms) {
    const { folded, places } = foldWithPlaces(text);
    const hits = [];
    for (const term of terms) {
      for (let at = folded.indexOf(term); at >= 0; at = folded.indexOf(term, at + 1)) {
        hits.push([places[at], places[at + term.length] ?? text.length]);
      }
    }
    hits.sort(([one], [other]) => one - other);
    const apart = [];
    for (const [start, end] of hits) {
      const last = apart.at(-1);
      if (last && start <= last[1]) last[1] = Math.max(last[1], end);
      else apart.push([start, end]);
    }
    return apart;
  }

  /** A stretch of a text, its hits marked. */
  function marked(text, hits, from = 0, to = text.length) {
    const nodes = [];
    let at = from;
    for (const [start, end] of hits) {
      if (end <= at || start >= to) continue;
      nodes.push(text.slice(at, Math.max(at, start)));
      nodes.push(element("mark", "", text.slice(Math.max(at, start), Math.min(end, to))));
      at = Math.min(end, to);
    }
    nodes.push(text.slice(at, to));
    return nodes.filter((node) => node !== "");
  }

  /** Does not cut a sign of two units. */
  const whole = (text, at) => (/^[\udc00-\udfff]/.test(text.slice(at, at + 1)) ? at - 1 : at);

  /** The stretch of a block that shows most terms. */
  function stretch(block, hits, terms) {
    const shows = ([start, end]) => {
      const words = fold(block.slice(start, Math.max(end, start + EXCERPT - BEFORE)));
      return terms.filter((term) => words.includes(term)).length;
    };
    const [start, end] = hits.reduce((best, hit) => (shows(hit) > shows(best) ? hit : best));
    let from = Math.max(0, Math.min(start - BEFORE, block.length - EXCERPT));
    const edge = Math.min(block.length, Math.max(from + EXCERPT, end));
    // A hit at the edge is shown whole.
    const to = hits.find(([start, end]) => start < edge && end > edge)?.[1] ?? edge;
    // It begins behind a mark where there is one.
    if (from > 0) from += block.slice(from, start).search(/[，。；：！？】]/) + 1;
    return [whole(block, from), whole(block, to)];
  }

  /** The blocks that show the terms best, in the order of the text. */
  function excerpts(text, terms) {
    const title = fold(text.title.join(" "));
    const left = text.blocks
      .map((block, at) => ({ block, at, folded: text.folded[at] }))
      .filter(({ folded }) => folded !== title && terms.some((term) => folded.includes(term)));
    const chosen = [];
    let open = terms;
    while (chosen.length < 2 && left.length > 0) {
      const worth = ({ folded }) =>
        2 * open.filter((term) => folded.includes(term)).length + (folded.length >= 24 ? 1 : 0);
      const best = left.reduce((one, other) => (worth(other) > worth(one) ? other : one));
      chosen.push(best);
      left.splice(left.indexOf(best), 1);
      open = open.filter((term) => !best.folded.includes(term));
    }
    return chosen.sort((one, other) => one.at - other.at).map(({ block }) => {
      const hits = hitsIn(block, terms);
      const [from, to] = stretch(block, hits, terms);
      return element(
        "p",
        "excerpt",
        from > 0 ? "……" : "",
        ...marked(block, hits, from, to),
        to < block.length ? "……" : "",
      );
    });
  }

  function result(text, terms) {
    const link = element("a", "");
    link.href = new URL(text.page, base).href;
    for (const clause of text.title) {
      link.append(element("span", "clause", ...marked(clause, hitsIn(clause, terms))), " ");
    }
    const authors = text.authors.join("　");
    return element(
      "li",
      "",
      element("p", "when", element("span", "", text.line), " ", element("span", "", text.date)),
      element("h2", "", link),
      element("p", "by", ...marked(authors, hitsIn(authors, terms))),
      ...excerpts(text, terms),
    );
  }

  /** The query and the filters of the address; `#q=…` stands before `?q=…`. */
  function state() {
    const hash = location.hash.slice(1);
    const given = new URLSearchParams(hash.includes("=") ? hash : location.search);
    const value = (name) => given.get(name) ?? "";
    return { q: value("q").slice(0, 200), year: value("year"), author: value("author"), topic: value("topic") };
  }

  const written = (wanted) =>
    new URLSearchParams(Object.entries(wanted).filter(([, value]) => value !== "")).toString();

  /** Puts the query into the address; a page of a folder may change what is behind `#` alone. */
  function remember(wanted) {
    const text = written(wanted);
    if (text === written(state())) return;
    try {
      history.pushState(null, "", text === "" ? location.pathname : `?${text}`);
    } catch {
      location.hash = text === "" ? "q=" : text;
    }
  }

  /** What is shown: the query with its filters, and its search. */
  let shown = { wanted: undefined, search: undefined };

  const quoted = (query) => `“${query.trim()}”`;

  /** Says how many there are, and no more than is known. */
  function say({ wanted: { q }, search, simple }) {
    const { most, isCounted, found, next } = search;
    const query = simple ?? q;
    const what = query.trim() === "" ? "" : `含${quoted(query)}的`;
    const instead = simple === undefined ? "" : `没有含${quoted(q)}的期次，按${quoted(simple)}检索。`;
    if (most === 0) return `${instead}没有${what || "这样的"}期次。`;
    if (isCounted) return `${instead}${what}共${most}期${found.length < most ? `，先列${found.length}期` : ""}。`;
    if (found.length === 0) return `${instead}${what}至多${most}期；先核对的${next}期都没有。`;
    return `${instead}${what}至多${most}期，已核对${next}期，其中${found.length}期有。`;
  }

  function show(from) {
    const { search } = shown;
    status.textContent = say(shown);
    for (const text of search.found.slice(from)) results.append(result(text, search.terms));
    further.hidden = search.isDone;
    further.textContent = search.found.length === 0 ? `继续核对其余${search.most}期` : "更多";
  }

  const failed = () => {
    status.textContent = "索引没有读到，请刷新本页再试。";
  };

  /** Where all was looked through and nothing found: the same in simplified characters. */
  async function orSimplified(now, budget) {
    const { wanted, search, simple } = now;
    if (!search.isDone || search.found.length > 0 || wanted.q.trim() === "" || simple !== undefined) return now;
    const other = await simplify(wanted.q);
    if (other === wanted.q) return now;
    const instead = await begin(other, wanted, budget);
    await instead.more(PAGE, budget);
    return instead.most === 0 ? now : { wanted, search: instead, simple: other };
  }

  async function run(wanted) {
    shown = { wanted, search: undefined };
    box.value = wanted.q;
    status.textContent = "正在检索……";
    further.hidden = true;
    try {
      await load(directoryAddress);
      fillFilters();
      for (const [name, select] of Object.entries(selects)) {
        select.value = wanted[name];
        // What the archive does not have finds nothing, and is not passed over.
        if (select.selectedIndex < 0) select.append(new Option(wanted[name], wanted[name], false, true));
      }
      if (written(wanted) === "") {
        results.replaceChildren();
        status.textContent = `可检索${directory.ids.length}期的题名、作者、摘要、正文、表格、注释和参考文献。`;
        return;
      }
      const budget = little();
      const search = await begin(wanted.q, wanted, budget);
      await search.more(PAGE, budget);
      const now = await orSimplified({ wanted, search }, budget);
      if (shown.wanted !== wanted) return;
      shown = now;
      results.replaceChildren();
      show(0);
    } catch (error) {
      if (shown.wanted === wanted) failed();
      throw error;
    }
  }

  async function showMore() {
    const { wanted, search } = shown;
    if (!search) return;
    const from = search.found.length;
    further.disabled = true;
    try {
      const budget = all();
      await search.more(PAGE, budget);
      const now = await orSimplified(shown, budget);
      if (shown.wanted !== wanted) return;
      shown = now;
      show(now.search === search ? from : 0);
      const next = results.children[now.search === search ? from : 0];
      (next?.querySelector("a") ?? box).focus();
    } catch (error) {
      failed();
      throw error;
    } finally {
      further.disabled = false;
    }
  }

  function fillFilters() {
    if (year.length > 1) return;
    const counted = (names, of) => names.map((name, at) => [name, of.filter((list) => list.includes(at)).length]);
    const years = [...new Set(directory.years)].sort((one, other) => other - one);
    year.append(...years.map((one) => new Option(`${one}年`, one)));
    for (const [select, names, of] of [
      [author, directory.authors, directory.by],
      [topic, directory.topics, directory.on],
    ]) {
      select.append(...counted(names, of).map(([name, count]) => new Option(`${name}（${count}）`, name)));
      select.closest("p").hidden = names.length === 0;
    }
  }

  const inForm = () => ({ q: box.value, year: year.value, author: author.value, topic: topic.value });

  function submit() {
    const wanted = inForm();
    if (written(wanted) === written(shown.wanted ?? {}) && shown.search) return;
    remember(wanted);
    run(wanted);
  }

  function turnBack() {
    const hash = location.hash.slice(1);
    if (hash !== "" && !hash.includes("=")) return;
    const wanted = state();
    if (written(wanted) !== written(shown.wanted ?? {})) run(wanted);
  }

  /** The arrows go through the box and the results. */
  function step(event) {
    if (!["ArrowDown", "ArrowUp"].includes(event.key) || event.altKey || event.ctrlKey || event.metaKey) return;
    const stops = [box, ...results.querySelectorAll("a")];
    const at = stops.indexOf(document.activeElement);
    const next = stops[at + (event.key === "ArrowDown" ? 1 : -1)];
    if (at < 0 || event.isComposing) return;
    if (next) {
      event.preventDefault();
      next.focus();
    }
  }

  function start() {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      submit();
    });
    Object.values(selects).forEach((select) => select.addEventListener("change", submit));
    further.addEventListener("click", showMore);
    main.addEventListener("keydown", step);
    window.addEventListener("popstate", turnBack);
    window.addEventListener("hashchange", turnBack);
    run(state());
  }

  return {
    directory: openDirectory,
    bucket: openBucket,
    text: openText,
    traditional: (from, to) => {
      const into = [...to];
      simplified = new Map([...from].map((sign, at) => [sign, into[at]]));
    },
    fold,
    find,
    start,
  };
})();

yaobao.start();
