// The timer: it ends playing after a while, or where a chapter or the episode ends.
import { tell } from "./page.js";
import { last } from "./marks.js";
import { audio, news, sound } from "./sound.js";

let alarm = null;
export const sleep = {
  /** What was chosen: minutes, "chapter", "episode" or nothing. */
  choice: "",
  /** Where in the episode it ends; null while it is a matter of time. */
  end: null,
  set(choice) {
    clearTimeout(alarm);
    Object.assign(sleep, { choice, end: null, guid: sound.episode.guid });
    if (choice === "chapter") {
      const chapters = sound.episode.chapters ?? [];
      sleep.end = chapters[chapters.indexOf(last(chapters, sound.at())) + 1]?.start ?? Infinity;
    } else if (choice === "episode") sleep.end = Infinity;
    else if (choice) alarm = setTimeout(rest, Number(choice) * 60000);
    const until = { chapter: "di akhir bab ini", episode: "di akhir episode ini" }[choice] ?? `${choice} menit lagi`;
    if (choice) tell(`Pemutaran berhenti ${until}.`);
  },
};

export const rest = () => {
  audio.pause();
  clearTimeout(alarm);
  Object.assign(sleep, { choice: "", end: null });
  news.dispatchEvent(new Event("state"));
  tell("Pemutaran dihentikan timer.");
};

// another episode has other chapters
news.addEventListener("episode", () => {
  if (sleep.guid !== sound.episode.guid && sleep.end !== null) sleep.end = Infinity;
});
news.addEventListener("draw", () => {
  if (sound.playing() && sound.at() >= (sleep.end ?? Infinity)) rest();
  if (sound.playing() && sound.until !== null && sound.at() >= sound.until) {
    sound.until = null;
    audio.pause();
  }
});
