import { Icon } from "@/components/kit/Icon.tsx";
import { Age } from "@/components/kit/Moment.tsx";
import { FireFacts } from "@/components/log/FireFacts.tsx";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import { describeAlarm } from "@/lib/alarms/words.ts";
import { pairTitle } from "@/lib/client/pair_titles.ts";
import { type RingingActions, snoozeChoices } from "@/lib/client/ringing/ringing.ts";
import { viewer } from "@/lib/client/viewer.ts";
import { texts } from "@/lib/language/texts.ts";

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
