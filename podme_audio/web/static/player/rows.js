// The lists: an episode plays, or is lined up, without leaving the page.
import { all, copy, on, one } from "./page.js";
import { said } from "./time.js";
import { places } from "./memory.js";
import { queue, show } from "./queue.js";
import { carried, news, sound } from "./sound.js";

const draw = () => {
  for (const row of all("[data-episode]")) {
    const playing = row.dataset.guid === sound.episode?.guid && sound.playing(), button = one("[data-listen]", row);
    row.classList.toggle("playing", playing);
    button.setAttribute("aria-label", button.ariaLabel.replace(/^(Putar|Jeda)/, playing ? "Jeda" : "Putar"));
  }
};

/** Says of what was begun how much is left. */
const left = (row) => {
  const place = places.of(row.dataset.guid), label = one("[data-left]", row), button = one("[data-listen]", row);
  if (!place) return;
  const whole = label.textContent, now = place.done ? "Selesai" : `Sisa ${said(row.dataset.duration - place.at)}`;
  label.textContent = now;
  button.setAttribute("aria-label", button.ariaLabel.replace(whole, now));
};

const listen = (row) => {
  const episode = carried(row);
  if (sound.is(episode) && sound.held) sound.toggle();
  else queue.play(episode);
};

/** Takes over the lists of a page that has just come. */
export const rows = (leaving) => {
  const options = { signal: leaving };
  for (const row of all("[data-episode]")) {
    one("a.listen", row).hidden = true;
    one("[data-listen]", row).hidden = false;
    on(one("[data-listen]", row), "click", () => listen(row), options);
    on(one("[data-queue]", row), "click", () => queue.toggle(carried(row)), options);
    left(row);
  }
  for (const button of all("[data-copy]")) {
    const label = button.textContent;
    on(button, "click", async () => {
      if (await copy(button.dataset.copy)) {
        button.textContent = "Tersalin";
        setTimeout(() => { button.textContent = label; }, 2000);
      } else getSelection().selectAllChildren(button.previousElementSibling);
    }, options);
  }
  show();
  draw();
};

for (const name of ["state", "episode"]) on(news, name, draw);
