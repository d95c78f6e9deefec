// Lets the lines and chapters of a draft play from where they begin; remembers nothing, and tells nobody.
"use strict";
(() => {
  const audio = document.querySelector("[data-preview]"), cues = [...document.querySelectorAll("[data-cue]")];
  if (!audio) return;
  const play = (start) => {
    const go = () => { audio.currentTime = start; };
    if (audio.readyState) go(); else { audio.addEventListener("loadedmetadata", go, { once: true }); }
    audio.play().catch(() => { /* whoever stopped it meanwhile */ });
  };
  for (const element of document.querySelectorAll("[data-start]")) {
    element.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      if (getSelection().isCollapsed || element.matches("a")) play(Number(element.dataset.start));
    });
  }
  audio.addEventListener("timeupdate", () => {
    const now = cues.findLast((cue) => Number(cue.dataset.start) <= audio.currentTime + 0.05);
    for (const cue of cues) {
      if (cue === now) cue.setAttribute("aria-current", "true"); else cue.removeAttribute("aria-current");
    }
  });
})();
