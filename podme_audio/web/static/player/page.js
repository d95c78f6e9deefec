// Small words for what every part does with the page.

export const one = (selector, within = document) => within.querySelector(selector);
export const all = (selector, within = document) => [...within.querySelectorAll(selector)];
export const on = (element, event, does, options) => element?.addEventListener(event, does, options);
export const modified = (event) => event.ctrlKey || event.metaKey || event.altKey || event.shiftKey;
export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Tells, to eyes and to screen readers, what has just happened. */
export const tell = (text) => {
  let status = one("[data-told]");
  if (!status) {
    status = document.body.appendChild(document.createElement("p"));
    status.className = "told";
    status.role = "status";
    status.dataset.told = "";
  }
  status.textContent = text;
  clearTimeout(tell.over);
  tell.over = setTimeout(() => { status.textContent = ""; }, 6000);
};

export const copy = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch { return false; }
};
