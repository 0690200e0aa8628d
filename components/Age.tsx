import type { Viewer } from "@/lib/live/viewer.ts";
import { ageText } from "@/lib/live/time_text.ts";

/** How long ago a moment was, counting on; its width does not move the line. */
export function Age({ at, viewer }: { at: string; viewer: Viewer }) {
  const text = ageText(viewer.now.value - Date.parse(at));
  return <time class="age" dateTime={at}>{text} ago</time>;
}
