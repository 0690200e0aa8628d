import { type ReadonlySignal, type Signal, useSignal, useSignalEffect } from "@preact/signals";
import type { RefObject } from "preact";
import { useMemo } from "preact/hooks";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Fields } from "@/lib/alarms/kinds/kind.ts";
import type { Chart } from "@/lib/client/chart/chart.ts";
import { conditionOf, LevelDrag } from "@/lib/client/chart/drag.ts";
import { roundToStep } from "@/lib/client/chart/levels.ts";
import { type ChartPoint, type Hand, watchPointer } from "@/lib/client/chart/pointer.ts";
import type { ChartView } from "@/lib/client/chart/view.ts";
import { mayHere } from "@/lib/client/viewer.ts";
import type { PairView } from "../../lib/protocol/frames.ts";

/** A change that can be taken back for a while. */
export interface Undoable {
  readonly alarm: Alarm;
  readonly former: Fields;
  readonly price: number;
}

/** Changes the condition of an alarm; settles when it is done, or refused in a notice. */
type Change = (alarm: Alarm, fields: Fields) => Promise<boolean>;

interface DragInput {
  readonly holder: RefObject<HTMLElement>;
  readonly pair: ReadonlySignal<PairView | undefined>;
  readonly change: Change;
  readonly onPick: (price: number) => void;
  /** A drag measures; it takes no line. */
  readonly isMeasuring: ReadonlySignal<boolean>;
}

/** Lets lines be dragged and prices be picked on a chart. */
export function useLevelDrag(chart: Chart, input: DragInput) {
  const { holder, pair, change, onPick, isMeasuring } = input;
  const measured = useSignal<Measured | null>(null);
  const undoable = useSignal<Undoable | null>(null);
  const drag = useMemo(
    () => new LevelDrag({ pair: () => pair.peek(), step: () => chart.step }),
    [],
  );
  const save = async () => {
    const { wish } = drag;
    if (wish === null) return drag.drop();
    const former = conditionOf(wish.alarm);
    if (await change(wish.alarm, wish.moved.fields)) {
      undoable.value = { alarm: wish.alarm, former, price: wish.moved.price };
    }
    // Meanwhile another line may have been taken.
    if (drag.held.value?.alarm.id === wish.alarm.id) drag.drop();
  };
  const undo = async () => {
    const last = undoable.value;
    undoable.value = null;
    if (last !== null) await change(last.alarm, last.former);
  };
  useSignalEffect(() => {
    const id = drag.held.value?.alarm.id;
    const isThere = pair.value?.alarms.some((alarm) => alarm.id === id) ?? false;
    if (id !== undefined && !isThere) drag.drop();
  });
  useSignalEffect(() => {
    const [element, view] = [holder.current, chart.view.value];
    if (element === null || view === null) return;
    return watchPointer(
      element,
      chartHands(view, drag, {
        save,
        pick: pickAt(view, chart, onPick),
        measure: { isOn: () => isMeasuring.peek(), measured },
      }),
    );
  });
  useSignalEffect(() => {
    if (!isMeasuring.value) measured.value = null;
  });
  return { drag, undoable, measured, save, undo };
}

/** A stretch between two places on a chart. */
export interface Measured {
  readonly from: MeasuredPoint;
  readonly to: MeasuredPoint;
}

interface MeasuredPoint {
  /** In milliseconds. */
  readonly at: number;
  readonly price: number;
}

interface Hands {
  readonly measure: {
    readonly isOn: () => boolean;
    readonly measured: Signal<Measured | null>;
  };
  readonly save: () => void;
  readonly pick: (point: ChartPoint) => void;
}

function chartHands(view: ChartView, drag: LevelDrag, { save, pick, measure }: Hands) {
  let start: MeasuredPoint | null = null;
  let grabbed: Alarm | null = null;
  /** How far its line lies above where it was taken, as a price: the line keeps that distance. */
  let above = 0;
  const end = () => {
    grabbed = null;
    start = null;
    view.setStill(false);
  };
  return {
    pick,
    isPlot: ({ x, y }: ChartPoint) => x < view.pane.size.width && y < view.pane.size.height,
    grab: (point: ChartPoint, { isTouch, isShift }: Hand) => {
      const { y } = point;
      measure.measured.value = null;
      if (measure.isOn() || isShift) {
        start = pointAt(view, point);
        view.setStill(true);
        return true;
      }
      const level = isTouch || !mayHere("changeAlarms") ? null : view.levelAt(y);
      if (level === null) return false;
      grabbed = level.alarm;
      above = level.price - (view.pane.priceAt(y) ?? level.price);
      view.setStill(true);
      return true;
    },
    drag: (point: ChartPoint) => {
      const { y } = point;
      if (start !== null) {
        const to = pointAt(view, point);
        if (to !== null) measure.measured.value = { from: start, to };
        return;
      }
      const price = (view.pane.priceAt(y) ?? NaN) + above;
      if (grabbed !== null && price > 0) drag.to(grabbed, price);
    },
    release: () => {
      const isMeasured = start !== null;
      end();
      if (!isMeasured) save();
    },
    cancel: () => {
      end();
      drag.drop();
      measure.measured.value = null;
    },
  };
}

function pointAt(view: ChartView, { x, y }: ChartPoint): MeasuredPoint | null {
  const [at, price] = [view.pane.timeAt(x), view.pane.priceAt(y)];
  return at === null || price === null ? null : { at, price };
}

function pickAt(view: ChartView, chart: Chart, onPick: (price: number) => void) {
  return ({ y }: ChartPoint) => {
    const pointed = chart.pointedY.peek();
    // Rounded as it is for the price beside the mouse: what is read there is set.
    const isPointed = pointed !== null && Math.abs(pointed - y) < 1;
    const price = view.pane.priceAt(isPointed ? pointed : y);
    if (price !== null && price > 0 && mayHere("changeAlarms")) {
      onPick(roundToStep(price, chart.step));
    }
  };
}
