import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { WhyFacts } from "@/components/alarm/WhyFacts.tsx";
import { followWhy, whyTitle } from "@/lib/client/log/follow_why.ts";
import { type Model, pairOf } from "@/lib/client/model.ts";
import { useViewer } from "@/lib/client/viewer.ts";
import type { KnownAlarm, Why } from "@/lib/protocol/answers.ts";

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
