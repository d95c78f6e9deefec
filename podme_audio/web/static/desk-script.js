// Makes the script page quicker: lines are heard in place, cut at the cursor, and dragged. Works by delegation, for htmx
// swaps the page's middle.
"use strict";
(() => {
  const one = (selector) => document.querySelector(selector);
  const tell = (text) => { const told = one("[data-told], [data-order-told]"); if (told) told.textContent = text; };

  // hearing a line
  let heard = null;
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-listen]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const player = one("[data-listener]");
    if (heard === link && !player.paused) { player.pause(); return; }
    heard = link;
    link.setAttribute("aria-busy", "true");
    player.src = link.href;
    try {
      await player.play();
    } catch {
      const answer = await fetch(link.href).catch(() => null);
      tell(answer && !answer.ok ? await answer.text() : "Suara tidak dapat diputar. Coba lagi.");
    } finally { link.removeAttribute("aria-busy"); }
  });
  for (const name of ["play", "pause", "ended"]) {
    document.addEventListener(name, (event) => {
      if (!event.target.matches?.("[data-listener]") || !heard) return;
      heard.classList.toggle("playing", !event.target.paused && name !== "ended");
    }, true);
  }

  // where the cursor stands in the written form is where a line is cut
  document.addEventListener("selectionchange", () => {
    const area = document.activeElement;
    if (!area?.matches("[data-cursor]")) return;
    const place = area.closest("[data-line]").querySelector("[data-place]");
    const untouched = area.value === area.defaultValue && area.selectionStart > 0;
    place.value = untouched ? area.selectionStart : "";
  });
  // a word that is selected is the one to be taught
  document.addEventListener("mouseup", () => {
    const chosen = String(getSelection()).trim(), field = one("[data-word]");
    if (field && chosen && chosen.length < 60 && getSelection().anchorNode?.parentElement?.closest(".written")) field.value = chosen;
  });

  // an order that is dragged, or moved by its buttons
  const list = one("[data-order]");
  if (list) {
    const moved = (item) => {
      const items = [...list.children];
      tell(`${item.querySelector(".title").textContent}: urutan ${items.indexOf(item) + 1} dari ${items.length}`);
    };
    for (const item of list.children) {
      item.draggable = true;
      item.addEventListener("dragstart", (event) => { item.classList.add("dragged"); event.dataTransfer.effectAllowed = "move"; });
      item.addEventListener("dragend", () => { item.classList.remove("dragged"); moved(item); });
    }
    list.addEventListener("dragover", (event) => {
      event.preventDefault();
      const dragged = list.querySelector(".dragged"), over = event.target.closest("[data-item]");
      if (!dragged || !over || over === dragged) return;
      const box = over.getBoundingClientRect();
      over[event.clientY > box.top + box.height / 2 ? "after" : "before"](dragged);
    });
    list.addEventListener("click", (event) => {
      const button = event.target.closest("[data-naik], [data-turun]");
      if (!button) return;
      event.preventDefault();
      const item = button.closest("[data-item]");
      if (button.matches("[data-naik]")) item.previousElementSibling?.before(item);
      else item.nextElementSibling?.after(item);
      button.focus();
      moved(item);
    });
  }
})();
