// What the pages gain with a script: rows that come by themselves, keys, copying. Nothing depends on it.
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const rows = byId("rows");
  const isTyping = (target) => target.closest("input, select, textarea, [contenteditable]") !== null;

  // The site changes as soon as another is chosen.
  const site = byId("site");
  if (site) {
    site.form.querySelector("button").hidden = true;
    site.addEventListener("change", () => site.form.requestSubmit());
  }

  // Copying
  for (const block of document.querySelectorAll(".copyable")) {
    const button = block.querySelector(".copy");
    if (!navigator.clipboard) break;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(block.querySelector("pre").textContent);
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy"; }, 1500);
    });
  }

  // The filter completes its last word.
  const search = byId("q"), words = byId("words");
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

  // New calls. The server writes their rows, as those of any page. An XMLHttpRequest returns a page as a document, in which no script runs.
  const page = (address) => new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open("GET", address);
    request.responseType = "document";
    request.onload = () => request.status === 200 && request.response ? done(request.response) : fail(new Error(String(request.status)));
    request.onerror = fail;
    request.send();
  });

  const live = byId("live");
  const query = new URLSearchParams(location.search);
  const isNewest = rows && !query.has("before") && !query.has("until");
  const pause = 250, mostInASecond = 20, mostRows = 500;
  let waiting = 0, lastCount = 0, timer = null, source = null, retry = 0;

  const newest = () => rows.querySelector("tr[data-id]")?.dataset.id ?? "0";
  const arrivals = byId("arrivals");

  const show = async () => {
    timer = null;
    const address = new URL(location.href);
    address.pathname = "/requests";
    address.searchParams.delete("tab");
    if (Number(newest()) > Number(address.searchParams.get("after") ?? 0)) address.searchParams.set("after", newest());
    const fresh = await page(address);
    const added = [...fresh.querySelectorAll("#rows tr[data-id]")].filter((row) => Number(row.dataset.id) > Number(newest()));
    // Rows above the first visible one must not move what is read.
    const before = document.documentElement.scrollHeight;
    for (const row of added.reverse()) {
      const link = row.querySelector("a");
      const shown = new URL(link.href), own = new URLSearchParams(location.search);
      own.delete("tab");
      shown.search = own.toString();
      link.setAttribute("href", shown.pathname + shown.search);
      rows.prepend(document.adoptNode(row));
    }
    if (scrollY > 200) scrollBy(0, document.documentElement.scrollHeight - before);
    while (rows.children.length > mostRows) rows.lastElementChild.remove();
    document.querySelector(".nothing")?.remove();
    waiting = 0;
    arrivals.hidden = scrollY <= 200 || added.length === 0;
    arrivals.textContent = arrivals.hidden ? "" : `${added.length} new above`;
  };

  const arrived = () => {
    waiting += 1;
    if (waiting > mostInASecond) {
      arrivals.hidden = false;
      arrivals.textContent = `${waiting} new`;
    }
    timer ??= setTimeout(() => show().catch(() => { timer = null; }), waiting > mostInASecond ? 1000 : pause);
  };

  const delays = [1000, 2000, 5000, 10000];
  const connect = () => {
    const stream = new URLSearchParams([...query].filter(([name]) => !["tab", "with", "notice", "before"].includes(name)));
    source = new EventSource("/api/requests/stream?" + stream);
    source.onopen = () => {
      retry = 0;
      live.classList.remove("lost");
      live.textContent = "live";
    };
    source.addEventListener("request", arrived);
    source.addEventListener("cleared", () => { if (!document.hidden) location.reload(); });
    source.onerror = () => {
      source.close();
      source = null;
      live.classList.add("lost");
      live.textContent = "not connected since " + new Date().toLocaleTimeString();
      setTimeout(() => { if (!document.hidden && !source) connect(); }, delays[Math.min(retry++, delays.length - 1)]);
    };
  };
  if (isNewest && live) {
    live.hidden = false;
    connect();
    // A hidden page takes no connection from the few that a browser has for a server.
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) {
        source?.close();
        source = null;
      } else if (!source) {
        connect();
        show().catch(() => {});
      }
    });
    addEventListener("scroll", () => { if (scrollY < 50) arrivals.hidden = true; }, { passive: true });
  }

  // Keys. Letters act only outside of fields, and can be switched off.
  const keys = byId("keys"), off = byId("keys-off");
  const isOff = () => { try { return localStorage.getItem("understudy-keys") === "off"; } catch { return false; } };
  off.checked = isOff();
  off.addEventListener("change", () => { try { localStorage.setItem("understudy-keys", off.checked ? "off" : "on"); } catch { /* not kept */ } });

  const links = () => rows ? [...rows.querySelectorAll("tr[data-id] a")] : [];
  const move = (step) => {
    const all = links();
    const at = all.indexOf(document.activeElement);
    const start = at < 0 ? all.findIndex((link) => link.getAttribute("aria-current")) : at;
    all[Math.max(0, Math.min(all.length - 1, start + step))]?.focus();
  };
  const focusFirst = (test) => links().find((link) => test(link.closest("tr")))?.focus();
  const go = (path) => { location.href = path + (query.get("site") ? "?site=" + encodeURIComponent(query.get("site")) : ""); };
  const places = { r: "/requests", a: "/accounts", s: "/sessions", f: "/faults", c: "/callers", o: "/operations" };
  const refused = (row) => row.dataset.outcome && row.dataset.outcome !== "ok";
  let isGoing = false, chosen = sessionStorage.getItem("understudy-chosen");

  const current = () => document.activeElement?.closest?.("tr[data-id]")?.dataset.id ?? document.querySelector("article[data-id]")?.dataset.id;
  const actions = {
    "j": () => move(1), "k": () => move(-1), "/": () => search?.focus(), "n": () => { scrollTo(0, 0); focusFirst(() => true); },
    "f": () => {
      const all = links(), at = all.indexOf(document.activeElement);
      all.slice(at + 1).find((link) => refused(link.closest("tr")))?.focus();
    },
    ".": () => byId("from-here")?.click(), "?": () => keys.showModal(), "c": () => document.querySelectorAll(".tabs a")[3]?.click(),
    "g": () => { isGoing = true; setTimeout(() => { isGoing = false; }, 1500); },
    "m": () => {
      chosen = current();
      if (!chosen) return;
      sessionStorage.setItem("understudy-chosen", chosen);
      document.querySelector("tr.chosen")?.classList.remove("chosen");
      document.querySelector(`tr[data-id="${CSS.escape(chosen)}"]`)?.classList.add("chosen");
    },
    "x": () => {
      const id = current();
      if (id && chosen) location.href = `/requests/${id}?` + new URLSearchParams([...query.entries()].filter(([name]) => name === "site").concat([["tab", "compare"], ["with", chosen]]));
    },
  };
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !keys.open) {
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
    const tab = "1234".indexOf(event.key);
    const action = tab >= 0 ? () => document.querySelectorAll(".tabs a")[tab]?.click() : actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });

  // Back from a call, its row has the focus again.
  const detail = document.querySelector("article[data-id]");
  try {
    if (detail) sessionStorage.setItem("understudy-row", detail.dataset.id);
    else if (rows) document.querySelector(`#rows tr[data-id="${CSS.escape(sessionStorage.getItem("understudy-row") ?? "")}"] a`)?.focus({ preventScroll: true });
  } catch { /* not kept */ }
})();
