// Which of many marked moments is the one that is heard.

export const last = (marks, seconds) => {
  let low = 0, high = marks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (Number(marks[middle].start ?? marks[middle].dataset.start) <= seconds + 0.05) low = middle + 1;
    else high = middle;
  }
  return marks[low - 1];
};

const marked = new WeakMap();
export const current = (elements) => marked.get(elements);

/** Marks the one element that is heard; returns it when it has just become that. */
export const mark = (elements, seconds) => {
  const now = last(elements, seconds), before = marked.get(elements);
  if (now === before) return null;
  before?.removeAttribute("aria-current");
  now?.setAttribute("aria-current", "true");
  marked.set(elements, now);
  return now;
};
