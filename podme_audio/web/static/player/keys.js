// Keys, while the player has the focus (WCAG 2.1.4), and the sheet that names them.
import { all, modified, on, one } from "./page.js";
import { leaf, quicken } from "./deck.js";
import { here, heard, place, seek, toggle } from "./here.js";
import { kept } from "./memory.js";
import { queue } from "./queue.js";
import { news, sound } from "./sound.js";

const sheets = { queue: one("[data-queue-sheet]"), help: one("[data-help]") };
const open = (sheet) => sheet?.showModal();

/** What plays when the keys come from the small player; else the page's own episode. */
const skip = (by, docked) => {
  if (docked && !heard()) sound.skip(by);
  else {
    seek(place() + by);
    news.dispatchEvent(new Event("draw"));
  }
};
const KEYS = {
  " ": (docked) => (docked ? sound.toggle() : toggle()),
  k: (docked) => (docked ? sound.toggle() : toggle()),
  j: (docked) => skip(-15, docked),
  l: (docked) => skip(30, docked),
  ArrowLeft: (docked) => skip(-5, docked),
  ArrowRight: (docked) => skip(5, docked),
  "[": () => leaf(-1),
  "]": () => leaf(1),
  "-": () => quicken(-1),
  "+": () => quicken(1),
  "=": () => quicken(1),
  n: () => queue.next(),
  "?": () => open(sheets.help),
};
const wanted = () => kept.read("pintasan", true);

on(document, "keydown", (event) => {
  const { key, target } = event;
  const docked = Boolean(target.closest("[data-dock]")), inside = docked || (here.root?.contains(target) ?? false);
  const does = KEYS[key.length > 1 ? key : key.toLowerCase()];
  const everywhere = key === "?" && target === document.body;
  const own = target.matches("select") || (key === " " && target.matches("button, a, input[type=checkbox]"));
  const shifted = event.ctrlKey || event.metaKey || event.altKey || (event.shiftKey && !"?+".includes(key));
  if (!does || own || shifted || !(inside || everywhere)) return;
  if (key !== " " && key.length === 1 && !wanted()) return;
  event.preventDefault();
  does(docked);
});

for (const [name, sheet] of Object.entries(sheets)) {
  on(document, "click", ({ target }) => { if (target.closest(`[data-open-${name}]`)) open(sheet); });
  on(sheet, "click", (event) => {
    const left = event.target === sheet || event.target.closest("[data-close]") || (event.target.closest("a") && !modified(event));
    if (left) sheet.close();
  });
}
for (const box of all("[data-keys]")) {
  box.checked = wanted();
  on(box, "change", () => kept.write("pintasan", box.checked ? null : false));
}
