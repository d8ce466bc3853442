// What the pages gain with a script: rows that come by themselves, keys, copying, saved filters. Nothing depends on it.
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const rows = byId("rows"), search = byId("q"), told = byId("told");
  const query = new URLSearchParams(location.search);
  const isTyping = (target) => target.closest?.("input, select, textarea, [contenteditable]") != null;

  // What this browser keeps. A browser may keep nothing.
  const kept = {
    read(name) { try { return localStorage.getItem("understudy-" + name); } catch { return null; } },
    write(name, text) { try { localStorage.setItem("understudy-" + name, text); return true; } catch { return false; } },
  };
  const keptForTab = {
    read(name) { try { return sessionStorage.getItem("understudy-" + name); } catch { return null; } },
    write(name, text) { try { sessionStorage.setItem("understudy-" + name, text); } catch { /* not kept */ } },
  };

  // Asks for a page as a document, in which no script runs. The server writes all markup, so that one place escapes.
  const page = (address, form) => new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open(form ? "POST" : "GET", address);
    request.responseType = "document";
    request.onload = () => request.status === 200 && request.response ? done(request.response) : fail(new Error(String(request.status)));
    request.onerror = fail;
    request.send(form ?? null);
  });

  // The site changes as soon as another is chosen.
  const site = byId("site");
  if (site) {
    site.form.querySelector("button").hidden = true;
    site.addEventListener("change", () => site.form.requestSubmit());
  }

  // A menu closes when something else is used, and with Escape.
  const menus = () => document.querySelectorAll("details.menu[open], details.clock[open]");
  addEventListener("click", (event) => { for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false; });

  // A search shows that it runs.
  for (const form of document.querySelectorAll("form.search")) {
    form.addEventListener("submit", () => { form.setAttribute("aria-busy", "true"); });
  }
  addEventListener("pageshow", () => { for (const form of document.querySelectorAll("form.search")) form.removeAttribute("aria-busy"); });

  // Copying
  for (const block of document.querySelectorAll(".copyable")) {
    if (!navigator.clipboard) break;
    const button = block.querySelector(".copy");
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(block.querySelector("pre").textContent);
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy"; }, 1500);
    });
  }

  // Long lines of messages are wrapped, or not.
  const wrap = byId("wrap");
  if (wrap) {
    const apply = () => { document.body.classList.toggle("unwrapped", !wrap.checked); };
    wrap.closest("label").hidden = false;
    wrap.checked = kept.read("wrap") !== "off";
    wrap.addEventListener("change", () => { kept.write("wrap", wrap.checked ? "on" : "off"); apply(); });
    apply();
  }

  // The filter completes its last word.
  const words = byId("words");
  if (search && words) {
    const all = [...words.options].map((option) => option.value);
    search.addEventListener("input", () => {
      const start = search.value.slice(0, search.value.lastIndexOf(" ") + 1);
      words.replaceChildren(...all.map((word) => {
        const option = document.createElement("option");
        option.value = start + word;
        return option;
      }));
    });
  }

  // Saved filters: a list of names with the queries that they stand for.
  const saved = byId("saved"), save = byId("save");
  const ownNames = ["site", "tab", "with", "whole", "notice", "after", "before"];
  const filterOf = (fields) => new URLSearchParams([...fields].filter(([name, value]) => value && !ownNames.includes(name))).toString();
  const readFilters = () => {
    let list;
    try { list = JSON.parse(kept.read("filters") ?? "[]"); } catch { list = []; }
    return (Array.isArray(list) ? list : []).filter((each) => typeof each?.name === "string" && typeof each?.query === "string");
  };
  const showFilters = () => {
    const filters = readFilters();
    saved.replaceChildren(...filters.map((filter) => {
      const item = document.createElement("li"), link = document.createElement("a"), button = document.createElement("button");
      const target = new URLSearchParams(filter.query);
      if (query.get("site")) target.set("site", query.get("site"));
      link.href = "/requests?" + target;
      link.textContent = filter.name;
      if (filter.query === filterOf(query)) link.setAttribute("aria-current", "true");
      button.type = "button";
      button.textContent = "✕";
      button.setAttribute("aria-label", `Delete the filter ${filter.name}`);
      button.addEventListener("click", () => {
        const at = [...saved.children].indexOf(item);
        kept.write("filters", JSON.stringify(readFilters().filter((each) => each.name !== filter.name)));
        showFilters();
        // The focus stays near where it was.
        (saved.children[Math.min(at, saved.children.length - 1)]?.querySelector("a") ?? search)?.focus();
      });
      item.append(link, button);
      return item;
    }));
    saved.hidden = filters.length === 0;
  };
  if (saved && kept.write("probe", "")) {
    showFilters();
    save.hidden = filterOf(query) === "";
    const name = byId("save-name");
    save.addEventListener("toggle", () => { if (save.open) name.focus(); });
    save.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      const filter = { name: name.value.trim().slice(0, 40), query: filterOf(query) };
      if (!filter.name) return;
      kept.write("filters", JSON.stringify([...readFilters().filter((each) => each.name !== filter.name), filter].slice(-50)));
      showFilters();
      name.value = "";
      save.open = false;
      [...saved.querySelectorAll("a")].find((link) => link.textContent === filter.name)?.focus();
    });
    addEventListener("storage", showFilters);
  }

  // A fault rule says what it would have done while it is written. The server tries it.
  const rule = byId("rule"), preview = byId("preview"), attempt = byId("try");
  if (rule && preview && attempt) {
    let timer = null, latest = 0;
    const tryIt = async () => {
      const number = ++latest;
      preview.setAttribute("aria-busy", "true");
      try {
        const tried = await page(attempt.formAction, new URLSearchParams({ object: rule.value }));
        if (number === latest) preview.replaceChildren(...document.adoptNode(tried.getElementById("preview")).childNodes);
      } catch { /* The text stays until it can be tried again. */ }
      if (number === latest) preview.removeAttribute("aria-busy");
    };
    rule.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(tryIt, 300);
    });
    attempt.addEventListener("click", (event) => { event.preventDefault(); clearTimeout(timer); tryIt(); });
    if (!preview.textContent) tryIt();
  }

  // The section that is open is in view where they do not all have room.
  document.querySelector("#sections [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

  // What others change shows in the head and the navigation. What is in use stays.
  const refreshHead = (fresh) => {
    for (const id of ["faults-on", "clock", "sections", "choices"]) {
      const old = byId(id), next = fresh.getElementById(id);
      if (old && next && !old.open && !old.contains(document.activeElement)) old.replaceWith(document.adoptNode(next));
    }
  };

  // New calls
  const live = byId("live"), arrivals = byId("arrivals");
  const isNewest = rows !== null && !query.has("before") && !query.has("until");
  const pause = 250, mostInASecond = 20, mostRows = 500, quiet = 5000;
  let recent = [], waiting = 0, untold = 0, above = 0, timer = null, isShowing = false;

  const newest = () => rows.querySelector("tr[data-id]")?.dataset.id ?? "0";
  const isAtTop = () => scrollY <= 50 && !rows.contains(document.activeElement);
  const say = (text) => {
    arrivals.hidden = text === "";
    arrivals.textContent = text;
  };

  // Those who do not see the list hear of new calls at most every five seconds.
  const tell = () => {
    if (untold === 0 || tell.timer) return;
    told.textContent = untold === 1 ? "One new call" : `${untold} new calls`;
    untold = 0;
    tell.timer = setTimeout(() => { tell.timer = null; tell(); }, quiet);
  };

  const show = async () => {
    if (isShowing) return;
    isShowing = true;
    const last = Number(newest()), address = new URL(location.href);
    address.pathname = "/requests";
    for (const name of ["tab", "with", "whole", "notice"]) address.searchParams.delete(name);
    if (last > Number(address.searchParams.get("after") ?? 0)) address.searchParams.set("after", last);
    waiting = 0;
    try {
      const fresh = await page(address);
      const added = [...fresh.querySelectorAll("#rows tr[data-id]")].filter((row) => Number(row.dataset.id) > last);
      // If more have come than a page holds, there would be a gap above the older rows.
      if (last > 0 && fresh.querySelector("a[rel=next]")) rows.replaceChildren();
      const height = document.documentElement.scrollHeight, wasAtTop = isAtTop();
      const own = new URLSearchParams(location.search);
      for (const name of ["tab", "with", "whole", "notice"]) own.delete(name);
      for (const row of added.reverse()) {
        const link = row.querySelector("a");
        link.setAttribute("href", new URL(link.href).pathname + (own.size ? "?" + own : ""));
        rows.prepend(document.adoptNode(row));
      }
      // Neither the selection nor what is read may move.
      if (!wasAtTop) scrollBy({ top: document.documentElement.scrollHeight - height, behavior: "instant" });
      while (rows.children.length > mostRows) rows.lastElementChild.remove();
      if (added.length > 0) {
        rows.closest("table").hidden = false;
        document.querySelector(".list > .nothing")?.remove();
      }
      above = wasAtTop ? 0 : above + added.length;
      untold += added.length;
      say(above > 0 ? `${above} new ↑` : "");
      tell();
      // This page was asked for the newest rows alone, so its numbers are of those.
      if (added.length > 0) headSoon();
    } catch { /* The next arrival tries again. */ }
    isShowing = false;
    if (waiting > 0) timer ??= setTimeout(step, pause);
  };

  const headSoon = () => {
    headSoon.timer ??= setTimeout(async () => {
      headSoon.timer = null;
      try { refreshHead(await page(location.href)); } catch { /* later */ }
    }, 1000);
  };

  const arrived = () => {
    const now = performance.now();
    recent = [...recent.filter((moment) => now - moment < 1000), now];
    waiting += 1;
    timer ??= setTimeout(step, pause);
  };
  const step = () => {
    timer = null;
    const now = performance.now();
    recent = recent.filter((moment) => now - moment < 1000);
    if (recent.length <= mostInASecond) return show();
    // So many would only flicker: the number alone is shown until there are fewer.
    say(`${waiting} new ↑`);
    timer = setTimeout(step, pause);
  };

  arrivals?.addEventListener("click", async () => {
    if (waiting > 0) await show();
    scrollTo({ top: 0 });
    above = 0;
    say("");
    rows.querySelector("a")?.focus({ preventScroll: true });
  });
  addEventListener("scroll", () => { if (arrivals && scrollY < 50 && waiting === 0) { above = 0; say(""); } }, { passive: true });

  // Somebody has changed the world: the page is asked for again, unless it is in use.
  const isInUse = () => document.querySelector("main :is(input:not([type=hidden]), textarea):focus, main details[open]") !== null;
  const changed = () => {
    changed.timer ??= setTimeout(() => {
      changed.timer = null;
      if (document.hidden) return;
      if (rows) return headSoon();
      if (!isInUse()) return location.reload();
      headSoon();
      live.textContent = "changed meanwhile";
    }, 500);
  };

  // One stream for each tab that is looked at, because a browser has few connections for a server.
  const delays = [1000, 2000, 5000, 10000];
  let control = null, lastEvent = null, retries = 0;

  const streamAddress = () => {
    const fields = rows ? [...query].filter(([name]) => !["tab", "with", "whole", "notice", "before"].includes(name))
      : [["site", query.get("site") ?? "default"], ["system", "backstage"]];
    return "/api/requests/stream?" + new URLSearchParams(fields);
  };
  const take = (text) => {
    let name = "message";
    for (const line of text.split("\n")) {
      if (line.startsWith("event: ")) name = line.slice(7);
      if (line.startsWith("id: ")) lastEvent = line.slice(4);
    }
    if (name === "cleared") return rows ? location.reload() : changed();
    if (name === "world" || (name === "request" && !rows)) return changed();
    if (name === "gap") return show().catch(() => {});
    if (name !== "request") return;
    if (text.includes('"system":"backstage"')) headSoon();
    arrived();
  };
  const connect = async () => {
    const own = control = new AbortController();
    try {
      const fields = lastEvent ? { "Last-Event-ID": lastEvent } : {};
      const response = await fetch(streamAddress(), { headers: fields, signal: own.signal, cache: "no-store" });
      if (!response.ok) throw new Error(String(response.status));
      retries = 0;
      live.classList.remove("lost");
      live.textContent = "live";
      // Calls may have come since the page was written.
      if (rows && !lastEvent) show();
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let rest = ""; ;) {
        const { value, done } = await reader.read();
        if (done) break;
        const events = (rest + value).split("\n\n");
        rest = events.pop();
        events.forEach(take);
      }
    } catch { /* as if it had ended */ }
    if (own !== control) return;
    control = null;
    live.classList.add("lost");
    live.textContent = "not connected since " + new Date().toLocaleTimeString();
    setTimeout(() => { if (!document.hidden && !control) connect(); }, delays[Math.min(retries++, delays.length - 1)]);
  };
  const disconnect = () => {
    const own = control;
    control = null;
    own?.abort();
  };
  if (live && (rows === null || isNewest)) {
    live.hidden = false;
    if (!document.hidden) connect();
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) disconnect(); else if (!control) connect();
    });
    addEventListener("pagehide", disconnect);
    addEventListener("pageshow", (event) => { if (event.persisted && !document.hidden && !control) connect(); });
  }

  // Keys. Letters act only outside of fields, and can be switched off.
  const keys = byId("keys"), off = byId("keys-off");
  const isOff = () => kept.read("keys") === "off";
  off.checked = isOff();
  off.addEventListener("change", () => kept.write("keys", off.checked ? "off" : "on"));
  const keysButton = byId("keys-open");
  if (keysButton) {
    keysButton.hidden = false;
    keysButton.addEventListener("click", () => keys.showModal());
  }

  const links = () => rows ? [...rows.querySelectorAll("tr[data-id] a")] : [];
  const move = (distance) => {
    const all = links(), at = all.indexOf(document.activeElement);
    const start = at < 0 ? all.findIndex((link) => link.getAttribute("aria-current")) : at;
    all[Math.max(0, Math.min(all.length - 1, start + distance))]?.focus();
  };
  const go = (path) => { location.href = path + (query.get("site") ? "?site=" + encodeURIComponent(query.get("site")) : ""); };
  const places = { r: "/requests", a: "/accounts", s: "/sessions", f: "/faults", c: "/callers", o: "/operations" };
  const isRefused = (row) => row.dataset.outcome && row.dataset.outcome !== "ok";
  const current = () => document.activeElement?.closest?.("tr[data-id]")?.dataset.id ?? document.querySelector("article[data-id]")?.dataset.id;
  let isGoing = false, chosen = keptForTab.read("chosen");
  const showChosen = () => {
    document.querySelector("tr.chosen")?.classList.remove("chosen");
    if (chosen) document.querySelector(`#rows tr[data-id="${CSS.escape(chosen)}"]`)?.classList.add("chosen");
  };
  showChosen();

  const actions = {
    "j": () => move(1), "k": () => move(-1), "/": () => search?.focus(),
    "n": async () => {
      if (waiting > 0) await show();
      scrollTo(0, 0);
      links()[0]?.focus();
    },
    "f": () => {
      const all = links(), at = all.indexOf(document.activeElement);
      all.slice(at + 1).find((link) => isRefused(link.closest("tr")))?.focus();
    },
    ".": () => byId("from-here")?.click(), "?": () => keys.showModal(), "c": () => byId("tab-copy")?.click(),
    "g": () => { isGoing = true; setTimeout(() => { isGoing = false; }, 1500); },
    "m": () => {
      chosen = current() ?? chosen;
      if (!chosen) return;
      keptForTab.write("chosen", chosen);
      showChosen();
      if (told) told.textContent = `Marked call ${chosen}`;
    },
    "x": () => {
      const id = current();
      if (!id || !chosen) return;
      const fields = [["tab", "compare"], ["with", chosen]];
      if (query.get("site")) fields.unshift(["site", query.get("site")]);
      location.href = `/requests/${id}?` + new URLSearchParams(fields);
    },
  };
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !keys.open) {
      const menu = menus()[0];
      if (menu) {
        menu.open = false;
        return menu.querySelector("summary").focus();
      }
      if (isTyping(event.target)) return event.target.blur();
      byId("up")?.click();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || keys.open || isOff()) return;
    if (isGoing && places[event.key]) {
      isGoing = false;
      event.preventDefault();
      return go(places[event.key]);
    }
    const tab = "12345".indexOf(event.key);
    const action = tab >= 0 ? () => document.querySelectorAll(".tabs a")[tab]?.click() : actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });

  // Back from a call, its row has the focus again.
  const detail = document.querySelector("article[data-id]");
  if (detail) keptForTab.write("row", detail.dataset.id);
  else if (rows) document.querySelector(`#rows tr[data-id="${CSS.escape(keptForTab.read("row") ?? "")}"] a`)?.focus({ preventScroll: true });
})();
