// Makes the player in a frame more comfortable; without it the browser's own is there.
"use strict";
(() => {
  const root = document.querySelector("[data-player]");
  const one = (name) => root.querySelector(name);
  const audio = one("audio"), play = one("[data-play]"), bar = one("[data-seek]"), speed = one("[data-speed]");
  const { guid, title, show, artwork } = root.dataset;
  const SPEEDS = [1, 1.25, 1.5, 1.75, 2, 0.75];
  const KEY = `podme:posisi:${guid}`;
  // A browser may refuse a frame its storage, or keep it apart for each site around it.
  const read = () => { try { return localStorage.getItem(KEY); } catch { return null; } };
  const write = (value) => {
    try {
      if (value === null) localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, value);
    } catch { /* then it begins anew */ }
  };
  const clock = (seconds) => {
    const whole = Math.max(0, Math.floor(seconds));
    const parts = [Math.floor(whole / 60) % 60, whole % 60];
    if (whole >= 3600) parts.unshift(Math.floor(whole / 3600));
    return parts.map((part, at) => (at ? String(part).padStart(2, "0") : part)).join(":");
  };
  const linked = () => {
    const said = new URLSearchParams(location.hash.slice(1)).get("t") ?? "";
    const colons = /^(?:(\d+):)?(\d+):(\d{1,2})$/.exec(said);
    const units = said && /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s?)?$/.exec(said);
    const [hours, minutes, seconds] = (colons || units || []).slice(1).map((part) => Number(part ?? 0));
    return hours === undefined ? Number(root.dataset.starts) : (hours * 60 + minutes) * 60 + seconds;
  };
  const length = () => (Number.isFinite(audio.duration) ? audio.duration : Number(root.dataset.duration));
  let waiting = null, told, saved = 0;
  const at = () => waiting ?? audio.currentTime;
  const tell = (text) => {
    one("[data-told]").textContent = text;
    clearTimeout(told);
    told = setTimeout(() => { one("[data-told]").textContent = ""; }, 6000);
  };
  const draw = () => {
    const now = at(), whole = length();
    bar.value = now;
    bar.setAttribute("aria-valuetext", `${clock(now)} dari ${clock(whole)}`);
    root.style.setProperty("--played", `${(100 * now) / whole}%`);
    one("[data-now]").textContent = clock(now);
    one("[data-length]").textContent = clock(whole);
  };
  const seek = (seconds) => {
    const to = Math.min(Math.max(0, seconds), Math.max(0, length() - 0.1));
    if (audio.readyState) audio.currentTime = to;
    else waiting = to;
    draw();
  };
  const start = () => audio.play().catch((error) => {
    if (error.name !== "AbortError") tell("Audio tidak dapat diputar. Coba lagi.");
  });
  const toggle = () => (audio.paused ? start() : audio.pause());
  const skip = (seconds) => seek(at() + seconds);
  const turn = (factor) => {
    audio.defaultPlaybackRate = audio.playbackRate = factor;
    speed.textContent = `${String(factor).replace(".", ",")}×`;
    speed.setAttribute("aria-label", `Kecepatan ${speed.textContent}`);
  };
  const remember = () => {
    saved = at();
    write(saved > 3 && saved < length() - 5 ? saved.toFixed(1) : null);
  };

  const session = navigator.mediaSession;
  const actions = {
    play: start,
    pause: () => audio.pause(),
    seekbackward: (by) => skip(-(by.seekOffset ?? 15)),
    seekforward: (by) => skip(by.seekOffset ?? 30),
    seekto: (to) => seek(to.seekTime),
  };
  const announce = () => {
    if (!session) return;
    session.metadata = new MediaMetadata({ title, artist: show, artwork: [{ src: artwork, sizes: "600x600", type: "image/jpeg" }] });
    for (const [action, does] of Object.entries(actions)) {
      try { session.setActionHandler(action, does); } catch { /* unknown here */ }
    }
  };
  const place = () => {
    if (audio.readyState && session?.setPositionState) {
      session.setPositionState({ duration: length(), playbackRate: audio.playbackRate, position: Math.min(at(), length()) });
    }
  };
  const state = () => {
    root.classList.toggle("playing", !audio.paused);
    play.setAttribute("aria-label", audio.paused ? "Putar" : "Jeda");
  };
  const events = {
    loadedmetadata() {
      if (waiting !== null) audio.currentTime = waiting;
      waiting = null;
      place();
      draw();
    },
    timeupdate() {
      draw();
      if (Math.abs(at() - saved) >= 2) remember();
    },
    play() { state(); announce(); },
    pause() { state(); remember(); },
    ended() { state(); write(null); },
    seeked() { place(); draw(); },
    ratechange: place,
    waiting() { root.classList.add("loading"); },
    playing() { root.classList.remove("loading"); place(); },
    error() {
      root.classList.remove("loading");
      tell("Audio tidak dapat dimuat. Periksa sambungan Anda.");
    },
  };
  for (const [event, does] of Object.entries(events)) audio.addEventListener(event, does);
  play.addEventListener("click", toggle);
  for (const button of root.querySelectorAll("[data-skip]")) {
    button.addEventListener("click", () => skip(Number(button.dataset.skip)));
  }
  bar.addEventListener("input", () => seek(Number(bar.value)));
  speed.addEventListener("click", () => turn(SPEEDS[(SPEEDS.indexOf(audio.playbackRate) + 1) % SPEEDS.length]));
  addEventListener("pagehide", remember);
  addEventListener("hashchange", () => seek(linked()));

  audio.controls = false;
  audio.preservesPitch = true;
  play.hidden = one("[data-deck]").hidden = false;
  seek(linked() || Number(read() ?? 0));
})();
