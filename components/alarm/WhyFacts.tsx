import type { ComponentChildren } from "preact";
import type { Why } from "@/lib/protocol/answers.ts";
import type { Suppression } from "@/lib/alarms/suppressed.ts";
import { durationWords } from "@/lib/text/times.ts";
import { afterNearest, nearestText, watchedWords } from "@/lib/client/log/follow_why.ts";
import { Icon } from "@/components/kit/Icon.tsx";
import { Moment } from "@/components/kit/Moment.tsx";

interface WhyProps {
  why: Why;
}

/** When an alarm was last evaluated, its near miss, and what suppresses it. */
export function WhyFacts({ why }: WhyProps) {
  const isRemoved = why.state === "removed";
  return (
    <dl class="why">
      <Fact name="Blocked by">
        <Suppressions why={why} />
      </Fact>
      {!isRemoved && nearestText(why) !== null && (
        <Fact name="Closest price">
          <Nearest why={why} />
        </Fact>
      )}
      {!isRemoved && (
        <Fact name="Last checked">
          {why.lastJudgedAt === null ? "Not yet" : <Moment at={why.lastJudgedAt} />}
        </Fact>
      )}
      {why.watched.length > 0 && <Fact name="Watched">{watchedWords(why)}</Fact>}
      {why.unwatchedSeconds > 0 && (
        <Fact name="Not watched">
          {durationWords(why.unwatchedSeconds * 1000)} in that time: what happened then is not known
          <ul class="why-unwatched">
            {why.unwatched.map(({ from, to }) => (
              <li key={from}>
                <Moment at={from} form="full" /> to <Moment at={to} form="full" />
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

function Suppressions({ why: { obstacles } }: WhyProps) {
  if (obstacles.length === 0) return <>Nothing: it rings when the price gets there</>;
  return (
    <ul class="why-obstacles">
      {obstacles.map((suppression) => <Line key={suppression.reason} suppression={suppression} />)}
    </ul>
  );
}

function Line({ suppression: { text, until } }: { suppression: Suppression }) {
  return (
    <li>
      <Icon name="info" />
      <span>
        {text}
        {until !== null && (
          <>
            , until <Moment at={until} />
          </>
        )}
      </span>
    </li>
  );
}

function Nearest({ why }: WhyProps) {
  const { nearest, since } = why;
  return (
    <>
      {nearestText(why)}
      {nearest !== null && (
        <>
          {" "}on <Moment at={nearest.timestamp} form="short" />: {afterNearest(nearest)}
        </>
      )}
      <span class="why-since">
        counted since <Moment at={since} form="short" />
      </span>
    </>
  );
}
