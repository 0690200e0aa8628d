import type { Viewer } from "@/lib/live/viewer.ts";
import { clockText, momentText, shortMomentText } from "@/lib/live/time_text.ts";

interface MomentProps {
  at: string;
  viewer: Viewer;
  /** `clock` leaves today's date out, `short` the year and the seconds. */
  form?: "clock" | "short" | "full";
}

/** A moment in the viewer's zone, which is named. */
export function Moment({ at, viewer, form = "clock" }: MomentProps) {
  const zone = viewer.zone.value;
  const text = form === "clock"
    ? clockText(at, viewer.calmNow.value, zone)
    : form === "full"
    ? momentText(at, zone)
    : shortMomentText(at, zone);
  return <time class={`moment moment-${form}`} dateTime={at}>{text}</time>;
}
