import { viewer } from "@/lib/client/viewer.ts";
import { ageText, clockText, momentText, shortMomentText } from "@/lib/text/times.ts";
import { kitWords } from "./texts.ts";

interface MomentProps {
  at: string;
  /** `clock` leaves today's date out, `short` the year and the seconds. */
  form?: "clock" | "short" | "full";
}

/** A moment in the viewer's zone, which is named. */
export function Moment({ at, form = "clock" }: MomentProps) {
  const zone = viewer.zone.value;
  const text = form === "clock"
    ? clockText(at, viewer.calmNow.value, zone)
    : form === "full"
    ? momentText(at, zone)
    : shortMomentText(at, zone);
  return <time class={`moment moment-${form}`} dateTime={at}>{text}</time>;
}

/** How long ago a moment was, counting on; its width does not move the line. */
export function Age({ at }: { at: string }) {
  const text = ageText(viewer.now.value - Date.parse(at));
  return <time class="age" dateTime={at}>{kitWords.ago(text)}</time>;
}
