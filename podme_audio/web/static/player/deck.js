// The controls of the page's own episode.
import { all, copy, on, one, tell } from "./page.js";
import { clock } from "./time.js";
import { heard, here, length, place, seek, toggle } from "./here.js";
import { current, mark } from "./marks.js";
import { sleep } from "./sleep.js";
import { SPEEDS, audio, news, sound } from "./sound.js";

/** Shows a position on a slider, to eyes and to screen readers. */
export const slide = (slider, now, whole, fill) => {
  slider.max = Math.floor(whole);
  slider.value = now;
  slider.setAttribute("aria-valuetext", `${clock(now)} dari ${clock(whole)}`);
  fill.style.setProperty("--played", `${whole ? (100 * now) / whole : 0}%`);
};

const draw = () => {
  if (!here.root) return;
  const now = place(), whole = length(), share = one("[data-share-at]", here.root);
  slide(one("[data-seek]", here.root), now, whole, here.root);
  one("[data-now]", here.root).textContent = clock(now);
  one("[data-length]", here.root).textContent = clock(whole);
  if (share) share.textContent = clock(now);
  mark(here.chapters, heard() && (now > 0 || sound.playing()) ? now : -1);
};

const state = () => {
  if (!here.root) return;
  const playing = heard() && sound.playing(), other = !heard() && sound.held;
  here.root.classList.toggle("playing", playing);
  one("[data-play]", here.root).setAttribute("aria-label", playing ? "Jeda" : other ? "Putar episode ini" : "Putar");
  one("[data-offer]", here.root).textContent = other ? "Putar episode ini" : "";
  const timer = one("[data-sleep]", here.root), low = one("[data-low-switch]", here.root);
  if (timer) timer.value = sleep.choice;
  if (low) low.checked = sound.economical;
};

const share = async () => {
  const link = `${here.episode.address}#t=${Math.floor(place())}`;
  if (navigator.share && matchMedia("(pointer: coarse)").matches) {
    await navigator.share({ title: here.episode.title, url: link }).catch(() => {});
  } else tell((await copy(link)) ? `Tautan ke menit ${clock(place())} tersalin.` : link);
};

/** Takes over the controls of a page that has just come. */
export const deck = (leaving) => {
  const root = here.root, find = (name) => one(name, root), options = { signal: leaving };
  if (!root) return;
  on(find("[data-play]"), "click", toggle, options);
  for (const button of all("[data-skip]", root)) on(button, "click", () => { seek(place() + Number(button.dataset.skip)); draw(); }, options);
  on(find("[data-seek]"), "input", ({ target }) => { seek(Number(target.value)); draw(); }, options);
  on(find("[data-share]"), "click", share, options);
  on(find("[data-sleep]"), "change", ({ target }) => sleep.set(target.value), options);
  on(find("[data-low-switch]"), "change", ({ target }) => { sound.economical = target.checked; }, options);
  const speed = find("[data-speed]");
  on(speed, "change", () => { sound.speed = Number(speed.value); }, options);
  if (speed) speed.value = sound.speed;
  draw();
  state();
};

/** One step faster or slower than now. */
export const quicken = (step) => {
  const speed = here.root && one("[data-speed]", here.root);
  sound.speed = SPEEDS[SPEEDS.indexOf(sound.speed) + step] ?? sound.speed;
  if (speed) speed.value = sound.speed;
  tell(`Kecepatan ${String(sound.speed).replace(".", ",")}×`);
};

/** The start of the chapter before or after what is heard. */
export const leaf = (step) => {
  const at = here.chapters.indexOf(current(here.chapters)), chapter = here.chapters[at + step];
  if (chapter) seek(Number(chapter.dataset.start));
  draw();
};

for (const name of ["draw", "state", "episode"]) on(news, name, draw);
for (const name of ["state", "episode"]) on(news, name, state);
on(audio, "waiting", () => here.root?.classList.toggle("loading", heard()));
for (const name of ["playing", "pause", "error", "emptied"]) on(audio, name, () => here.root?.classList.remove("loading"));
