// Keeps the show on the device: the worker is installed, and episodes are saved when the listener asks for it.
"use strict";
(() => {
  const BASE = new URL("..", document.currentScript.src).pathname;
  const SAVED = "podme-simpanan";
  const able = window.isSecureContext && "serviceWorker" in navigator && "caches" in window;
  const news = new EventTarget(), running = new Map();
  const changed = () => news.dispatchEvent(new Event("change"));
  const said = (size) => {
    const [amount, unit] = size < 1e9 ? [Math.max(0.1, size / 1e6), "MB"] : [size / 1e9, "GB"];
    return `${amount.toFixed(1).replace(".", ",")} ${unit}`;
  };
  const tell = (what) => navigator.serviceWorker.ready.then((there) => there.active.postMessage(what));

  const told = (kept) => JSON.parse(decodeURIComponent(kept?.headers.get("X-Podme") ?? "null"));
  const saved = async () => {
    const cache = await caches.open(SAVED), found = [];
    for (const request of await cache.keys()) found.push(told(await cache.match(request)));
    return found.filter((one) => one?.title).sort((one, other) => other.at - one.at);
  };
  const drop = async (page) => {
    const cache = await caches.open(SAVED);
    for (const request of await cache.keys()) {
      const of = told(await cache.match(request))?.page ?? new URL(request.url).pathname;
      if (of === page) await cache.delete(request);
    }
    await tell("learn");
    changed();
  };

  const received = async (answer, heard) => {
    const parts = [], reader = answer.body.getReader();
    for (let got = 0; ;) {
      const { done, value } = await reader.read();
      if (done) return new Blob(parts, { type: answer.headers.get("Content-Type") ?? "" });
      parts.push(value);
      heard(got += value.length);
    }
  };
  const asked = async (address, options) => {
    const answer = await fetch(address, options);
    if (!answer.ok) throw Object.assign(new Error(address), { status: answer.status });
    return answer;
  };
  const store = (cache, key, blob, what) => {
    const headers = { "Content-Type": blob.type, "Content-Length": blob.size, "X-Podme": encodeURIComponent(JSON.stringify(what)) };
    return cache.put(key, new Response(blob, { headers }));
  };
  // The sound comes last: what is listed as saved is whole.
  const save = async (episode, file, size) => {
    const { page, title, cover, sounds } = episode, stop = new AbortController(), { signal } = stop;
    const state = { part: 0, stop: () => stop.abort() };
    running.set(page, state);
    changed();
    try {
      navigator.storage?.persist?.().catch(() => { /* then it may be cleared when space is short */ });
      const blob = await received(await asked(file, { signal }), (got) => { state.part = got / size; changed(); });
      if (blob.size !== size) throw new Error("cut short");
      const cover_ = await (await asked(cover, { signal })).blob(), html = await asked(page, { signal, cache: "no-cache" });
      await drop(page);
      const cache = await caches.open(SAVED);
      await cache.put(page, html);
      await store(cache, cover, cover_, { page, paths: [cover] });
      await store(cache, file, blob, { page, title, size, paths: sounds, low: file !== sounds[0], at: Date.now() });
      await tell("learn");
      return "";
    } catch (error) {
      if (error.name === "AbortError") return "";
      if (error.name === "QuotaExceededError") await drop(page);
      return { QuotaExceededError: "Ruang di perangkat ini tidak cukup." }[error.name]
        ?? { 404: "Episode ini sudah tidak ada.", 410: "Episode ini sudah ditarik." }[error.status]
        ?? "Tidak berhasil disimpan. Periksa sambungan Anda, lalu coba lagi.";
    } finally {
      running.delete(page);
      changed();
    }
  };

  const make = (tag, text = "", attributes = {}) => {
    const made = Object.assign(document.createElement(tag), attributes);
    made.append(text);
    return made;
  };
  class Watching extends HTMLElement {
    connectedCallback() {
      if (!able) { this.hidden = true; return; }
      this.draw = () => this.show().catch(() => { /* storage is closed to us */ });
      news.addEventListener("change", this.draw);
      this.draw();
    }
    disconnectedCallback() { news.removeEventListener("change", this.draw); }
    one(name) { return this.querySelector(`[data-${name}]`); }
  }

  // The buttons on an episode's page.
  class Save extends Watching {
    connectedCallback() {
      const { page, title, cover } = this.dataset;
      const files = [...this.querySelectorAll("[data-file]")];
      this.episode = { page, title, cover, sounds: files.map((button) => button.dataset.file) };
      this.onclick = async ({ target }) => {
        const button = target.closest("button");
        if (!button) return;
        if (button.dataset.file) this.one("trouble").textContent = await save(this.episode, button.dataset.file, Number(button.dataset.size));
        else if ("stop" in button.dataset) running.get(page)?.stop();
        else if ("drop" in button.dataset) await drop(page);
      };
      super.connectedCallback();
    }
    async show() {
      const { page, sounds } = this.episode, state = running.get(page);
      const kept = (await saved()).find((one) => one.page === page), old = kept && !kept.paths.some((path) => sounds.includes(path));
      for (const button of this.querySelectorAll("[data-file]")) button.hidden = Boolean(state || (kept && !old));
      this.one("running").hidden = !state;
      this.one("kept").hidden = !kept || Boolean(state);
      if (state) {
        this.one("part").value = state.part;
        this.one("percent").textContent = `${Math.floor(100 * Math.min(1, state.part))} %`;
      }
      if (kept) this.one("said").textContent = old ? `Yang tersimpan (${said(kept.size)}) sudah diralat` : `Tersimpan untuk luring, ${said(kept.size)}`;
    }
  }

  // The list of what this device has.
  class Saved extends Watching {
    connectedCallback() {
      this.onclick = ({ target }) => {
        if (target.dataset.page) drop(target.dataset.page);
      };
      super.connectedCallback();
    }
    async show() {
      const list = await saved(), total = list.reduce((sum, one) => sum + one.size, 0);
      this.one("list").replaceChildren(...list.map((one) => {
        const row = make("li");
        const size = make("span", `${said(one.size)}${one.low ? ", hemat kuota" : ""}`, { className: "size" });
        const button = make("button", "Hapus", { type: "button", ariaLabel: `Hapus ${one.title}` });
        button.dataset.page = one.page;
        row.append(make("a", one.title, { href: one.page }), size, button);
        return row;
      }));
      this.one("none").hidden = list.length > 0;
      this.one("total").hidden = !list.length;
      const { quota = 0, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
      const left = quota > usage ? ` Masih ada ruang sekitar ${said(quota - usage)}.` : "";
      this.one("total").textContent = `Semuanya ${said(total)}.${left}`;
      await this.read(new Set(list.map((one) => one.page)));
    }
    // What can be read, though not heard, without a network.
    async read(heard) {
      const pages = new Map();
      for (const name of await caches.keys()) {
        const cache = name.startsWith("podme-halaman-") && (await caches.open(name));
        for (const request of cache ? await cache.keys() : []) {
          const { pathname } = new URL(request.url);
          if (!pathname.startsWith(`${BASE}episodes/`) || heard.has(pathname)) continue;
          const page = new DOMParser().parseFromString(await (await cache.match(request)).text(), "text/html");
          pages.set(pathname, page.querySelector("h1")?.textContent ?? pathname);
        }
      }
      this.one("pages").replaceChildren(...[...pages].map(([path, title]) => {
        const row = make("li");
        row.append(make("a", title, { href: path }));
        return row;
      }));
      this.one("readable").hidden = !pages.size;
    }
  }
  // The list is also what is shown in place of a page that is not here.
  class Cut extends Watching {
    connectedCallback() {
      super.connectedCallback();
      for (const event of ["online", "offline"]) addEventListener(event, this.draw);
    }
    disconnectedCallback() {
      super.disconnectedCallback();
      for (const event of ["online", "offline"]) removeEventListener(event, this.draw);
    }
    async show() {
      const elsewhere = location.pathname !== `${BASE}luring`;
      this.hidden = navigator.onLine && !elsewhere;
      this.one("elsewhere").hidden = !elsewhere;
    }
  }
  customElements.define("podme-save", Save);
  customElements.define("podme-saved", Saved);
  customElements.define("podme-cut", Cut);

  if (!able) return;
  const sparing = () => {
    try {
      return navigator.connection?.saveData || localStorage.getItem("podme:hemat") === "true";
    } catch { return false; }
  };
  const install = async () => {
    await navigator.serviceWorker.register(`${BASE}sw.js`);
    navigator.serviceWorker.addEventListener("message", changed);
    if (!sparing()) await tell("renew");
    await tell("review");
  };
  const later = () => (window.requestIdleCallback ?? setTimeout)(() => install().catch(() => { /* then there is none */ }));
  if (document.readyState === "complete") later();
  else addEventListener("load", later, { once: true });
})();
