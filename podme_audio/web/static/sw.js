// What a device keeps of the show, so that it can be read, and what was saved be heard, without a network.
// A page is asked for anew whenever there is a network; no sound is kept that was not asked for.
"use strict";
const BASE = new URL(self.registration.scope).pathname.replace(/\/$/, "");
const SHELL = `podme-rangka-${VERSION}`; // scripts, styles, fonts
const PAGES = `podme-halaman-${VERSION}`; // the newest episodes' pages
const SAVED = "podme-simpanan"; // what the listener asked for; luring.js puts it there
const OFFLINE = `${BASE}/luring`, LIST = `${BASE}/luring.json`;
const OTHERS = /^\/(desk|api|media|feed|embed|oembed|static|dengarkan|pratinjau|metrics|healthz|readyz|sw\.js)/;

const fresh = (address) => fetch(address, { cache: "no-cache", credentials: "same-origin" });
const of = (request) => new URL(request.url).pathname;
const match = (what, cacheName) => caches.match(what, { ignoreVary: true, ...(cacheName && { cacheName }) });
// What luring.js wrote beside a sound or picture: the page it belongs to, and the paths it is asked for at.
const said = (kept) => JSON.parse(decodeURIComponent(kept?.headers.get("X-Podme") ?? "null"));
const gone = (response) => response.status === 404 || response.status === 410;

// Keep what a page or style names that never changes: "/static/…?v=…".
const keepParts = async (text, base) => {
  const shell = await caches.open(SHELL);
  for (const [, quoted] of text.matchAll(/(?:src=|href=|url\()"([^"]+\?v=[0-9a-f]+)"/g)) {
    const address = new URL(quoted, base);
    if (!address.pathname.startsWith(`${BASE}/static/`) || (await shell.match(address))) continue;
    const part = await fetch(address);
    if (!part.ok) throw new Error(`${address}: ${part.status}`);
    await shell.put(address, part.clone());
    if (/\.css$/.test(address.pathname)) await keepParts(await part.text(), address);
  }
};
const keepPage = async (path, name = PAGES) => {
  const page = await fresh(path);
  if (!page.ok || page.redirected) return page;
  await (await caches.open(name)).put(path, page.clone());
  await keepParts(await page.text(), new URL(path, self.location));
  return page;
};

// Bring what is kept up to date: new pages in, old and withdrawn ones out.
const renew = async () => {
  const pages = await caches.open(PAGES), before = await pages.match(LIST), answer = await fresh(LIST);
  if (!answer.ok) return;
  const list = await answer.clone().json(), known = before ? (await before.json()).pages : {};
  for (const request of await pages.keys()) {
    if (!(of(request) in list.pages) && !list.files.includes(of(request)) && of(request) !== LIST) await pages.delete(request);
  }
  for (const file of list.files) if (!(await pages.match(file))) await pages.add(file);
  for (const [path, version] of Object.entries(list.pages)) {
    if (known[path] !== version || !(await pages.match(path))) await keepPage(path);
  }
  await pages.put(LIST, answer);
};
// What was withdrawn may not be heard any more, also from here.
const review = async () => {
  const saved = await caches.open(SAVED), pages = new Set();
  for (const request of await saved.keys()) pages.add(said(await saved.match(request))?.page);
  pages.delete(undefined);
  for (const path of pages) {
    const page = await fresh(path);
    if (gone(page)) await forget(path);
    else if (page.ok) await follow(path, page);
  }
};
// A page that was put right speaks of another sound: then both stay as they were saved, until the listener saves them anew.
const follow = async (path, page) => {
  const text = await page.clone().text(), saved = await caches.open(SAVED);
  for (const request of await saved.keys()) {
    const told = said(await saved.match(request));
    if (told?.page === path && told.title && !told.paths.some((sound) => text.includes(sound))) return;
  }
  await saved.put(path, page);
  await keepParts(text, new URL(path, self.location));
};
const forget = async (page) => {
  for (const name of [PAGES, SAVED]) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      if (of(request) === page || said(await cache.match(request))?.page === page) await cache.delete(request);
    }
  }
  await learn();
};

// Which sounds are here: asked once, so that every other sound goes its own way at once.
let sounds = null;
const learn = async () => {
  const saved = await caches.open(SAVED), found = new Map();
  for (const request of await saved.keys()) {
    for (const path of said(await saved.match(request))?.paths ?? []) found.set(path, of(request));
  }
  sounds = found;
};
const learned = learn();

// Players ask for parts, and some take nothing but 206 for one.
const part = (blob, range, type) => {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? [];
  const start = first ? Number(first) : Math.max(0, blob.size - Number(last));
  const end = first && last ? Math.min(Number(last) + 1, blob.size) : blob.size;
  const headers = { "Accept-Ranges": "bytes", "Content-Type": type };
  if (!first && !last) return new Response(blob, { headers: { ...headers, "Content-Length": blob.size } });
  if (start >= end) return new Response(null, { status: 416, headers: { ...headers, "Content-Range": `bytes */${blob.size}` } });
  const told = { "Content-Length": end - start, "Content-Range": `bytes ${start}-${end - 1}/${blob.size}` };
  return new Response(blob.slice(start, end, type), { status: 206, headers: { ...headers, ...told } });
};
const sound = async (request) => {
  await learned;
  const key = sounds.get(of(request));
  const kept = key && (await (await caches.open(SAVED)).match(key));
  if (!kept) return fetch(request);
  return part(await kept.blob(), request.headers.get("Range") ?? "", kept.headers.get("Content-Type"));
};

const page = async (event) => {
  const path = of(event.request);
  try {
    const answer = await fetch(event.request);
    if (gone(answer)) event.waitUntil(forget(path));
    return answer;
  } catch (error) {
    const kept = (await match(path, SAVED)) ?? (await match(path)) ?? (await match(OFFLINE));
    if (kept) return kept;
    throw error;
  }
};
// What has a hash in its name never changes; without a network, another version of it is better than none.
const file = async (request) => {
  try {
    return (await match(request)) ?? (await fetch(request));
  } catch (error) {
    const other = await caches.match(request, { ignoreVary: true, ignoreSearch: true });
    if (other) return other;
    throw error;
  }
};

// What a page tells as it is left may not wait for this worker to wake: it would be lost with the page.
const letBy = async (event) => {
  try {
    await event.addRoutes?.({ condition: { requestMethod: "POST" }, source: "network" });
  } catch { /* a browser that knows another form of it */ }
};

self.addEventListener("install", (event) => event.waitUntil((async () => {
  await letBy(event);
  await keepPage(OFFLINE, SHELL);
  const kept = (await caches.keys()).some((name) => name.startsWith("podme-halaman-"));
  if (kept) await renew(); // by an older worker, whose pages go with it
  await self.skipWaiting();
})()));
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) {
    if (name.startsWith("podme-") && ![SHELL, PAGES, SAVED].includes(name)) await caches.delete(name);
  }
  await self.clients.claim();
})()));
self.addEventListener("message", (event) => {
  const does = { renew, review, learn }[event.data];
  if (does) event.waitUntil(does().then(() => event.source?.postMessage(event.data)).catch(() => { /* no network */ }));
});
self.addEventListener("fetch", (event) => {
  const { request } = event, address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin || !address.pathname.startsWith(`${BASE}/`)) return;
  const path = address.pathname.slice(BASE.length);
  if (path.startsWith("/media/")) {
    if (!sounds || sounds.has(address.pathname)) event.respondWith(sound(request));
  } else if (path.startsWith("/static/") || path.startsWith("/cover-")) {
    event.respondWith(file(request));
  } else if (!OTHERS.test(path) && (request.mode === "navigate" || request.headers.get("Accept")?.startsWith("text/html"))) {
    event.respondWith(page(event));
  }
});
