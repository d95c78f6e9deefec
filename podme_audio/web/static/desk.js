// Makes the desk's forms more comfortable; everything works without it.
"use strict";
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];

  for (const button of all("[data-reveal]")) {
    const field = document.getElementById(button.dataset.reveal);
    button.hidden = false;
    button.addEventListener("click", () => {
      const shown = field.type === "text";
      field.type = shown ? "password" : "text";
      button.textContent = shown ? "Tampilkan" : "Sembunyikan";
      button.setAttribute("aria-pressed", String(!shown));
    });
    button.form.addEventListener("submit", () => { field.type = "password"; });
  }

  for (const button of all("[data-copy-from]")) {
    const source = document.getElementById(button.dataset.copyFrom);
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(source.textContent);
        button.textContent = "Tersalin";
      } catch { getSelection().selectAllChildren(source); }
    });
  }

  // what stands behind the # of a one-time link: into the form, and out of the address and the history
  const form = document.querySelector("[data-link]");
  const token = location.hash.slice(1);
  if (form && token) {
    history.replaceState(null, "", location.pathname);
    form.elements.kode.value = token;
    form.requestSubmit();
  }

  const wrong = document.querySelector(".wrong");
  const fields = [...(wrong?.parentElement.querySelectorAll("input:not([type=hidden]):not([readonly])") ?? [])];
  (wrong?.parentElement.querySelector("[aria-invalid]") ?? fields.find((one) => !one.value) ?? fields[0])?.focus();
})();
