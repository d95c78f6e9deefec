// What the system shows and commands: the lock screen, headphones, a car.
import { on } from "./page.js";
import { last } from "./marks.js";
import { queue } from "./queue.js";
import { audio, news, sound } from "./sound.js";
import { here } from "./here.js";

const session = navigator.mediaSession;
let show = "", chapter;

const announce = () => {
  if (!session || !sound.episode || !sound.held) return;
  show = here.root?.dataset.show ?? show;
  const { title, artwork, chapters = [] } = sound.episode;
  const pictures = [{ src: new URL(artwork, location).href, sizes: "600x600", type: "image/jpeg" }];
  chapter = last(chapters, sound.at());
  session.metadata = new MediaMetadata({
    title, artist: show, album: chapter?.title ?? "", artwork: pictures,
    ...("chapterInfo" in MediaMetadata.prototype && {
      chapterInfo: chapters.map((mark) => ({ title: mark.title, startTime: mark.start, artwork: pictures })),
    }),
  });
};

const ACTIONS = {
  play: () => sound.play(),
  pause: () => audio.pause(),
  stop: () => audio.pause(),
  seekbackward: (by) => sound.skip(-(by.seekOffset ?? 15)),
  seekforward: (by) => sound.skip(by.seekOffset ?? 30),
  seekto: (to) => sound.seek(to.seekTime),
};
/** Says what can be asked for; a telephone shows either tracks or steps in time, so tracks only where there are any. */
const listen = () => {
  const tracks = {
    previoustrack: sound.past.length ? () => queue.previous() : null,
    nexttrack: queue.upcoming ? () => queue.next() : null,
  };
  for (const [action, does] of Object.entries({ ...ACTIONS, ...tracks })) {
    try { session?.setActionHandler(action, does); } catch { /* unknown here */ }
  }
};

const position = () => {
  if (audio.readyState && session?.setPositionState) {
    session.setPositionState({ duration: sound.length(), playbackRate: audio.playbackRate, position: Math.min(sound.at(), sound.length()) });
  }
};

on(audio, "play", () => { announce(); listen(); });
on(news, "episode", () => { announce(); if (sound.held) listen(); });
on(news, "draw", () => { if (sound.held && last(sound.episode.chapters ?? [], sound.at()) !== chapter) announce(); });
for (const name of ["loadedmetadata", "playing", "seeked", "ratechange"]) on(audio, name, position);
