import { type Signal, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import {
  AlarmChip,
  AlarmDetails,
  DistanceText,
  GaplessSince,
} from "@/components/alarm/AlarmDetails.tsx";
import { ConditionInPlace } from "@/components/alarm/InPlace.tsx";
import type { ManagerDialog } from "@/components/alarm/ManagerDialogs.tsx";
import { UndoLine } from "@/components/alarm/UndoLine.tsx";
import { useAlarmDeeds } from "@/components/alarm/actions.ts";
import { useInPlace } from "@/components/alarm/in_place.ts";
import { whyWords } from "@/components/alarm/list_texts.tsx";
import { alarmWords } from "@/components/alarm/texts.tsx";
import { useLater } from "@/components/kit/Dialog.tsx";
import { Icon, IconButton } from "@/components/kit/Icon.tsx";
import { Moment } from "@/components/kit/Moment.tsx";
import { ErrorLine } from "@/components/kit/Notice.tsx";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Suppression } from "@/lib/alarms/why.ts";
import { describeAlarm, suppressionText } from "@/lib/alarms/words.ts";
import { lookOf } from "@/lib/client/alarms/alarm_look.ts";
import { FIRST_ALARM_VIEW, type PlacedAlarm } from "@/lib/client/alarms/alarm_view.ts";
import "@/lib/client/base_path.ts";
import {
  afterNearest,
  followWhy,
  nearestText,
  watchedWords,
  whyTitle,
} from "@/lib/client/log/follow_why.ts";
import { type Model, pairOf } from "@/lib/client/model.ts";
import { pairTitle } from "@/lib/client/pair_titles.ts";
import { useViewer, viewer } from "@/lib/client/viewer.ts";
import { usePrices } from "@/lib/client/watching.ts";
import { titleOfPair } from "@/lib/market/pair_title.ts";
import type { KnownAlarm, Why } from "@/lib/protocol/answers.ts";
import type { PairView } from "@/lib/protocol/frames.ts";
import { durationWords } from "@/lib/text/times.ts";

interface AlarmHeadProps {
  model: Signal<Model>;
  /** The alarm as it was when the page was made. */
  known: KnownAlarm;
}

/** What an alarm waits for and how it stands, or that it is removed, above its history. */
export function AlarmHead({ model, known }: AlarmHeadProps) {
  useViewer(model);
  const pair = model.value.pairs.find(({ symbol }) => symbol === known.pair);
  usePrices(pair === undefined ? [] : [pair.symbol]);
  const alarm = pair?.alarms.find(({ id }) => id === known.alarm.id);
  const isThere = pair !== undefined && alarm !== undefined;
  const deeds = useAlarmDeeds(() => alarm?.paused === true);
  const inPlace = useInPlace(deeds.editInPlace);
  const look = isThere ? lookOf(alarm, pair, viewer.calmNow.value) : null;
  return (
    <div class="alarm-head">
      <h1 tabIndex={-1}>
        {isThere
          ? <ConditionInPlace {...{ alarm, pair, inPlace }} name={titleOfPair(pair)} />
          : describeAlarm(known.alarm, pairTitle(known.pair))}
      </h1>
      <div class="alarm-details">
        {isThere && look !== null
          ? <AlarmChip {...{ alarm, pair, look }} />
          : <span class="state state-expired">{alarmWords.removed}</span>}
        <span>{alarmWords.setAt(<Moment at={known.alarm.createdAt} form="full" />)}</span>
        {isThere && look !== null && <DistanceText {...{ alarm, pair, look }} />}
        {isThere && look !== null && <AlarmDetails {...{ alarm, pair, look, inPlace }} />}
        {isThere && look !== null && <GaplessSince {...{ alarm, pair, look }} />}
      </div>
      <AlarmActs
        placed={isThere ? { pair, alarm } : null}
        pairs={model.value.pairs}
        deeds={deeds}
      />
    </div>
  );
}

interface AlarmActsProps {
  /** Null once the alarm is removed. */
  placed: PlacedAlarm | null;
  pairs: readonly PairView[];
  deeds: ReturnType<typeof useAlarmDeeds>;
}

/** What can be done with an alarm on its own page, a press each. */
function AlarmActs({ placed, pairs, deeds }: AlarmActsProps) {
  const dialog = useSignal<ManagerDialog | null>(null);
  const isPaused = placed?.alarm.paused === true;
  const later = useLater(
    dialog.value !== null,
    () => import("@/components/alarm/ManagerDialogs.tsx"),
    (message) => {
      dialog.value = null;
      deeds.problem.value = message;
    },
  );
  return (
    <>
      {placed !== null && (
        <Acts
          {...{ placed, deeds, isPaused }}
          onOpen={(next) => dialog.value = next}
        />
      )}
      <UndoLine done={deeds.done.value} onEnd={() => deeds.done.value = null} />
      <ErrorLine message={deeds.problem.value} />
      {later !== null && (
        <later.ManagerDialogs
          {...{ deeds, pairs }}
          open={dialog.value}
          watched={pairs}
          view={FIRST_ALARM_VIEW}
          onView={() => {}}
          onOpen={(next) => dialog.value = next}
          onClose={(closed) => {
            if (dialog.value === closed) dialog.value = null;
          }}
        />
      )}
    </>
  );
}

interface ActsProps extends Pick<AlarmActsProps, "deeds"> {
  placed: PlacedAlarm;
  isPaused: boolean;
  onOpen: (dialog: ManagerDialog) => void;
}

function Acts({ placed, deeds, isPaused, onOpen }: ActsProps) {
  const { pair, alarm: { id } } = placed;
  const common = { needs: "changeAlarms" } as const;
  return (
    <div class="alarm-acts" role="group" aria-label={alarmWords.thisAlarm}>
      <IconButton
        {...{ ...common, icon: "edit", text: alarmWords.edit }}
        onClick={() => onOpen({ kind: "edit", placed })}
      />
      <button
        type="button"
        class="button"
        aria-haspopup="dialog"
        data-needs="changeAlarms"
        onClick={(event) =>
          onOpen({ kind: "menu", placed, button: event.currentTarget.getBoundingClientRect() })}
      >
        <Icon name="snooze" />
        <span class="button-text">{alarmWords.snooze}</span>
      </button>
      {isPaused
        ? (
          <IconButton
            {...{ ...common, icon: "play", text: alarmWords.resume }}
            onClick={() => deeds.resume([id])}
          />
        )
        : (
          <IconButton
            {...{ ...common, icon: "pause", text: alarmWords.pause }}
            onClick={() => deeds.pause([id])}
          />
        )}
      <IconButton
        {...{ ...common, icon: "rearm", text: alarmWords.rearm }}
        onClick={() => deeds.rearm(id)}
      />
      <IconButton
        {...{ ...common, icon: "copy", text: alarmWords.duplicate }}
        onClick={() => onOpen({ kind: "duplicate", alarms: [placed] })}
      />
      <a class="button" href={`/pairs/${encodeURIComponent(pair.symbol)}`} aria-current="false">
        <Icon name="chart" />
        <span class="button-text">{alarmWords.chartOf(titleOfPair(pair))}</span>
      </a>
    </div>
  );
}

interface AlarmWhyProps {
  model: Signal<Model>;
  /** The alarm, and the answer, as they were when the page was made. */
  known: KnownAlarm;
  first: Why;
}

/** Why an alarm has not rung, kept up to date. */
export function AlarmWhy({ model, known, first }: AlarmWhyProps) {
  useViewer(model);
  const why = useSignal(first);
  useEffect(() => followWhy(why), []);
  const alarms = pairOf(model.value, known.pair)?.alarms ?? [];
  const alarm = alarms.find(({ id }) => id === known.alarm.id) ?? known.alarm;
  return (
    <section class="why-section" aria-labelledby="why">
      <h2 id="why">{whyTitle(alarm)}</h2>
      <WhyFacts why={why.value} alarm={alarm} />
    </section>
  );
}

interface WhyProps {
  why: Why;
}

interface WhyFactsProps extends WhyProps {
  /** Which it is about. */
  alarm: Alarm;
}

/** When an alarm was last evaluated, its near miss, and what suppresses it. */
function WhyFacts({ why, alarm }: WhyFactsProps) {
  const isRemoved = why.state === "removed";
  return (
    <dl class="why">
      <Fact name={whyWords.blocked}>
        <Suppressions {...{ why, alarm }} />
      </Fact>
      {!isRemoved && nearestText(why) !== null && (
        <Fact name={whyWords.closest}>
          <Nearest why={why} />
        </Fact>
      )}
      {!isRemoved && (
        <Fact name={whyWords.lastChecked}>
          {why.lastJudgedAt === null ? whyWords.notYet : <Moment at={why.lastJudgedAt} />}
        </Fact>
      )}
      {why.watched.length > 0 && <Fact name={whyWords.watched}>{watchedWords(why)}</Fact>}
      {why.unwatchedSeconds > 0 && (
        <Fact name={whyWords.notWatched}>
          {whyWords.unknown(durationWords(why.unwatchedSeconds * 1000))}
          <ul class="why-unwatched">
            {why.unwatched.map(({ from, to }) => (
              <li key={from}>
                {whyWords.fromTo(<Moment at={from} form="full" />, <Moment at={to} form="full" />)}
              </li>
            ))}
          </ul>
        </Fact>
      )}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div class="why-fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Suppressions({ why: { obstacles, reset }, alarm }: WhyFactsProps) {
  if (obstacles.length === 0) return <>{whyWords.nothing}</>;
  return (
    <ul class="why-obstacles">
      {obstacles.map((each) => (
        <Line key={each.reason} text={suppressionText(each, alarm, reset)} until={each.until} />
      ))}
    </ul>
  );
}

function Line({ text, until }: Pick<Suppression, "text" | "until">) {
  return (
    <li>
      <Icon name="info" />
      <span>
        {text}
        {until !== null && whyWords.until(<Moment at={until} />)}
      </span>
    </li>
  );
}

function Nearest({ why }: WhyProps) {
  const { nearest, since } = why;
  return (
    <>
      {nearestText(why)}
      {nearest !== null &&
        whyWords.on(<Moment at={nearest.timestamp} form="short" />, afterNearest(nearest))}
      <span class="why-since">
        {whyWords.countedSince(<Moment at={since} form="short" />)}
      </span>
    </>
  );
}
