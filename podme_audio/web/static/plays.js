// Tells the newsroom which seconds of an episode were heard: no cookie, no name, nothing kept on this device.
// Whoever asks not to be tracked is not counted at all.
"use strict";
(() => {
  const to = document.currentScript?.dataset.to;
  if (!to || !navigator.sendBeacon || navigator.globalPrivacyControl || navigator.doNotTrack === "1") return;

  const MOST = 80; // spans told at once: they fit into two kilobytes
  const APART = 10; // seconds between two looks at a player that is playing, however busy the device is
  const sittings = new Map(); // an episode's guid -> what was heard of it since this page was loaded
  const running = new WeakMap(); // a player -> where it was last seen playing

  const lot = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const sitting = (guid) => {
    if (!sittings.has(guid)) sittings.set(guid, { id: lot(), spans: [], told: true });
    return sittings.get(guid);
  };
  const together = (spans) => {
    const all = [];
    for (const [start, stop] of [...spans].sort((a, b) => a[0] - b[0])) {
      const last = all.at(-1);
      if (last && start <= last[1] + 0.05) last[1] = Math.max(last[1], stop);
      else all.push([start, stop]);
    }
    return all.sort((a, b) => b[1] - b[0] - a[1] + a[0]).slice(0, MOST).sort((a, b) => a[0] - b[0]);
  };
  const named = (audio) => audio.dataset.guid ?? audio.closest("[data-player]")?.dataset.guid;

  const look = (audio) => {
    const guid = named(audio), now = audio.currentTime, before = running.get(audio);
    if (guid && before?.guid === guid && now > before.at && now - before.at <= APART * audio.playbackRate) {
      const one = sitting(guid);
      one.spans = together([...one.spans, [before.at, now]]);
      one.told = false;
    }
    if (audio.paused || audio.seeking || !guid) running.delete(audio);
    else running.set(audio, { guid, at: now });
  };
  const tell = () => {
    for (const [episode, one] of sittings) {
      if (one.told) continue;
      const heard = one.spans.map((span) => span.map((second) => Math.round(second * 10) / 10));
      one.told = navigator.sendBeacon(to, JSON.stringify({ episode, id: one.id, heard }));
    }
  };

  // The page may be another in a moment, and its player too: whoever plays on this document is heard.
  const when = (type, does) => document.addEventListener(type, (event) => {
    if (event.target instanceof HTMLAudioElement) does(event.target);
  }, true);
  when("playing", look);
  when("timeupdate", look);
  when("seeking", (audio) => running.delete(audio));
  when("emptied", (audio) => { running.delete(audio); tell(); });
  for (const type of ["pause", "ended"]) when(type, (audio) => { look(audio); tell(); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") tell(); });
  addEventListener("pagehide", tell);
})();
