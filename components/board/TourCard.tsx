import { type Signal, useSignal, useSignalEffect } from "@preact/signals";
import { IconButton } from "@/components/kit/Icon.tsx";
import { kitWords } from "@/components/kit/texts.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import type { Model } from "@/lib/client/model.ts";
import { changePreferences, keep, recall } from "@/lib/client/preferences.ts";
import { texts } from "@/lib/language/texts.ts";
import type { PairView } from "@/lib/protocol/frames.ts";

/** The first minute in the demo. */
export const tourWords = texts("tour", {
  step: (step: number, of: number) => `Step ${step} of ${of}`,
  skip: "Skip the introduction",
  titles: {
    set: "Set your first alarm",
    wait: "It rings within half a minute",
    acknowledge: "Press Silence",
    why: "That is all",
  },
  details: {
    set: "One line is enough. This one rings as soon as the price has moved a little.",
    wait: "It is watched every second now, also with no page open. Turn your sound on.",
    acknowledge: "It rings on every screen until somebody has seen it.",
    why: "It is acknowledged on every screen. Each alarm tells why it rang, or has not.",
  },
  thenEnter: "then press Enter",
  seeWhy: "See why it rang",
});

const KEY = "tour";
const STEPS: Readonly<Record<TourStep, 1 | 2 | 3>> = { set: 1, wait: 2, acknowledge: 3, why: 3 };

/** Three steps: an alarm is set, rings, and is acknowledged. It covers a corner, and keeps nothing from being used. */
export function TourCard({ model }: { model: Signal<Model> }) {
  const memory = useSignal(readTour(recall("tab", KEY)) ?? begun(model.peek()));
  useSignalEffect(() => {
    const next = tourAfter(memory.peek(), model.value);
    if (next === memory.peek()) return;
    memory.value = next;
    keep("tab", KEY, JSON.stringify(next));
  });
  const step = tourStep(memory.value, model.value);
  const end = () => changePreferences({ hasToured: true });
  return (
    <aside class="tour" data-needs="changeAlarms" aria-labelledby="tour-title">
      <header class="tour-head">
        <p class="tour-count">{tourWords.step(STEPS[step], 3)}</p>
        <IconButton icon="close" text={tourWords.skip} look="quiet" onClick={end} />
      </header>
      <div role="status">
        <h2 id="tour-title">{tourWords.titles[step]}</h2>
        <p>{tourWords.details[step]}</p>
      </div>
      <Acts step={step} line={tourLine(model.value.pairs)} alarm={memory.value.alarm} onEnd={end} />
    </aside>
  );
}

function begun({ serverTime }: Model) {
  return { since: serverTime, alarm: null, hasRung: false };
}

interface ActsProps {
  step: TourStep;
  line: string | null;
  alarm: string | null;
  onEnd: () => void;
}

function Acts({ step, line, alarm, onEnd }: ActsProps) {
  if (step === "set" && line !== null) {
    return (
      <div class="tour-acts">
        <button type="button" class="quick-suggestion" onClick={() => typeLine(line)}>
          {line}
        </button>
        <span class="tour-hint">{tourWords.thenEnter}</span>
      </div>
    );
  }
  if (step !== "why") return null;
  return (
    <div class="tour-acts">
      <a class="button" href={`/alarms/${alarm}`} aria-current="false" onClick={onEnd}>
        {tourWords.seeWhy}
      </a>
      <button type="button" class="button button-primary" onClick={onEnd}>
        {kitWords.done}
      </button>
    </div>
  );
}

/** Writes into the line of text as a hand would. */
function typeLine(line: string): void {
  const field = document.querySelector<HTMLInputElement>("#quick-alarm");
  if (field === null) return;
  field.value = line;
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  field.focus();
}

/** What the first minute in the demo knows of itself; kept for the tab, across its pages. */
export interface TourMemory {
  /** When it began, by the server's clock (ISO): alarms of before are not the person's. */
  readonly since: string;
  /** The alarm that was set. */
  readonly alarm: string | null;
  readonly hasRung: boolean;
}

/** What a person does next. */
export type TourStep = "set" | "wait" | "acknowledge" | "why";

interface TourModel {
  readonly pairs: readonly Pick<PairView, "alarms">[];
  readonly ringing: readonly Pick<Fire, "alarmId">[];
}

/** What is known after the page's model has moved. */
export function tourAfter(memory: TourMemory, { pairs, ringing }: TourModel): TourMemory {
  const alarms = pairs.flatMap((pair) => pair.alarms);
  const isNew = ({ createdAt }: { createdAt: string }) => createdAt > memory.since;
  const own = alarms.find(({ id }) => id === memory.alarm);
  const found = own ?? alarms.findLast(isNew);
  const alarm = memory.hasRung ? memory.alarm : found?.id ?? null;
  const rings = ringing.some(({ alarmId }) => alarmId === alarm) || found?.triggered === true;
  const hasRung = memory.hasRung || alarm !== null && rings;
  const isSame = alarm === memory.alarm && hasRung === memory.hasRung;
  return isSame ? memory : { ...memory, alarm, hasRung };
}

export function tourStep({ alarm, hasRung }: TourMemory, { ringing }: TourModel): TourStep {
  if (alarm === null) return "set";
  if (!hasRung) return "wait";
  return ringing.some(({ alarmId }) => alarmId === alarm) ? "acknowledge" : "why";
}

/** An alarm that rings within half a minute in the demo, as a line; null where there is no pair for it. */
export function tourLine(pairs: readonly Pick<PairView, "base" | "quote">[]): string | null {
  const pair = pairs.find(({ quote }) => quote === "USDT") ?? pairs[0];
  if (pair === undefined) return null;
  const name = pair.quote === "USDT" ? pair.base : `${pair.base}/${pair.quote}`;
  return `${name.toLowerCase()} 0.05% since start`;
}

/** What was kept of an earlier page of the tab; null where that is nothing. */
export function readTour(text: string | null): TourMemory | null {
  try {
    const { since, alarm, hasRung } = JSON.parse(text ?? "null") ?? {};
    const isKnown = typeof since === "string" && typeof hasRung === "boolean" &&
      (alarm === null || typeof alarm === "string");
    return isKnown ? { since, alarm, hasRung } : null;
  } catch {
    return null;
  }
}
