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
  document.addEventListener("selectionchange", () => {
    const selection = getSelection(), chosen = String(selection).trim(), field = one("[data-word]");
    if (field && chosen && chosen.length < 60 && selection.anchorNode?.parentElement?.closest(".written")) field.value = chosen;
  });

  // where the keyboard was when a change was sent
  let at = null, opened = [], pressed = "";

  // lists whose items are moved by their handles: dragged with mouse or finger, or stepped with the arrow keys
  const LISTS = "[data-order], [data-lines]";
  const title = (item) => (item.querySelector(".title") ?? item.querySelector(".written")).textContent.slice(0, 80);
  const place = (item) => { const items = [...item.parentElement.children]; return `urutan ${items.indexOf(item) + 1} dari ${items.length}`; };
  const moved = (item) => tell(`${title(item)}: ${place(item)}`);
  const ready = () => { for (const handle of document.querySelectorAll("[data-handle]")) handle.hidden = false; };
  const itemOf = (node) => node.closest(`:is(${LISTS}) > li`);

  let sent = Promise.resolve();
  // what is moved on the script page is moved in the script, one step after the other; a bulletin is sent as a whole
  const keep = (item) => {
    moved(item);
    const { line, mark } = item.dataset;
    if (!line) return;
    const form = item.querySelector("form"), before = item.nextElementSibling?.dataset.line ?? "";
    const values = { csrf_token: form.elements.csrf_token.value, tanda: mark, teks: before };
    const path = `${new URL(location.href).pathname}/baris/${line}/pindah`;
    const news = one("[data-told]").textContent;
    sent = sent.then(() => {
      at = { focus: `geser-${line}`, id: line, index: 0, news };
      return htmx.ajax("POST", path, { source: "#naskah", target: "#naskah", select: "#naskah", swap: "outerHTML show:none", values });
    }).catch(() => tell("Tidak dapat dipindahkan. Muat ulang halaman, lalu coba lagi."));
  };

  let dragged = null, began = null;
  document.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest("[data-handle]");
    if (!handle || event.button) return;
    event.preventDefault();
    handle.focus();
    handle.setPointerCapture(event.pointerId);
    dragged = itemOf(handle);
    began = dragged.nextElementSibling;
    dragged.classList.add("dragged");
  });
  document.addEventListener("pointermove", (event) => {
    if (!dragged) return;
    const edge = 60;
    if (event.clientY < edge) scrollBy(0, -12);
    else if (event.clientY > innerHeight - edge) scrollBy(0, 12);
    for (const over of dragged.parentElement.children) {
      if (over === dragged) continue;
      const box = over.getBoundingClientRect(), middle = box.top + box.height / 2;
      const above = over.compareDocumentPosition(dragged) & Node.DOCUMENT_POSITION_FOLLOWING;
      if (above && event.clientY < middle) { over.before(dragged); break; }
      if (!above && event.clientY > middle && over.nextElementSibling !== dragged) {
        const last = [...dragged.parentElement.children].filter((each) => each !== dragged && each.getBoundingClientRect().top + each.getBoundingClientRect().height / 2 < event.clientY).pop();
        (last ?? over).after(dragged);
        break;
      }
    }
  });
  const dropped = () => {
    if (!dragged) return;
    const item = dragged;
    dragged = null;
    item.classList.remove("dragged");
    item.querySelector("[data-handle]").focus();
    if (item.nextElementSibling !== began) keep(item);
  };
  document.addEventListener("pointerup", dropped);
  document.addEventListener("pointercancel", dropped);

  const step = (item, up) => {
    const other = up ? item.previousElementSibling : item.nextElementSibling;
    if (!other) { moved(item); return; }
    other[up ? "before" : "after"](item);
    keep(item);
  };
  document.addEventListener("keydown", (event) => {
    const handle = event.target.closest("[data-handle]");
    if (!handle || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    step(itemOf(handle), event.key === "ArrowUp");
    handle.focus();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-naik], [data-turun]");
    if (!button) return;
    event.preventDefault();
    step(itemOf(button), button.matches("[data-naik]"));
    button.focus();
  });

  // after a change the keyboard is where it was: at the line, or at the one that took its place
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.id === "perkiraan") return;  // follows by itself
    opened = [...document.querySelectorAll("details[id][open]")].map((each) => each.id);
    pressed = document.activeElement?.id ?? "";
    if (event.target.id === "naskah") return;  // a move, which has said where
    const line = event.target.closest?.("[data-line]") ?? document.activeElement?.closest?.("[data-line]");
    if (line) at = { focus: "", id: line.dataset.line, index: [...line.parentElement.children].indexOf(line), news: one("[data-told]")?.textContent };
  });
  document.addEventListener("htmx:afterSettle", () => {
    ready();
    for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
    if (!at && document.activeElement === document.body) document.getElementById(pressed)?.focus({ preventScroll: true });
    opened = [];
    pressed = "";
    if (!at) return;
    const { focus, id, index, news } = at;
    at = null;
    if (news) tell(news);
    if (document.activeElement && document.activeElement !== document.body) return;
    const lines = one("[data-lines]")?.children ?? [];
    const line = document.getElementById(`baris-${id}`) ?? lines[Math.min(index, lines.length - 1)];
    (document.getElementById(focus) ?? line?.querySelector("summary"))?.focus({ preventScroll: true });
  });
  ready();
})();
