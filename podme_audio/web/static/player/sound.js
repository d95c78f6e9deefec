// The one <audio> of the document: it outlives the pages that are swapped beneath it.
import { one, tell } from "./page.js";
import { kept, places } from "./memory.js";

export const SPEEDS = [0.75, 1, 1.25, 1.5, 1.75, 2];
const FIELDS = ["guid", "title", "address", "duration", "sound", "artwork", "low", "lowType"];

/** What is known of an episode from an element that carries it. */
export const carried = ({ dataset }) => Object.fromEntries(FIELDS.filter((name) => dataset[name]).map((name) => [name, dataset[name]]));

/** Tells "episode" when another is loaded, "draw" when anything of it changed, "state" when it started or stopped. */
export const news = new EventTarget();
const say = (name) => news.dispatchEvent(new Event(name));

export const audio = one("audio") ?? document.body.appendChild(document.createElement("audio"));
audio.preload = "none";
audio.preservesPitch = true;

let waiting = null; // where to begin, until the sound is there
let failing = false; // the version for little data cannot be played here

export const sound = {
  episode: null,
  /** Where a link wants it to end. */
  until: null,
  /** Whether the listener has taken it up, so that it must survive a change of page. */
  held: false,
  /** What was heard before, in this document. */
  past: [],
  at: () => waiting ?? audio.currentTime,
  length: () => (Number.isFinite(audio.duration) ? audio.duration : Number(sound.episode?.duration ?? 0)),
  playing: () => !audio.paused && !audio.ended,
  is: (episode) => Boolean(episode) && sound.episode?.guid === episode.guid,

  load(episode, at = null) {
    if (!sound.is(episode)) {
      if (sound.episode) sound.remember();
      if (sound.held) sound.past.push(sound.episode);
      sound.episode = episode;
      failing = false;
      audio.dataset.guid = episode.guid;
      if (audio.getAttribute("src") !== version(episode)) audio.src = version(episode);
    }
    sound.seek(at ?? places.of(episode.guid)?.at ?? 0);
    say("episode");
  },
  play: () => audio.play().catch((error) => {
    // what cannot be loaded tells so itself, below
    if (error.name === "NotAllowedError") tell("Peramban menahan pemutaran. Tekan tombol putar sekali lagi.");
  }),
  toggle: () => (sound.playing() ? audio.pause() : sound.play()),
  seek(seconds, { play = false, until = null } = {}) {
    const to = Math.min(Math.max(0, seconds), Math.max(0, sound.length() - 0.1));
    waiting = audio.readyState ? null : to;
    audio.currentTime = to;
    sound.until = until;
    if (play) sound.play();
    say("draw");
  },
  skip: (seconds) => sound.seek(sound.at() + seconds),
  remember() {
    saved = sound.at();
    if (sound.held) places.keep(sound.episode, saved, sound.length());
  },

  get economical() { return kept.read("hemat", false); },
  set economical(wanted) {
    kept.write("hemat", wanted || null);
    failing = false;
    again();
  },
  get speed() { return SPEEDS.find((rate) => rate === kept.read("kecepatan")) ?? 1; },
  set speed(rate) {
    audio.defaultPlaybackRate = audio.playbackRate = rate;
    kept.write("kecepatan", rate);
  },
};
let saved = -9;

const version = ({ sound: full, low, lowType }) =>
  (low && !failing && sound.economical && audio.canPlayType(lowType) ? low : full);

/** Goes on in the other version where this one was. */
const again = () => {
  const at = sound.at(), playing = sound.playing();
  waiting = at;
  audio.src = version(sound.episode);
  if (playing) sound.play();
  say("draw");
};

const when = (event, does) => audio.addEventListener(event, does);
when("loadedmetadata", () => {
  if (waiting !== null) audio.currentTime = waiting;
  waiting = null;
  say("draw");
});
when("timeupdate", () => {
  say("draw");
  if (Math.abs(sound.at() - saved) >= 2) sound.remember();
});
when("seeked", () => { say("draw"); sound.remember(); });
when("play", () => { sound.held = true; say("state"); });
when("pause", () => { say("state"); sound.remember(); });
when("ended", () => { sound.remember(); say("state"); });
when("emptied", () => say("state"));
when("error", () => {
  if (audio.getAttribute("src") === sound.episode?.low) {
    failing = true;
    tell("Versi hemat kuota tidak dapat diputar di sini; yang diputar MP3-nya.");
    waiting ??= audio.currentTime;
    audio.src = version(sound.episode);
    sound.play();
  } else tell("Audio tidak dapat dimuat. Periksa sambungan Anda, lalu coba lagi.");
  say("state");
});
addEventListener("pagehide", () => { if (sound.episode) sound.remember(); });
