// Seconds, as clocks show them and as links say them.

export const clock = (seconds) => {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor(whole / 60) % 60, whole % 60];
  if (whole >= 3600) parts.unshift(Math.floor(whole / 3600));
  return parts.map((part, at) => (at ? String(part).padStart(2, "0") : part)).join(":");
};

export const said = (seconds) => {
  const minutes = Math.max(1, Math.round(seconds / 60)), hours = Math.floor(minutes / 60);
  return [hours && `${hours} jam`, minutes % 60 && `${minutes % 60} menit`].filter(Boolean).join(" ");
};

/** "12", "12.5s", "1h2m3s", "1:02:03" in seconds; null for anything else. */
export const seconds = (text) => {
  if (/^\d+(:\d{1,2}){1,2}(\.\d+)?$/.test(text)) return text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  const match = text && /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s?)?$/.exec(text);
  return match ? match.slice(1).reduce((sum, part) => sum * 60 + Number(part ?? 0), 0) : null;
};

/** Where a link wants to begin and, perhaps, to end: "#t=12", "?t=1m", "#t=10,20". */
export const moment = ({ hash, search }) => {
  const told = new URLSearchParams(hash.slice(1)).get("t") || new URLSearchParams(search).get("t") || "";
  const [start, stop] = told.split(",").map((part) => seconds(part.trim()));
  return start == null ? null : { start, stop: stop > start ? stop : null };
};
