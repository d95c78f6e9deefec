// The small player: what plays, wherever the visitor is on the site.
import { all, on, one } from "./page.js";
import { clock } from "./time.js";
import { heard, here, place } from "./here.js";
import { last } from "./marks.js";
import { kept, places } from "./memory.js";
import { slide } from "./deck.js";
import { audio, news, sound } from "./sound.js";

const root = one("[data-dock]");
const find = (name) => one(name, root);
let seen = true; // the page's own controls are in sight
let offered = false; // what was left off, and nobody has taken it up

const settle = () => {
  if (!root) return;
  const shown = Boolean(sound.episode) && sound.held && !(heard() && seen);
  root.hidden = !shown;
  document.documentElement.classList.toggle("docked", shown);
};

const draw = () => {
  settle();
  if (!root || root.hidden) return;
  const now = sound.at(), whole = sound.length();
  slide(find("[data-dock-seek]"), now, whole, root);
  find("[data-dock-now]").textContent = `${clock(now)} / ${clock(whole)}`;
  find("[data-dock-chapter]").textContent = offered ? "Lanjutkan mendengarkan" : last(sound.episode.chapters ?? [], now)?.title ?? "";
};

const state = () => {
  if (!root || !sound.episode) return;
  const link = find("[data-dock-link]"), cover = find("[data-dock-cover]"), { title, address, artwork } = sound.episode;
  root.classList.toggle("playing", sound.playing());
  find("[data-dock-play]").setAttribute("aria-label", sound.playing() ? "Jeda" : "Putar");
  link.textContent = title;
  link.href = new URL(address).pathname;
  if (cover.getAttribute("src") !== artwork && sound.held) cover.src = artwork;
  draw();
};

/** Lets go of what plays: the page's own episode takes its place. */
const close = () => {
  audio.pause();
  if (offered) kept.write("ditutup", sound.episode.guid);
  sound.held = offered = false;
  if (here.episode && !heard()) sound.load(here.episode, place());
  news.dispatchEvent(new Event("state"));
  (here.root && one("[data-play]", here.root) || one("main")).focus();
};

/** Offers, where the page wants it, to go on with what was left off. */
export const resume = () => {
  const open = places.open();
  if (sound.held || !one("[data-resume]") || !open || open.guid === here.episode?.guid || open.guid === kept.read("ditutup")) return;
  sound.load(open);
  sound.held = offered = true;
  news.dispatchEvent(new Event("episode"));
  news.dispatchEvent(new Event("state"));
};

/** Watches whether the controls of a page that has just come are in sight. */
export const dock = (leaving) => {
  seen = Boolean(here.root);
  settle();
  if (!here.root) return;
  const watch = new IntersectionObserver((entries) => { seen = entries.at(-1).isIntersecting; draw(); });
  watch.observe(here.root);
  on(leaving, "abort", () => watch.disconnect());
};

if (root) {
  document.body.append(audio);
  on(find("[data-dock-play]"), "click", sound.toggle);
  on(find("[data-dock-close]"), "click", close);
  on(find("[data-dock-seek]"), "input", ({ target }) => sound.seek(Number(target.value)));
  for (const button of all("[data-dock-skip]", root)) on(button, "click", () => sound.skip(Number(button.dataset.dockSkip)));
  for (const name of ["state", "episode"]) on(news, name, state);
  on(news, "draw", draw);
  on(audio, "play", () => {
    offered = false;
    kept.write("ditutup", null);
  });
}
