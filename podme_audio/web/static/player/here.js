// The episode of the page that is looked at; what plays may be another.
import { all, one } from "./page.js";
import { places } from "./memory.js";
import { carried, sound } from "./sound.js";

export const here = { root: null, episode: null, chapters: [], cues: [], begin: null, until: null };

const marks = (within) => all("[data-chapter]", within).map(({ dataset, firstElementChild }) => (
  { start: Number(dataset.start), title: firstElementChild.textContent }
));

/** The episode of a page, with what only its own page knows. */
export const told = (page) => {
  const root = one("[data-player]", page), next = one("[data-next]", page);
  if (!root) return null;
  const own = Boolean(one("[data-transcript]", page));
  return { ...carried(root), ...(own && { chapters: marks(page), next: next && carried(next) }) };
};

/** Looks at the page as it stands now. */
export const look = () => {
  Object.assign(here, { root: one("[data-player]"), episode: told(document), begin: null, until: null });
  Object.assign(here, { chapters: all("[data-chapter]"), cues: all("[data-cue]") });
  if (sound.is(here.episode)) Object.assign(sound.episode, here.episode);
};

export const heard = () => sound.is(here.episode);
export const place = () => (heard() ? sound.at() : here.begin ?? places.of(here.episode.guid)?.at ?? 0);
export const length = () => (heard() ? sound.length() : Number(here.episode.duration));

export const seek = (seconds, { play = false, until = null } = {}) => {
  if (heard()) sound.seek(seconds, { play, until });
  else if (play) {
    sound.load(here.episode, seconds);
    sound.until = until;
    sound.play();
  } else Object.assign(here, { begin: Math.min(Math.max(0, seconds), length() - 0.1), until });
};
export const toggle = () => (heard() ? sound.toggle() : seek(place(), { play: true, until: here.until }));
