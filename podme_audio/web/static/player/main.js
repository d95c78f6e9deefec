// Makes the pages' native player more comfortable; everything works without it.
import { moment } from "./time.js";
import { here, look, place, seek } from "./here.js";
import { audio, news, sound } from "./sound.js";
import { deck } from "./deck.js";
import { transcript } from "./transcript.js";
import { find } from "./find.js";
import { dock, resume } from "./dock.js";
import { rows } from "./rows.js";
import { visits } from "./visits.js";
import "./lockscreen.js";
import "./keys.js";

let leave = null;

/** Begins where the address says. */
const begin = () => {
  const asked = here.episode && moment(location);
  if (asked) seek(asked.start, { until: asked.stop });
  return Boolean(asked);
};

/** Takes over a page that has just come. */
const arrive = () => {
  leave?.abort();
  leave = new AbortController();
  look();
  if (here.episode && !sound.held && !sound.is(here.episode)) {
    sound.held = !audio.paused; // who was faster than the scripts plays on
    sound.load(here.episode, audio.paused ? null : audio.currentTime);
  }
  begin();
  for (const part of [deck, transcript, find, dock, rows]) part(leave.signal);
  resume();
  news.dispatchEvent(new Event("state"));
};

document.documentElement.classList.add("scripted");
sound.speed = sound.speed;
arrive();
audio.controls = false;
visits(arrive);
addEventListener("hashchange", () => { begin(); news.dispatchEvent(new Event("draw")); });
