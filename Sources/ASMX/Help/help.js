// The parts of the help pages that need a script: filtering while typing, copying, running an operation. Without it the pages are complete.
"use strict";

const byID = (id) => document.getElementById(id);

// MARK: Filter

/** Filters the list of operations by the text in the field. "/" focuses the field, Escape clears it. */
function filterOperations() {
  const field = byID("filter");
  const count = byID("count");
  const items = [...document.querySelectorAll(".operations > li")];
  // The server has already filtered this list.
  if (!field || items.length !== Number(count.dataset.all)) return;
  const update = () => {
    const wanted = field.value.trim().toLowerCase();
    let shown = 0;
    for (const item of items) {
      item.hidden = !item.dataset.words.includes(wanted);
      if (!item.hidden) shown += 1;
    }
    for (const section of document.querySelectorAll("main > section")) {
      section.hidden = !section.querySelector("li:not([hidden])");
    }
    count.textContent = `${shown} of ${items.length}`;
    byID("none").hidden = shown > 0;
  };
  field.addEventListener("input", update);
  field.form.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.matches("input, select, textarea");
    if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      field.focus();
    } else if (event.key === "Escape" && event.target === field) {
      field.value = "";
      update();
    }
  });
  update();
}

// MARK: Copying

/** Copies a text to the clipboard. Browsers offer the clipboard only to secure origins; elsewhere a selection is copied. */
async function copyText(text) {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "skip";
  document.body.append(area);
  area.select();
  const isCopied = document.execCommand("copy");
  area.remove();
  if (!isCopied) throw new Error("not copied");
}

function wireCopyButtons() {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const word = button.firstElementChild;
      try {
        await copyText(byID(button.dataset.copy).textContent);
        word.textContent = "Copied";
      } catch {
        word.textContent = "Not copied";
      }
      button.focus();
      setTimeout(() => { word.textContent = "Copy"; }, 1600);
    });
  }
}

// MARK: The request

/** Returns a value in the spelling that its place in a message requires. */
const spell = {
  plain: (value) => value.replace(/[\r\n]/g, " "),
  xml: (value) => value.replace(/[&<>\r]/g, (sign) => `&#${sign.charCodeAt(0)};`),
  url: (value) => encodeURIComponent(value),
  json: (value) => JSON.stringify(value).slice(1, -1),
};

/** Returns the parts of the HTTP message that the sample becomes with the values in its blanks. */
function request(sample, values) {
  const filled = sample.cloneNode(true);
  for (const blank of filled.querySelectorAll("[data-field]")) {
    blank.textContent = spell[blank.dataset.spelling](values.get(blank.dataset.field) ?? "");
  }
  const text = filled.textContent;
  const end = text.indexOf("\n\n");
  const [start, ...fields] = (end < 0 ? text : text.slice(0, end)).trimEnd().split("\n");
  const [method, target] = start.split(" ");
  const headers = new Headers();
  for (const field of fields) {
    const colon = field.indexOf(":");
    const name = field.slice(0, colon);
    // The browser sets these two itself.
    if (!/^(host|content-length)$/i.test(name)) headers.append(name, field.slice(colon + 1).trim());
  }
  const body = method === "POST" ? (end < 0 ? "" : text.slice(end + 2)) : undefined;
  return new Request(location.origin + target, { method, headers, body, cache: "no-store", credentials: "omit" });
}

// MARK: What is kept while the tab is open

const kept = {
  key: (namespace, name) => `understudy ${namespace} ${name}`,
  get(namespace, name) {
    try { return sessionStorage.getItem(this.key(namespace, name)); } catch { return null; }
  },
  set(namespace, name, value) {
    try { sessionStorage.setItem(this.key(namespace, name), value); } catch { /* without storage, nothing is kept */ }
  },
};

// MARK: The answer

/** Returns XML with one element on each line, for readers. Returns text that is not XML unchanged. */
function layOutXML(text) {
  if (new DOMParser().parseFromString(text, "text/xml").querySelector("parsererror")) return text;
  let depth = 0;
  let lastOpened = false;
  let lines = "";
  for (const [part] of text.matchAll(/<[^>]*>|[^<]+/g)) {
    if (!part.startsWith("<")) {
      if (part.trim() || lastOpened) lines += part;
      continue;
    }
    const isEnd = part.startsWith("</");
    const opens = !isEnd && !part.endsWith("/>") && !part.startsWith("<?");
    if (isEnd) depth -= 1;
    const margin = "\n" + "  ".repeat(Math.max(0, depth));
    if (lines && !(isEnd && lastOpened)) lines += margin;
    // A long tag has one attribute on each line, as in the samples.
    const isLong = margin.length + part.length > 61 && !part.startsWith("<?");
    lines += isLong ? part.replace(/ (?=[\w:.-]+=")/g, `${margin}    `) : part;
    if (opens) depth += 1;
    lastOpened = opens;
  }
  return lines;
}

function layOut(text, type) {
  if (/\bxml\b/.test(type)) return layOutXML(text);
  if (/\bjson\b/.test(type)) {
    try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; }
  }
  return text;
}

/** Stores values of the answer for later calls: the fields of the service's header block, and a result that fills a parameter. */
function keepFrom(text, type, form) {
  if (!/\bxml\b/.test(type)) return [];
  const { namespace, header, result, fills } = form.dataset;
  const answer = new DOMParser().parseFromString(text, "text/xml");
  const names = [];
  const keep = (name, value) => {
    kept.set(namespace, name, value);
    const input = form.elements.namedItem(name);
    if (input) input.value = value;
    names.push(name.split("/").pop());
  };
  const block = header && answer.getElementsByTagNameNS(namespace, header)[0];
  for (const field of block ? block.children : []) keep(`${header}/${field.localName}`, field.textContent);
  if (fills) {
    const element = answer.getElementsByTagNameNS(namespace, result)[0]
      ?? (answer.documentElement.localName === "string" ? answer.documentElement : null);
    if (element) keep(fills, element.textContent);
  }
  return names;
}

/** Returns the message of a fault of either version, or the empty text if the answer is not a fault. */
function faultText(text, type) {
  if (!/\bxml\b/.test(type)) return "";
  const answer = new DOMParser().parseFromString(text, "text/xml");
  const reason = answer.getElementsByTagName("faultstring")[0]
    ?? answer.getElementsByTagNameNS("http://www.w3.org/2003/05/soap-envelope", "Text")[0];
  return reason?.textContent ?? "";
}

/** Shows the line above the answer. `reason` is on a line of its own. */
function showStatus(word, rest, isGood, reason = "") {
  const strong = document.createElement("strong");
  strong.className = isGood ? "good" : "bad";
  strong.textContent = word;
  const more = document.createElement("span");
  more.className = "reason";
  more.textContent = reason;
  byID("answer-status").replaceChildren(strong, rest, ...(reason ? [more] : []));
}

async function show(response, milliseconds, form) {
  const text = await response.text();
  const type = response.headers.get("Content-Type") ?? "";
  showStatus(
    `${response.status} ${response.statusText}`.trim(), ` in ${milliseconds} ms`, response.ok, faultText(text, type));
  byID("answer-fields").textContent = [...response.headers].map(([name, value]) => `${name}: ${value}`).join("\n");
  byID("answer-body").textContent = layOut(text, type) || "(empty)";
  byID("answer-body").classList.toggle("prose", /^text\/plain\b/.test(type));
  const names = keepFrom(text, type, form);
  const note = byID("answer-note");
  note.hidden = names.length === 0;
  note.textContent = names.length === 0 ? "" : `${names.join(", ")}: filled in for further calls from this tab.`;
  byID("answer-parts").hidden = false;
}

/** Returns whether the window shows the answer from its heading to the first lines of its body. */
function isAnswerInView() {
  const top = byID("answer-title").getBoundingClientRect().top;
  const last = byID("answer-parts").hidden ? byID("answer-status") : byID("answer-body");
  const { top: start, height } = last.getBoundingClientRect();
  return top >= 0 && start + Math.min(height, 96) <= window.innerHeight;
}

/** Scrolls to the answer and focuses it if it is outside the window. Otherwise nothing moves, and screen readers announce the status. */
function reveal() {
  if (isAnswerInView()) return false;
  const title = byID("answer-title");
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  title.focus({ preventScroll: true });
  title.scrollIntoView({ block: "start", behavior: isStill ? "instant" : "smooth" });
  return true;
}

// MARK: The form

function wireForm() {
  const form = byID("run-form");
  if (!form) return;
  const way = byID("way");
  const button = byID("run-button");
  const { namespace } = form.dataset;

  for (const input of form.querySelectorAll("[data-kept]")) {
    input.value = kept.get(namespace, input.name) ?? input.value;
    input.addEventListener("input", () => kept.set(namespace, input.name, input.value));
  }
  for (const toggle of form.querySelectorAll("[data-show]")) {
    toggle.addEventListener("click", () => {
      const input = byID(toggle.dataset.show);
      const isShown = input.type === "text";
      input.type = isShown ? "password" : "text";
      toggle.firstElementChild.textContent = isShown ? "Show" : "Hide";
    });
  }

  // A field is shown if the chosen way has a blank for it.
  const showFields = () => {
    const blanks = new Set([...byID(way.value).querySelectorAll("[data-field]")].map((blank) => blank.dataset.field));
    for (const input of form.querySelectorAll("[name]")) input.closest(".field").hidden = !blanks.has(input.name);
  };
  way.addEventListener("change", showFields);

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    const before = document.activeElement;
    button.disabled = true;
    showStatus("", "Waiting for the answer …", true);
    try {
      const values = new FormData(form);
      const began = performance.now();
      const response = await fetch(request(byID(way.value), values));
      await show(response, Math.round(performance.now() - began), form);
    } catch (error) {
      byID("answer-parts").hidden = true;
      showStatus("No answer.", ` ${error.message}`, false);
    } finally {
      button.disabled = false;
      // A disabled button loses the focus. If the reader has moved it elsewhere in the meantime, leave it there.
      const isWaiting = [before, document.body].includes(document.activeElement);
      if (isWaiting && !reveal()) before.focus();
    }
  });
  showFields();
  byID("runner").hidden = false;
}

filterOperations();
wireCopyButtons();
wireForm();
