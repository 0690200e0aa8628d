import type { Fire } from "@/lib/alarms/fire.ts";

const FLASH_MS = 1_000;
const QUIET_ICON = "/favicon.svg";
const RINGING_ICON = "/favicon-ringing.svg";

/**
 * Shows in the tab and on the whole page that fires ring, newest first; returns how to take it back.
 * The title changes once a second at most, which is safe for people with photosensitive epilepsy.
 */
export function showRinging(fires: readonly Fire[]): () => void {
  const [newest] = fires;
  if (newest === undefined) return () => {};
  const quietTitle = document.title;
  const loudTitle = `🔔 ${newest.pair}${
    fires.length > 1 ? ` +${fires.length - 1}` : ""
  } is ringing`;
  const toggle = () => document.title = document.title === loudTitle ? quietTitle : loudTitle;
  toggle();
  const timer = prefersStillness() ? null : setInterval(toggle, FLASH_MS);
  setLook("ringing", RINGING_ICON);
  return () => {
    if (timer !== null) clearInterval(timer);
    document.title = quietTitle;
    setLook("quiet", QUIET_ICON);
  };
}

function setLook(look: "ringing" | "quiet", icon: string): void {
  document.documentElement.dataset["look"] = look;
  document.querySelector("link[rel=icon]")?.setAttribute("href", icon);
}

function prefersStillness(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
