import { type Signal, useSignal, useSignalEffect } from "@preact/signals";
import { IconButton } from "@/components/kit/Icon.tsx";
import type { Model } from "@/lib/client/model.ts";
import { changePreferences, keep, recall } from "@/lib/client/preferences.ts";
import { readTour, tourAfter, tourLine, type TourStep, tourStep } from "@/lib/client/tour.ts";
import { kitWords } from "@/components/kit/texts.ts";
import { tourWords } from "./later_texts.ts";

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
