import type { ComponentChildren } from "preact";
import { viewer } from "@/lib/client/viewer.ts";
import { Icon } from "@/components/kit/Icon.tsx";
import { Moment } from "@/components/kit/Moment.tsx";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import { distanceToTrigger, resetWords, suppressionText, toldWords } from "@/lib/alarms/words.ts";
import {
  type AlarmLook,
  gaplessSince,
  shownReset,
  warmUpMs,
  windowStart,
} from "@/lib/client/alarms/alarm_look.ts";
import { formatChange, formatPrice } from "@/lib/market/format_price.ts";
import type { PairView } from "@/lib/protocol/frames.ts";
import { ageText } from "@/lib/text/times.ts";
import type { InPlace } from "./in_place.ts";
import { NoteInPlace } from "./InPlace.tsx";
import { alarmWords as words } from "./texts.tsx";

/** What else there is to know of an alarm: why it rests, when it rang, how long it lives, its note, which `inPlace` changes. */
export function AlarmDetails(
  { alarm, pair, look, inPlace }: AlarmChipProps & { inPlace?: InPlace },
) {
  return (
    <>
      {(look === "snoozed" || look === "suppressed") && (
        <Until said={words.until} at={alarm.snoozedUntil} />
      )}
      {look === "suppressed" && <span>{suppressedText(alarm)}</span>}
      {look === "warmingUp" && (
        <span>{words.needsHistory(ageText(warmUpMs(alarm, pair, viewer.calmNow.value)))}</span>
      )}
      <LastFire alarm={alarm} />
      {alarm.mode === "repeat" && <span>{words.repeat}</span>}
      <Until said={look === "expired" ? words.since : words.expires} at={alarm.expiresAt} />
      {toldWords(alarm).map((told) => <span key={told}>{told}</span>)}
      {alarm.tags?.map((tag) => <span key={tag} class="alarm-tag">#{tag}</span>)}
      {inPlace !== undefined && <NoteInPlace {...{ alarm, pair, inPlace }} />}
      {inPlace === undefined && alarm.note !== "" && <span class="alarm-note">{alarm.note}</span>}
    </>
  );
}

/** "Watched without a gap since 14:02"; nothing where it is not watched. */
export function GaplessSince({ alarm, pair, look }: AlarmChipProps) {
  if (look === "unwatched" || look === "expired") return null;
  return (
    <span class="alarm-gapless">
      <span class="alarm-gapless-words">{words.gaplessSince}</span>{" "}
      <Moment at={gaplessSince(alarm, pair)} form="short" />
    </span>
  );
}

/** Why the program itself suppresses it: a server has said it in English. */
function suppressedText(alarm: Alarm): string {
  const text = alarm.pausedReason ?? "";
  return suppressionText({ reason: "fireLimit", text }, alarm, null);
}

type Said = (at: ComponentChildren) => ComponentChildren;

function Until({ said, at }: { said: Said; at: string | null }) {
  return at === null ? null : <span>{said(<Moment at={at} />)}</span>;
}

function LastFire({ alarm }: { alarm: Alarm }) {
  const { triggeredAt, triggeredPrice } = alarm;
  if (triggeredAt === null) return null;
  return (
    <span>
      {words.rang(
        <Moment at={triggeredAt} />,
        triggeredPrice === null ? null : formatPrice(triggeredPrice),
      )}
    </span>
  );
}

interface AlarmChipProps {
  alarm: Alarm;
  pair: PairView;
  look: AlarmLook;
}

/** The state of an alarm in a word or two. */
export function AlarmChip({ alarm, pair, look }: AlarmChipProps) {
  return (
    <span class={`state state-${look}`}>
      <span class="state-dot" />
      {look === "waitingToReset" ? waitingWords(alarm, pair) : restingWords(alarm, look)}
    </span>
  );
}

function restingWords({ mode }: Alarm, look: AlarmLook): string {
  return look === "triggered" && mode === "repeat" ? words.cooldown : words.looks[look];
}

/** What it waits for is told by the price, so it moves with the window. */
function waitingWords(alarm: Alarm, pair: PairView): string {
  const reset = shownReset(alarm, pair, viewer.calmNow.value);
  return reset === null ? words.looks.waitingToReset : resetWords(reset);
}

/** How far the price has to go until the alarm rings; nothing where it would not ring there. */
export function DistanceText({ alarm, pair, look }: AlarmChipProps) {
  if (look === "expired" || look === "waitingToReset") return null;
  const start = windowStart(alarm, pair, viewer.calmNow.value);
  const { price, percent } = distanceToTrigger(alarm, pair, start);
  if (price === null || percent === null) return null;
  return (
    <span class="distance">
      <Icon name={percent < 0 ? "down" : "up"} />
      <span>
        {words.distance(<strong>{formatChange(percent)}</strong>, formatPrice(price))}
      </span>
    </span>
  );
}

/** What is done most with an alarm, by how it stands. */
export function firstButton(act: keyof typeof FIRST_ICONS) {
  return { icon: FIRST_ICONS[act], text: words[act] };
}

const FIRST_ICONS = { snooze: "snooze", resume: "play", rearm: "rearm" } as const;

/** It may ring without anybody doing anything. */
const ARMED_LOOKS: ReadonlySet<AlarmLook> = new Set([
  ...["armed", "warmingUp", "unwatched", "waitingToReset"] as const,
]);

/** The one of them that an alarm offers first. */
export function firstAct(look: AlarmLook): keyof typeof FIRST_ICONS {
  if (look === "paused") return "resume";
  return ARMED_LOOKS.has(look) ? "snooze" : "rearm";
}

/** From a row to the alarm's own page. */
export function WhyLink({ id }: Pick<Alarm, "id">) {
  return (
    <a
      class="button button-quiet"
      href={`/alarms/${id}`}
      aria-current="false"
      title={words.why}
    >
      <Icon name="history" />
      <span class="button-text">{words.why}</span>
    </a>
  );
}
