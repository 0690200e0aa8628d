import type { Alarm } from "@/lib/alarms/alarm.ts";
import { type AlarmLook, warmUpMs } from "@/lib/live/alarm_look.ts";
import { ageText } from "@/lib/live/time_text.ts";
import type { PairView } from "@/lib/live/protocol.ts";
import type { Viewer } from "@/lib/live/viewer.ts";
import { formatPrice } from "@/lib/market/format_price.ts";
import { Moment } from "./Moment.tsx";

interface AlarmDetailsProps {
  alarm: Alarm;
  pair: PairView;
  look: AlarmLook;
  viewer: Viewer;
}

/** What else there is to know of an alarm: why it rests, when it rang, how long it lives, its note. */
export function AlarmDetails({ alarm, pair, look, viewer }: AlarmDetailsProps) {
  return (
    <>
      {(look === "snoozed" || look === "suppressed") && (
        <Until text="until" at={alarm.snoozedUntil} viewer={viewer} />
      )}
      {look === "suppressed" && <span>{alarm.pausedReason}</span>}
      {look === "warmingUp" && (
        <span>needs {ageText(warmUpMs(alarm, pair, viewer.calmNow.value))} more history</span>
      )}
      <LastFire alarm={alarm} viewer={viewer} />
      {alarm.mode === "repeat" && <span>every time</span>}
      <Until text={look === "expired" ? "since" : "expires"} at={alarm.expiresAt} viewer={viewer} />
      {alarm.note !== "" && <span class="alarm-note">{alarm.note}</span>}
    </>
  );
}

function Until({ text, at, viewer }: { text: string; at: string | null; viewer: Viewer }) {
  if (at === null) return null;
  return (
    <span>
      {text} <Moment at={at} viewer={viewer} />
    </span>
  );
}

function LastFire({ alarm, viewer }: { alarm: Alarm; viewer: Viewer }) {
  const { triggeredAt, triggeredPrice } = alarm;
  if (triggeredAt === null) return null;
  return (
    <span>
      rang <Moment at={triggeredAt} viewer={viewer} />
      {triggeredPrice !== null && <>{" "}at {formatPrice(triggeredPrice)}</>}
    </span>
  );
}
