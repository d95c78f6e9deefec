// Puts "Dengarkan artikel ini" into the page of an article that can be heard. Keeps nothing, and tells nobody else.
(() => {
  "use strict";
  const script = document.currentScript;
  if (!script) return;
  const { artikel, ke, tema } = script.dataset;

  // Before the first paragraph that is one: not a byline, a caption or a teaser.
  const place = () => {
    if (ke) return document.querySelector(ke);
    const within = document.querySelector("article, main, [role=main]") ?? document.body;
    const aside = "header, footer, aside, nav, figure, form, blockquote, [hidden]";
    const real = (one) => one.textContent.trim().length > 60 && !(one.closest(aside) && within.contains(one.closest(aside)));
    return [...within.querySelectorAll("p")].find(real) ?? (document.head.contains(script) ? null : script);
  };
  const frame = (found) => {
    const made = document.createElement("iframe");
    const address = new URL(found.embed);
    address.searchParams.set("untuk", "artikel");
    if (tema) address.searchParams.set("tema", tema);
    made.title = `Dengarkan artikel ini: ${found.title}`;
    made.loading = "lazy";
    made.allow = "autoplay";
    made.height = found.height;
    made.dataset.dengarkan = found.embed;
    Object.assign(made.style, { display: "block", width: "100%", height: `${found.height}px`, margin: "0 0 1.5em", border: "0", colorScheme: "normal" });
    made.src = address;
    return made;
  };
  const put = (found) => {
    const there = [...document.querySelectorAll("iframe[data-dengarkan]")].some((one) => one.dataset.dengarkan === found.embed);
    const target = there ? null : place();
    if (!target) return;
    if (ke) target.prepend(frame(found));
    else target.before(frame(found));
  };
  const ready = new Promise((done) => {
    if (document.readyState === "loading") addEventListener("DOMContentLoaded", done, { once: true });
    else done();
  });
  // The address is in the page's head, which may not be read to its end yet.
  const address = () => artikel || document.querySelector("link[rel~=canonical]")?.href || location.href.split("#")[0];

  const find = async () => {
    if (!artikel && !document.querySelector("link[rel~=canonical]")) await ready;
    const asked = new URL("dengarkan.json", script.src);
    asked.search = new URLSearchParams({ url: address() });
    const answer = await fetch(asked, { credentials: "omit", referrerPolicy: "no-referrer" });
    if (answer.status !== 200) return;
    const found = await answer.json();
    await ready;
    put(found);
  };
  find().catch(() => { /* then the page is as it was */ });
})();
