// The transcript follows the voice: the line is marked, the word is painted, and a tap on either plays from there.
import { calm, modified, on, one } from "./page.js";
import { heard, here, seek } from "./here.js";
import { current, mark } from "./marks.js";
import { kept } from "./memory.js";
import { news, sound } from "./sound.js";

/** A paint of its own for ranges of text, where the browser has that; it wraps nothing. */
export const paint = (name) => {
  if (!("highlights" in (window.CSS ?? {}))) return null;
  const made = new Highlight();
  CSS.highlights.set(name, made);
  return made;
};

const painted = paint("heard");
const times = new WeakMap();

/** When each word of a line is heard, and where it begins in the text. */
export const words = (cue) => {
  if (!times.has(cue)) times.set(cue, (cue.dataset.words ?? "").split(" ").filter(Boolean).map((word) => word.split("@").map(Number)));
  return times.get(cue);
};

const follow = () => {
  painted?.clear();
  const cue = current(here.cues);
  if (!painted || !cue || !heard() || !sound.playing() || sound.at() > Number(cue.dataset.end)) return;
  const timed = words(cue), index = timed.findLastIndex(([time]) => time <= sound.at() + 0.05);
  if (index < 0) return;
  const text = one("p", cue).firstChild, from = timed[index][1], range = new Range();
  range.setStart(text, from);
  range.setEnd(text, from + text.data.slice(from, timed[index + 1]?.[1]).trimEnd().length);
  painted.add(range);
};

const frame = () => {
  follow();
  if (sound.playing()) requestAnimationFrame(frame);
};

const draw = () => {
  const at = heard() ? sound.at() : 0, cue = mark(here.cues, at > 0 || (heard() && sound.playing()) ? at : -1);
  if (cue && one("[data-follow]")?.checked && sound.playing()) {
    cue.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
  }
};

const play = (element) => seek(Number(element.dataset.start), { play: true });

/** Makes the chapters and lines of a page that has just come play from where they begin. */
export const transcript = (leaving) => {
  const options = { signal: leaving }, box = one("[data-follow]");
  for (const element of [...here.chapters, ...here.cues]) {
    on(element, "click", (event) => {
      if (modified(event)) return;
      event.preventDefault();
      if (getSelection().isCollapsed || element.matches("a")) play(element);
    }, options);
  }
  for (const cue of here.cues) {
    cue.tabIndex = -1;
    on(cue, "keydown", (event) => { if (event.key === "Enter" && event.target === cue) play(cue); }, options);
  }
  if (box) box.checked = kept.read("ikuti", false);
  on(box, "change", () => kept.write("ikuti", box.checked || null), options);
  draw();
};

for (const name of ["draw", "state", "episode"]) on(news, name, draw);
on(news, "state", () => { if (sound.playing()) requestAnimationFrame(frame); else follow(); });
