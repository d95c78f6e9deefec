// What is heard next: what the listener lined up, then what follows in the list.
import { all, on, one, tell } from "./page.js";
import { kept } from "./memory.js";
import { rest, sleep } from "./sleep.js";
import { audio, news, sound } from "./sound.js";

const past = [];
const lined = () => kept.read("antrean", []);
const line = (episodes) => {
  kept.write("antrean", episodes.length ? episodes : null);
  show();
};
const goes = () => kept.read("lanjut", true);

export const queue = {
  has: (guid) => lined().some((episode) => episode.guid === guid),
  toggle(episode) {
    const had = queue.has(episode.guid);
    line(had ? lined().filter(({ guid }) => guid !== episode.guid) : [...lined(), episode]);
    tell(had ? "Dikeluarkan dari antrean." : "Masuk antrean.");
  },
  play(episode, at = null) {
    if (sound.held && !sound.is(episode)) past.push(sound.episode);
    if (queue.has(episode.guid)) line(lined().filter(({ guid }) => guid !== episode.guid));
    sound.load(episode, at);
    sound.play();
  },
  /** Goes to what comes next, asked to or by itself; says whether there was something. */
  next({ asked = true } = {}) {
    const episode = lined()[0] ?? (asked || goes() ? sound.episode.next : null);
    if (!episode) return false;
    queue.play(episode);
    tell(`Berikutnya: ${episode.title}`);
    return true;
  },
  previous() {
    if (sound.at() > 5 || !past.length) sound.seek(0);
    else {
      sound.load(past.pop());
      sound.play();
    }
  },
};

on(audio, "ended", () => (sleep.end === null ? queue.next({ asked: false }) : rest()));

const sheet = one("[data-queue-sheet]");

const item = (episode, at, episodes) => {
  const made = one("[data-queue-item]", sheet).content.cloneNode(true), link = one("a", made);
  link.textContent = episode.title;
  link.href = new URL(episode.address).pathname;
  for (const button of all("[data-move]", made)) {
    const by = Number(button.dataset.move);
    button.disabled = !episodes[at + by];
    button.setAttribute("aria-label", `${by < 0 ? "Naikkan" : "Turunkan"}: ${episode.title}`);
    on(button, "click", () => {
      const moved = episodes.toSpliced(at, 1).toSpliced(at + by, 0, episode);
      line(moved);
      one("[data-queue-list]", sheet).children[at + by].querySelector("a").focus();
    });
  }
  const drop = one("[data-drop]", made);
  drop.setAttribute("aria-label", `Keluarkan dari antrean: ${episode.title}`);
  on(drop, "click", () => {
    line(episodes.toSpliced(at, 1));
    (one("[data-queue-list] a", sheet) ?? one("[data-close]", sheet)).focus();
  });
  return made;
};

export const show = () => {
  const episodes = lined();
  for (const count of all("[data-queued]")) count.textContent = episodes.length || "";
  for (const button of all("[data-queue]")) {
    const { guid, title } = button.closest("[data-episode]").dataset, has = queue.has(guid);
    button.setAttribute("aria-pressed", has);
    button.setAttribute("aria-label", `${has ? "Keluarkan dari antrean" : "Tambah ke antrean"}: ${title}`);
  }
  if (!sheet) return;
  const after = one("[data-queue-after]", sheet), next = goes() && !queue.has(sound.episode?.next?.guid) && sound.episode?.next;
  one("[data-queue-list]", sheet).replaceChildren(...episodes.map(item));
  one("[data-queue-empty]", sheet).hidden = episodes.length > 0;
  after.hidden = !next;
  if (next) {
    one("a", after).textContent = next.title;
    one("a", after).href = new URL(next.address).pathname;
  }
  one("[data-continue]", sheet).checked = goes();
};

on(sheet && one("[data-continue]", sheet), "change", ({ target }) => {
  kept.write("lanjut", target.checked ? null : false);
  show();
});
on(news, "episode", show);
addEventListener("storage", show);
