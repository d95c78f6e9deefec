// What is heard next: what the listener lined up, then what follows in the list.
import { all, on, one, tell } from "./page.js";
import { kept } from "./memory.js";
import { rest, sleep } from "./sleep.js";
import { audio, news, sound } from "./sound.js";

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
  play(episode) {
    sound.load(episode);
    sound.play();
  },
  get upcoming() { return lined()[0] ?? sound.episode?.next; },
  next() {
    const episode = queue.upcoming;
    if (!episode) return;
    queue.play(episode);
    tell(`Berikutnya: ${episode.title}`);
  },
  previous() {
    if (sound.at() > 5 || !sound.past.length) sound.seek(0);
    else {
      queue.play(sound.past.pop());
      sound.past.pop();
    }
  },
};

on(audio, "ended", () => {
  if (sleep.end !== null) rest();
  else if (lined().length || goes()) queue.next();
});
on(audio, "play", () => {
  const { guid } = sound.episode;
  if (queue.has(guid)) line(lined().filter((episode) => episode.guid !== guid));
});

const sheet = one("[data-queue-sheet]");

const item = (episode, at, episodes) => {
  const made = one("[data-queue-item]", sheet).content.cloneNode(true), link = one("a", made);
  link.textContent = episode.title;
  link.href = new URL(episode.address).pathname;
  for (const button of all("[data-move]", made)) {
    const by = Number(button.dataset.move);
    button.disabled = !episodes[at + by];
    button.ariaLabel += `: ${episode.title}`;
    on(button, "click", () => {
      const moved = episodes.toSpliced(at, 1).toSpliced(at + by, 0, episode);
      line(moved);
      one("[data-queue-list]", sheet).children[at + by].querySelector("a").focus();
    });
  }
  const drop = one("[data-drop]", made);
  drop.ariaLabel += `: ${episode.title}`;
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
