// While something is held in the small player, the next page is fetched and swapped in, so that the sound goes on.
// The browser's own navigation does the rest (history, scrolling); where it cannot be asked, and on any doubt, links are links.
import { calm, on, one } from "./page.js";
import { told } from "./here.js";
import { audio, news, sound } from "./sound.js";

const SWAPPED = ["header.top", "main"];
const HEAD = "title, meta[property], meta[name]:not([name=viewport]), link[rel=canonical], link[rel=alternate], "
  + "link[rel=next], link[rel=prev], script[type='application/ld+json']";

/** What a page is made with: one of another release, or of another part of the house, is not swapped in. */
const make = (page) => [...page.querySelectorAll("head script[src], link[rel=stylesheet]")]
  .map((element) => element.getAttribute("src") ?? element.getAttribute("href")).join();

const fetched = async (address, signal) => {
  const answer = await fetch(address, { signal, headers: { Accept: "text/html" } });
  if (!answer.headers.get("Content-Type")?.startsWith("text/html")) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (make(page) !== make(document) || !SWAPPED.every((part) => one(part, page))) return null;
  return { page, address: answer.url };
};

const swap = (page) => {
  for (const old of document.head.querySelectorAll(HEAD)) old.remove();
  document.head.append(...page.head.querySelectorAll(HEAD));
  document.documentElement.lang = page.documentElement.lang;
  document.body.className = page.body.className;
  for (const part of SWAPPED) one(part).replaceWith(one(part, page));
};

const visit = async (event, arrive) => {
  const found = await fetched(event.destination.url, event.signal).catch(() => null);
  if (event.signal.aborted) return;
  if (!found) {
    location.reload();
    return;
  }
  const { page, address } = found, hash = new URL(event.destination.url).hash;
  for (const spare of page.querySelectorAll("main audio")) spare.remove();
  const change = () => {
    swap(page);
    arrive();
    event.scroll();
  };
  if (address !== event.destination.url.replace(/#.*/, "")) {
    settling = true;
    history.replaceState(null, "", address + hash);
    settling = false;
  }
  if (document.startViewTransition && !calm()) {
    const shown = document.startViewTransition(change);
    for (const step of [shown.ready, shown.finished]) step.catch(() => {});
    await shown.updateCallbackDone;
  } else change();
  const main = one("main");
  main.focus({ preventScroll: true });
  one("[data-announced]").textContent = document.title;
};
let settling = false;

/** Takes the browser's navigations over while there is something to keep playing. */
export const visits = (arrive) => {
  if (!window.navigation || !one("[data-dock]")) return;
  on(navigation, "navigate", (event) => {
    const { pathname } = new URL(event.destination.url), traversing = event.navigationType === "traverse";
    const plain = event.hashChange || event.downloadRequest !== null || event.formData || event.navigationType === "reload";
    const file = pathname.split("/").at(-1).includes(".");
    if (settling || plain || file || !event.canIntercept || !(sound.held || traversing)) return;
    event.intercept({ scroll: "manual", focusReset: "manual", handler: () => visit(event, arrive) });
  });
};

/** Learns of an episode that plays from elsewhere what only its own page knows: chapters, and what follows. */
const learn = async () => {
  const { episode } = sound;
  if (!episode || episode.chapters || !one("[data-dock]")) return;
  episode.chapters = [];
  const found = await fetched(new URL(episode.address).pathname, undefined).catch(() => null), known = found && told(found.page);
  if (known?.guid !== episode.guid) return;
  Object.assign(episode, known);
  news.dispatchEvent(new Event("episode"));
};
on(audio, "playing", learn);
