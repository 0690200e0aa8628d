import type { Viewer } from "@/lib/live/viewer.ts";
import { clockText, momentText } from "@/lib/live/time_text.ts";

interface MomentProps {
  at: string;
  viewer: Viewer;
  /** `clock` leaves today's date out. */
  form?: "clock" | "full";
}

/** A moment in the viewer's zone, which is named. */
export function Moment({ at, viewer, form = "clock" }: MomentProps) {
  const zone = viewer.zone.value;
  const text = form === "full" ? momentText(at, zone) : clockText(at, viewer.calmNow.value, zone);
  return <time class={`moment moment-${form}`} dateTime={at}>{text}</time>;
}
