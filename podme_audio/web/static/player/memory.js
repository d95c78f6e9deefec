// What this browser remembers for its listener. Nothing of it is sent anywhere.

const MOST = 60;

export const kept = {
  read(key, otherwise = null) {
    try { return JSON.parse(localStorage.getItem(`podme:${key}`)) ?? otherwise; } catch { return otherwise; }
  },
  write(key, value) {
    try {
      if (value === null) localStorage.removeItem(`podme:${key}`);
      else localStorage.setItem(`podme:${key}`, JSON.stringify(value));
    } catch { /* a private window */ }
  },
};

/** How far each episode was heard. */
export const places = {
  all: () => kept.read("didengar", {}),
  of: (guid) => places.all()[guid],
  keep(episode, at, length) {
    const every = places.all(), { chapters, next, ...told } = episode;
    const done = at >= length - 5;
    if (done || at > 3) every[episode.guid] = { ...told, at: done ? 0 : Math.round(at * 10) / 10, done, when: Date.now() };
    else delete every[episode.guid];
    const newest = Object.entries(every).sort(([, one], [, other]) => other.when - one.when).slice(0, MOST);
    kept.write("didengar", Object.fromEntries(newest));
  },
  /** The last one that was begun and not finished. */
  open: () => Object.values(places.all()).sort((one, other) => other.when - one.when).find((place) => !place.done),
};
