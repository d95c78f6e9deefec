// Makes a page's native player more comfortable; everything works without it.
"use strict";
(() => {
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const kept = {
    read(key) {
      try { return localStorage.getItem(`podme:${key}`); } catch { return null; }
    },
    write(key, value) {
      try {
        if (value === null) localStorage.removeItem(`podme:${key}`);
        else localStorage.setItem(`podme:${key}`, value);
      } catch { /* a private window */ }
    },
  };
  const clock = (seconds) => {
    const whole = Math.max(0, Math.floor(seconds));
    const parts = [Math.floor(whole / 60) % 60, whole % 60];
    if (whole >= 3600) parts.unshift(Math.floor(whole / 3600));
    return parts.map((part, at) => (at ? String(part).padStart(2, "0") : part)).join(":");
  };
  const modified = (event) => event.ctrlKey || event.metaKey || event.altKey || event.shiftKey;
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch { return false; }
  };

  for (const button of all("[data-copy]")) {
    const label = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      if (await copy(button.dataset.copy)) {
        button.textContent = "Tersalin";
        setTimeout(() => { button.textContent = label; }, 2000);
      } else {
        getSelection().selectAllChildren(button.previousElementSibling);
      }
    });
  }

  const root = one("[data-player]");
  if (!root) return;
  const audio = one("audio", root);
  const { guid, address, title, show, artwork } = root.dataset;
  const length = () => (Number.isFinite(audio.duration) ? audio.duration : Number(root.dataset.duration));
  const dock = one("[data-dock]");
  const seekbar = one("[data-seek]", root);
  const chapters = all("[data-chapter]");
  const cues = all("[data-cue]");
  const follow = one("[data-follow]");
  const sleep = one("[data-sleep]", root);
  const speed = one("[data-speed]", root);
  const sharing = one("[data-share-at]", root);
  let waiting = null; // where to begin
  let told;

  const at = () => waiting ?? audio.currentTime;
  const when = (event, does) => audio.addEventListener(event, does);
  const status = one("[data-told]", root);
  const tell = (text) => {
    status.textContent = text;
    clearTimeout(told);
    told = setTimeout(() => { status.textContent = ""; }, 6000);
  };

  const seek = (seconds, { play = false } = {}) => {
    const to = Math.min(Math.max(0, seconds), Math.max(0, length() - 0.1));
    if (audio.readyState) audio.currentTime = to;
    else waiting = to;
    if (play) start();
    draw();
  };
  const start = () => audio.play().catch((error) => {
    if (error.name !== "AbortError") tell("Audio tidak dapat diputar. Coba lagi, atau unduh MP3-nya.");
  });
  const toggle = () => (audio.paused ? start() : audio.pause());
  const skip = (seconds) => seek(at() + seconds);

  const last = (elements, seconds) => {
    let low = 0, high = elements.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (Number(elements[middle].dataset.start) <= seconds + 0.05) low = middle + 1;
      else high = middle;
    }
    return elements[low - 1];
  };
  const current = new Map();
  const mark = (elements, seconds) => {
    const now = last(elements, seconds), before = current.get(elements);
    if (now === before) return false;
    before?.removeAttribute("aria-current");
    now?.setAttribute("aria-current", "true");
    current.set(elements, now);
    return now;
  };

  // The word that is heard is painted, not wrapped.
  const painted = "highlights" in (window.CSS ?? {}) ? new Highlight() : null;
  if (painted) CSS.highlights.set("heard", painted);
  const words = new Map();
  const timed = (cue) => {
    if (!words.has(cue)) {
      words.set(cue, (cue.dataset.words ?? "").split(" ").filter(Boolean).map((word) => word.split("@").map(Number)));
    }
    return words.get(cue);
  };
  const paint = () => {
    painted?.clear();
    const cue = current.get(cues);
    if (!painted || !cue || audio.paused || at() > Number(cue.dataset.end)) return;
    const times = timed(cue), index = times.findLastIndex(([time]) => time <= at() + 0.05);
    if (index < 0) return;
    const text = one("p", cue).firstChild, from = times[index][1];
    const range = new Range();
    range.setStart(text, from);
    range.setEnd(text, from + text.data.slice(from, times[index + 1]?.[1]).trimEnd().length);
    painted.add(range);
  };
  const frame = () => {
    paint();
    if (!audio.paused) requestAnimationFrame(frame);
  };

  const draw = () => {
    const now = at(), whole = length();
    const share = `${(100 * now) / whole}%`;
    seekbar.value = now;
    seekbar.setAttribute("aria-valuetext", `${clock(now)} dari ${clock(whole)}`);
    root.style.setProperty("--played", share);
    one("[data-now]", root).textContent = clock(now);
    one("[data-length]", root).textContent = clock(whole);
    if (sharing) sharing.textContent = clock(now);
    if (dock) {
      dock.style.setProperty("--played", share);
      one("[data-dock-now]", dock).textContent = `${clock(now)} / ${clock(whole)}`;
    }
    const place = now > 0 || !audio.paused ? now : -1;
    mark(chapters, place);
    const cue = mark(cues, place);
    if (cue && follow?.checked && !audio.paused) {
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      cue.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
    }
  };

  let saved = -9;
  const remember = () => {
    saved = at();
    kept.write(`posisi:${guid}`, saved > 3 && saved < length() - 5 ? saved.toFixed(1) : null);
  };
  const linked = () => {
    const match = /^#t=(?:(\d+)h)?(?:(\d+)m)?(\d+(?:\.\d+)?)?s?$/.exec(location.hash);
    const colons = /^#t=(\d+(?::\d{1,2}){1,2})$/.exec(location.hash);
    if (colons) return colons[1].split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
    if (!match || location.hash === "#t=") return null;
    const [hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
    return hours * 3600 + minutes * 60 + seconds;
  };

  let alarm, ending;
  const doze = () => {
    clearTimeout(alarm);
    ending = null;
    const minutes = Number(sleep.value);
    if (sleep.value === "chapter") {
      const next = chapters[chapters.indexOf(last(chapters, at())) + 1];
      ending = next ? Number(next.dataset.start) : length();
    } else if (minutes) {
      alarm = setTimeout(rest, minutes * 60000);
    }
    if (sleep.value) tell(ending ? "Pemutaran berhenti di akhir bab ini." : `Pemutaran berhenti ${minutes} menit lagi.`);
  };
  const rest = () => {
    audio.pause();
    sleep.value = "";
    ending = null;
    tell("Pemutaran dihentikan timer.");
  };

  const session = navigator.mediaSession;
  const announce = () => {
    if (!session) return;
    session.metadata = new MediaMetadata({
      title, artist: show, album: current.get(chapters)?.querySelector("span").textContent ?? "",
      artwork: [{ src: artwork, sizes: "600x600", type: "image/jpeg" }],
    });
    const actions = {
      play: start,
      pause: () => audio.pause(),
      seekbackward: (by) => skip(-(by.seekOffset ?? 15)),
      seekforward: (by) => skip(by.seekOffset ?? 30),
      seekto: (to) => seek(to.seekTime),
    };
    for (const [action, does] of Object.entries(actions)) {
      try { session.setActionHandler(action, does); } catch { /* unknown here */ }
    }
  };
  const position = () => {
    if (audio.readyState && session?.setPositionState) {
      session.setPositionState({ duration: length(), playbackRate: audio.playbackRate, position: Math.min(at(), length()) });
    }
  };

  let seen = true, wanted = false;
  const settle = () => {
    if (dock) dock.hidden = seen || !wanted;
  };
  const state = () => {
    const playing = !audio.paused;
    for (const element of [root, dock]) element?.classList.toggle("playing", playing);
    for (const button of all(".play")) button.setAttribute("aria-label", playing ? "Jeda" : "Putar");
    wanted ||= playing;
    settle();
    if (playing) requestAnimationFrame(frame);
    else paint();
  };

  when("loadedmetadata", () => {
    if (waiting !== null) audio.currentTime = waiting;
    waiting = null;
    position();
    draw();
  });
  when("timeupdate", () => {
    draw();
    if (Math.abs(at() - saved) >= 2) remember();
    if (ending && at() >= ending) rest();
  });
  when("play", () => { state(); announce(); });
  when("pause", () => { state(); remember(); });
  when("ended", () => { state(); kept.write(`posisi:${guid}`, null); });
  when("seeked", () => { position(); draw(); remember(); });
  when("ratechange", position);
  when("waiting", () => root.classList.add("loading"));
  when("playing", () => { root.classList.remove("loading"); position(); });
  when("error", () => {
    root.classList.remove("loading");
    tell("Audio tidak dapat dimuat. Periksa sambungan Anda, lalu coba lagi.");
  });
  addEventListener("pagehide", remember);

  one("[data-play]", root).addEventListener("click", toggle);
  for (const button of all("[data-skip]", root)) button.addEventListener("click", () => skip(Number(button.dataset.skip)));
  seekbar.addEventListener("input", () => seek(Number(seekbar.value)));
  for (const chapter of chapters) {
    chapter.addEventListener("click", (event) => {
      if (modified(event)) return;
      event.preventDefault();
      seek(Number(chapter.dataset.start), { play: true });
    });
  }
  for (const cue of cues) {
    cue.tabIndex = -1;
    cue.addEventListener("click", (event) => {
      if (modified(event)) return;
      event.preventDefault();
      if (getSelection().isCollapsed) seek(Number(cue.dataset.start), { play: true });
    });
    cue.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target === cue) cue.click();
    });
  }
  if (speed) {
    speed.value = kept.read("kecepatan") ?? "1";
    if (!speed.value) speed.value = "1";
    audio.preservesPitch = true;
    const turn = () => { audio.defaultPlaybackRate = audio.playbackRate = Number(speed.value); };
    speed.addEventListener("change", () => { turn(); kept.write("kecepatan", speed.value); });
    turn();
  }
  sleep?.addEventListener("change", doze);
  one("[data-share]", root)?.addEventListener("click", async () => {
    const link = `${address}#t=${Math.floor(at())}`;
    tell((await copy(link)) ? `Tautan ke menit ${clock(at())} tersalin.` : link);
  });

  const keys = {
    " ": toggle, k: toggle, j: () => skip(-15), l: () => skip(30), ArrowLeft: () => skip(-5), ArrowRight: () => skip(5),
  };
  root.addEventListener("keydown", (event) => {
    const does = keys[event.key.length > 1 ? event.key : event.key.toLowerCase()];
    const own = event.target.matches("select") || (event.key === " " && event.target.matches("button, a"));
    if (!does || own || modified(event)) return;
    event.preventDefault();
    does();
  });

  if (follow) {
    one("[data-hint]").hidden = false;
    follow.checked = kept.read("ikuti") === "ya";
    follow.addEventListener("change", () => kept.write("ikuti", follow.checked ? "ya" : null));
  }
  if (dock) {
    one("[data-dock-play]", dock).addEventListener("click", toggle);
    new IntersectionObserver((entries) => {
      seen = entries.at(-1).isIntersecting;
      settle();
    }).observe(root);
  }

  const begin = () => {
    const asked = linked();
    if (asked !== null) seek(asked);
    return asked !== null;
  };
  addEventListener("hashchange", begin);
  const before = kept.read(`posisi:${guid}`);
  if (!begin() && before) seek(Number(before));
  audio.controls = false;
  one("[data-deck]", root).hidden = false;
  draw();
})();
