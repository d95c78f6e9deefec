// Looking for words in the transcript; the browser's own search finds them too, for they are in the page.
import { on, one } from "./page.js";
import { here, seek } from "./here.js";
import { paint, words } from "./transcript.js";

const every = paint("found"), chosen = paint("chosen");

const hits = (wanted) => here.cues.flatMap((cue) => {
  const text = one("p", cue).firstChild, whole = text?.data.toLocaleLowerCase("id") ?? "", found = [];
  if (text?.data.length !== whole.length) return [];
  for (let at = whole.indexOf(wanted); at >= 0; at = whole.indexOf(wanted, at + wanted.length)) found.push({ cue, text, at });
  return found;
});

const range = ({ text, at }, length) => {
  const made = new Range();
  made.setStart(text, at);
  made.setEnd(text, at + length);
  return made;
};

/** When a hit is heard: its word where that is known, else its line. */
const start = ({ cue, at }) => words(cue).findLast(([, place]) => place <= at)?.[0] ?? Number(cue.dataset.start);

/** Makes the field above the transcript of a page that has just come look. */
export const find = (leaving) => {
  const root = one("[data-find]"), options = { signal: leaving };
  every?.clear();
  chosen?.clear();
  if (!root) return;
  const field = one("[data-find-words]", root), count = one("[data-find-count]", root), listen = one("[data-find-play]", root);
  const steps = [...root.querySelectorAll("[data-find-step]")];
  let found = [], at = -1, length = 0;

  const show = () => {
    const hit = found[at];
    chosen?.clear();
    one("[data-found]")?.removeAttribute("data-found");
    for (const button of [...steps, listen]) button.disabled = !hit;
    count.textContent = hit ? `${at + 1} dari ${found.length}` : length ? "Tidak ada" : "";
    if (!hit) return;
    chosen?.add(range(hit, length));
    hit.cue.dataset.found = "";
    hit.cue.scrollIntoView({ block: "center" }); // at once: the buttons beside the field are pressed again and again
  };
  const look = () => {
    const wanted = field.value.trim().replace(/\s+/g, " ").toLocaleLowerCase("id");
    [found, length] = [wanted ? hits(wanted) : [], wanted.length];
    at = found.length ? 0 : -1;
    every?.clear();
    for (const hit of found) every?.add(range(hit, length));
    show();
  };
  const step = (by) => {
    if (!found.length) return;
    at = (at + by + found.length) % found.length;
    show();
  };

  on(field, "input", look, options);
  on(field, "keydown", (event) => {
    if (event.key === "Enter") step(event.shiftKey ? -1 : 1);
    if (event.key === "Escape") { field.value = ""; look(); }
    if (["Enter", "Escape"].includes(event.key)) event.preventDefault();
  }, options);
  for (const button of steps) on(button, "click", () => step(Number(button.dataset.findStep)), options);
  on(listen, "click", () => seek(start(found[at]), { play: true }), options);
};
