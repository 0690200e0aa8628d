import type { ComponentChildren } from "preact";
import { Icon } from "@/components/kit/Icon.tsx";
import { Age, Moment } from "@/components/kit/Moment.tsx";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import { describeAlarm, pastLevel } from "@/lib/alarms/words.ts";
import { pairTitle } from "@/lib/client/pair_titles.ts";
import { fireWords, type RingingActions, snoozeChoices } from "@/lib/client/ringing/ringing.ts";
import { viewer } from "@/lib/client/viewer.ts";
import { texts } from "@/lib/language/texts.ts";
import { formatPrice } from "@/lib/market/format_price.ts";

/** What stands over everything while alarms ring; a `pair` is its title, such as `BTC/USDT`. */
export const ringingWords = texts("ringing", {
  title: (count: number) => count === 1 ? "An alarm is ringing" : `${count} alarms are ringing`,
  /** Why nothing can be heard, over what rings and in a bar. */
  silence: {
    blocked: "Sound is blocked: click anywhere to hear it",
    volume: "The volume is 0 in this browser: this rings in silence",
  },
  silenceBar: {
    blocked: "Sound is blocked: click to enable",
    volume: "The volume is 0: alarms make no sound in this browser. Turn it on",
  },
  hide: "Hide on this screen",
  silenceAll: (count: number) => count === 1 ? "Silence" : "Silence all",
  silenceMeans: "acknowledged on every screen",
  alsoInBackground: "Also show it while this page is in the background",
  older: (count: number) => `and ${count} older ones`,
  acknowledge: "Acknowledge",
  acknowledgePair: (pair: string) => `Acknowledge ${pair}`,
  more: "More",
  moreFor: (pair: string) => `More for ${pair}`,
  rearm: "Re-arm",
  rearmMeans: "Acknowledge, and let it ring again when it happens again",
  chart: "Chart",
  openChart: (pair: string) => `Open chart of ${pair}`,
  snooze: "Snooze",
  snoozePair: (pair: string) => `Snooze ${pair}`,
  snoozeFor: (how: string) => `Snooze ${how}`,
});

interface RingingFireProps {
  fire: Fire;
  /** The alarm as it is now; undefined when it was removed, or is none that is kept. */
  alarm: Alarm | undefined;
  actions: RingingActions;
  /** Nothing else rings: the button below the list acknowledges it. */
  isAlone: boolean;
  /** Shows all that can be done, not only the acknowledgement. */
  isOpen: boolean;
  onOpen: () => void;
}

/** One fire that rings: what happened, and what can be done about it. */
export function RingingFire(props: RingingFireProps) {
  const { fire, actions, isAlone, isOpen, onOpen } = props;
  return (
    <li class={isOpen ? "ringing-fire ringing-open" : "ringing-fire"}>
      <FireFacts fire={fire} condition={describeAlarm(fire.alarm, pairTitle(fire.pair))}>
        {"· "}
        <Age at={fire.timestamp} />
      </FireFacts>
      <div class="ringing-acts">
        {!isAlone && (
          <button
            type="button"
            class="button"
            data-needs="acknowledge"
            aria-label={ringingWords.acknowledgePair(pairTitle(fire.pair))}
            onClick={() => actions.acknowledge(fire)}
          >
            <Icon name="check" />
            {ringingWords.acknowledge}
          </button>
        )}
        {isOpen ? <MoreActs {...props} /> : (
          <button
            type="button"
            class="button"
            aria-label={ringingWords.moreFor(pairTitle(fire.pair))}
            aria-expanded="false"
            onClick={onOpen}
          >
            {ringingWords.more}
            <Icon name="chevron" />
          </button>
        )}
      </div>
    </li>
  );
}

/** A rehearsal leaves its alarm alone; one that is gone can only be acknowledged. */
function MoreActs({ fire, alarm, actions }: RingingFireProps) {
  const isChangeable = alarm !== undefined && !fire.test;
  return (
    <>
      {isChangeable && alarm.triggered && alarm.mode === "once" && (
        <button
          type="button"
          class="button"
          data-needs="changeAlarms"
          title={ringingWords.rearmMeans}
          onClick={() => actions.rearm(fire)}
        >
          <Icon name="rearm" />
          {ringingWords.rearm}
        </button>
      )}
      <a
        class="button"
        href={`/pairs/${encodeURIComponent(fire.pair)}`}
        aria-current="false"
        aria-label={ringingWords.openChart(pairTitle(fire.pair))}
      >
        <Icon name="chart" />
        {ringingWords.chart}
      </a>
      {isChangeable && <SnoozeActs {...{ fire, actions }} />}
    </>
  );
}

function SnoozeActs({ fire, actions }: Pick<RingingFireProps, "fire" | "actions">) {
  const choices = snoozeChoices(viewer.calmNow.value, viewer.zone.value);
  return (
    <div
      class="ringing-snooze"
      data-needs="changeAlarms"
      role="group"
      aria-label={ringingWords.snoozePair(pairTitle(fire.pair))}
    >
      <span class="ringing-snooze-title">
        <Icon name="snooze" />
        {ringingWords.snooze}
      </span>
      {choices.map(({ text, label, input }) => (
        <button
          key={text}
          type="button"
          class="button"
          aria-label={ringingWords.snoozeFor(label)}
          onClick={() => actions.snooze(fire, input)}
        >
          {text}
        </button>
      ))}
    </div>
  );
}

interface FireFactsProps {
  fire: Fire;
  condition: string;
  /** What stands after the moment, such as how long ago it was. */
  children?: ComponentChildren;
}

/** Which pair, at which price, which condition, how far past it, when, and why it was found late. */
export function FireFacts({ fire, condition, children }: FireFactsProps) {
  const past = pastLevel(fire);
  return (
    <div class="fire-facts">
      <p class="fire-head">
        <strong class="fire-pair">{pairTitle(fire.pair)}</strong>
        <span class={`fire-price change-${fire.direction}`}>
          <Icon name={fire.direction} />
          {formatPrice(fire.price)}
        </span>
        <FireMarks fire={fire} />
      </p>
      <p class="fire-condition">{condition}</p>
      {past !== null && <p class="fire-past">{past}</p>}
      {fire.alarm.note !== "" && <p class="fire-note">{fire.alarm.note}</p>}
      <p class="fire-when">
        <Moment at={fire.timestamp} form="full" /> {children}
      </p>
      {fire.late && (
        <p class="fire-late">
          {fireWords.found} <Moment at={fire.detectedAt} />
          {fire.lateWhy !== undefined && `: ${fire.lateWhy}`}
        </p>
      )}
    </div>
  );
}

function FireMarks({ fire }: { fire: Fire }) {
  return (
    <>
      {fire.late && <span class="mark" title={fireWords.lateMeans}>{fireWords.isLate}</span>}
      {fire.test && (
        <span class="mark mark-test" title={fireWords.testMeans}>{fireWords.isTest}</span>
      )}
      {fire.seenIn !== undefined && (
        <span class="mark" title={fireWords.shortMeans}>{fireWords.short[fire.seenIn]}</span>
      )}
    </>
  );
}
