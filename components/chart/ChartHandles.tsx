import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import { describeAlarm } from "@/lib/alarms/words.ts";
import type { AlarmLook } from "@/lib/client/alarms/alarm_look.ts";
import type { Chart } from "@/lib/client/chart/chart.ts";
import {
  type HandlePlace,
  type LevelDrag,
  placeHandles,
  sortBySight,
} from "@/lib/client/chart/handles.ts";
import { type ChartLevel, roundToStep } from "@/lib/client/chart/levels.ts";
import { mayHere } from "@/lib/client/viewer.ts";
import { formatChange, formatPrice, percentChange, shortPrice } from "@/lib/market/format_price.ts";
import type { PairView } from "@/lib/protocol/frames.ts";
import { chartWords as words } from "./texts.tsx";

/** The height of a handle for a finger, and for a mouse, in pixels. */
const FINGER = 44;
const MOUSE = 26;
/** A line nearer than this is beside its handle, in pixels. */
const LEAST_LEAD = 3;
const LEAD_WIDTH = 14;
const KEY_STEPS: Readonly<Record<string, number>> = {
  ...{ ArrowUp: 1, ArrowRight: 1, PageUp: 10 },
  ...{ ArrowDown: -1, ArrowLeft: -1, PageDown: -10 },
};

interface ChartHandlesProps {
  chart: Chart;
  pair: PairView;
  levels: ReadonlySignal<readonly ChartLevel[]>;
  drag: LevelDrag;
  onSave: () => void;
}

/** A handle on each alarm's line: dragged by finger or mouse, moved by the arrow keys. */
export function ChartHandles(props: ChartHandlesProps) {
  const { chart, pair, drag } = props;
  // Drawn anew means perhaps elsewhere.
  chart.drawings.value;
  const view = chart.view.value;
  if (view === null) return null;
  const held = drag.held.value?.alarm ?? null;
  const sight = { ...view.pane.prices, price: pair.currentPrice };
  const { levels } = sortBySight(props.levels.value, [], sight, held?.id);
  const size = matchMedia("(pointer: coarse)").matches ? FINGER : MOUSE;
  const heights = levels.map(({ price }) => view.pane.yOf(price));
  const places = placeHandles(heights, view.pane.size.height, size);
  const isCrowded = places.some((place) => place?.isFolded);
  return (
    <ul
      class={`chart-handles${isCrowded ? " chart-handles-crowded" : ""}`}
      aria-label={words.lines}
    >
      {levels.map((level, index) => (
        <li key={level.alarm.id}>
          <Handle
            {...props}
            level={level}
            place={places[index] ?? null}
            held={held?.id === level.alarm.id ? held : null}
          />
        </li>
      ))}
    </ul>
  );
}

interface HandleProps extends ChartHandlesProps {
  level: ChartLevel;
  place: HandlePlace | null;
  /** The alarm as it was when its line was taken; null while it is not held. */
  held: Alarm | null;
}

function Handle(props: HandleProps) {
  const { level: { alarm, price, look, waiting }, place, pair, held } = props;
  const hands = useHands(props);
  if (place === null) return null;
  const away = pair.currentPrice === null
    ? ""
    : formatChange(percentChange(price, pair.currentPrice));
  const condition = describeAlarm(held ?? alarm, pair.base);
  const where = `${formatPrice(price)}, ${waiting ?? words.fromNow(away)}`;
  const slider: JSX.HTMLAttributes<HTMLDivElement> = {
    role: "slider",
    tabIndex: 0,
    "aria-orientation": "vertical",
    "aria-label": words.handle(condition),
    "aria-valuemin": 0,
    "aria-valuemax": price * 2,
    "aria-valuenow": price,
    "aria-valuetext": where,
    ...hands,
  };
  const picture = { role: "img", "aria-label": `${condition}: ${where}` } as const;
  return (
    <div
      class={handleClass(look, place, held !== null)}
      style={{
        transform: `translateY(${place.y.toFixed(1)}px) translateY(-50%)`,
        "--reach": `${place.reach.toFixed(1)}px`,
      }}
      {...(mayHere("changeAlarms") ? slider : picture)}
    >
      {Math.abs(place.toLine) >= LEAST_LEAD && <Leader toLine={place.toLine} />}
      <span class="chart-handle-grip" aria-hidden="true" />
      <HandleText {...{ ...props, away }} />
    </div>
  );
}

function handleClass(look: AlarmLook, { isFolded }: HandlePlace, isHeld: boolean): string {
  const state = isHeld ? " chart-handle-held" : isFolded ? " chart-handle-folded" : "";
  return `chart-handle chart-handle-${look === "armed" ? "armed" : "muted"}${state}`;
}

/** Leads from a handle that had to move to its line. */
function Leader({ toLine }: { toLine: number }) {
  return (
    <svg class="chart-leader" aria-hidden="true">
      <path d={`M0 0L${LEAD_WIDTH} ${toLine.toFixed(1)}`} />
    </svg>
  );
}

function HandleText(
  { level: { title, short, price, waiting }, place, held, away }: HandleProps & { away: string },
) {
  if (held !== null) return <strong>{title} · {formatPrice(price)} · {away}</strong>;
  const beyond = place?.beyond ?? null;
  const words = waiting ?? `${short} ${shortPrice(price)}`;
  return (
    <span class="chart-handle-words">
      {beyond === null ? words : `${beyond === "above" ? "▲" : "▼"} ${words}`}
    </span>
  );
}

/** What pointer and keys do to a handle. A finger holds the handle where it took it. */
function useHands({ chart, level: { alarm, price }, place, drag, held, onSave }: HandleProps) {
  const offset = useRef<number | null>(null);
  const yIn = (event: PointerEvent) => event.clientY - topOf(event.currentTarget as HTMLElement);
  return {
    onPointerDown(event: PointerEvent) {
      const y = chart.view.peek()?.pane.yOf(price) ?? null;
      if (y === null || event.button !== 0) return;
      (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
      // A line that is out of sight comes to the finger.
      offset.current = place?.beyond === null ? yIn(event) - y : 0;
    },
    onPointerMove(event: PointerEvent) {
      if (offset.current === null) return;
      const moved = chart.view.peek()?.pane.priceAt(yIn(event) - offset.current) ?? null;
      if (moved !== null && moved > 0) drag.to(alarm, moved);
    },
    onPointerUp() {
      if (offset.current === null) return;
      offset.current = null;
      onSave();
    },
    onPointerCancel() {
      offset.current = null;
      drag.drop();
    },
    onKeyDown(event: KeyboardEvent) {
      const steps = KEY_STEPS[event.key];
      if (steps !== undefined) drag.nudge(alarm, price, steps);
      else if (event.key === "Enter" && held) onSave();
      else if (event.key === "Escape" && held) drag.drop();
      else return;
      offset.current = null;
      event.preventDefault();
    },
    onBlur: () => {
      if (held && offset.current === null) drag.drop();
    },
  };
}

function topOf(handle: HTMLElement): number {
  return handle.closest("ul")?.getBoundingClientRect().top ?? 0;
}

/** At which price a click would set an alarm; beside the price axis, while a mouse is over the chart. */
export function ChartPlus({ chart, drag }: { chart: Chart; drag: LevelDrag }) {
  // A new price may move the scale under a mouse that rests: what is read here is what a click sets.
  chart.drawings.value;
  const y = chart.pointedY.value;
  const view = chart.view.value;
  if (y === null || view === null || drag.held.value !== null) return null;
  if (!mayHere("changeAlarms")) return null;
  const price = view.pane.priceAt(y);
  // A click on a line takes it.
  if (price === null || price <= 0 || view.levelAt(y) !== null) return null;
  const { width } = view.pane.size;
  const transform = `translate(${width}px, ${y}px) translate(-100%, -50%)`;
  return (
    <span class="chart-plus" aria-hidden="true" style={{ transform }}>
      + {shortPrice(roundToStep(price, chart.step))}
    </span>
  );
}
