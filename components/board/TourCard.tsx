import { type Signal, useSignal, useSignalEffect } from "@preact/signals";
import { IconButton } from "@/components/kit/Icon.tsx";
import type { Model } from "@/lib/client/model.ts";
import { changePreferences, keep, recall } from "@/lib/client/preferences.ts";
import { readTour, tourAfter, tourLine, type TourStep, tourStep } from "@/lib/client/tour.ts";

const KEY = "tour";
const STEPS: Readonly<Record<TourStep, 1 | 2 | 3>> = { set: 1, wait: 2, acknowledge: 3, why: 3 };
const TITLES: Readonly<Record<TourStep, string>> = {
  set: "Set your first alarm",
  wait: "It rings within half a minute",
  acknowledge: "Press Silence",
  why: "That is all",
};

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
        <p class="tour-count">Step {STEPS[step]} of 3</p>
        <IconButton icon="close" text="Skip the introduction" look="quiet" onClick={end} />
      </header>
      <div role="status">
        <h2 id="tour-title">{TITLES[step]}</h2>
        <Words step={step} />
      </div>
      <Acts step={step} line={tourLine(model.value.pairs)} alarm={memory.value.alarm} onEnd={end} />
    </aside>
  );
}

function begun({ serverTime }: Model) {
  return { since: serverTime, alarm: null, hasRung: false };
}

function Words({ step }: { step: TourStep }) {
  switch (step) {
    case "set":
      return <p>One line is enough. This one rings as soon as the price has moved a little.</p>;
    case "wait":
      return <p>It is watched every second now, also with no page open. Turn your sound on.</p>;
    case "acknowledge":
      return <p>It rings on every screen until somebody has seen it.</p>;
    case "why":
      return <p>It is acknowledged on every screen. Each alarm tells why it rang, or has not.</p>;
  }
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
        <span class="tour-hint">then press Enter</span>
      </div>
    );
  }
  if (step !== "why") return null;
  return (
    <div class="tour-acts">
      <a class="button" href={`/alarms/${alarm}`} aria-current="false" onClick={onEnd}>
        See why it rang
      </a>
      <button type="button" class="button button-primary" onClick={onEnd}>Done</button>
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
