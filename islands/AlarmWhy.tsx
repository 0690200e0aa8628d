import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import {
  afterNearest,
  followWhy,
  nearestText,
  watchedWords,
  whyTitle,
} from "@/lib/client/log/follow_why.ts";
import { type Model, pairOf } from "@/lib/client/model.ts";
import { useViewer } from "@/lib/client/viewer.ts";
import type { KnownAlarm, Why } from "@/lib/protocol/answers.ts";
import type { ComponentChildren } from "preact";
import type { Suppression } from "@/lib/alarms/why.ts";
import { suppressionText } from "@/lib/alarms/words.ts";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import { durationWords } from "@/lib/text/times.ts";
import { Icon } from "@/components/kit/Icon.tsx";
import { Moment } from "@/components/kit/Moment.tsx";
import { whyWords as words } from "@/components/alarm/list_texts.tsx";

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
      <Fact name={words.blocked}>
        <Suppressions {...{ why, alarm }} />
      </Fact>
      {!isRemoved && nearestText(why) !== null && (
        <Fact name={words.closest}>
          <Nearest why={why} />
        </Fact>
      )}
      {!isRemoved && (
        <Fact name={words.lastChecked}>
          {why.lastJudgedAt === null ? words.notYet : <Moment at={why.lastJudgedAt} />}
        </Fact>
      )}
      {why.watched.length > 0 && <Fact name={words.watched}>{watchedWords(why)}</Fact>}
      {why.unwatchedSeconds > 0 && (
        <Fact name={words.notWatched}>
          {words.unknown(durationWords(why.unwatchedSeconds * 1000))}
          <ul class="why-unwatched">
            {why.unwatched.map(({ from, to }) => (
              <li key={from}>
                {words.fromTo(<Moment at={from} form="full" />, <Moment at={to} form="full" />)}
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
  if (obstacles.length === 0) return <>{words.nothing}</>;
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
        {until !== null && words.until(<Moment at={until} />)}
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
        words.on(<Moment at={nearest.timestamp} form="short" />, afterNearest(nearest))}
      <span class="why-since">
        {words.countedSince(<Moment at={since} form="short" />)}
      </span>
    </>
  );
}
