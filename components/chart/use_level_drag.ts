import { type ReadonlySignal, useSignal, useSignalEffect } from "@preact/signals";
import type { RefObject } from "preact";
import { useMemo } from "preact/hooks";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Fields } from "@/lib/alarms/kinds/kind.ts";
import type { Chart } from "@/lib/client/chart/chart.ts";
import { conditionOf, LevelDrag } from "@/lib/client/chart/drag.ts";
import { roundToStep } from "@/lib/client/chart/levels.ts";
import { type ChartPoint, watchPointer } from "@/lib/client/chart/pointer.ts";
import type { ChartView } from "@/lib/client/chart/view.ts";
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
}

/** Lets lines be dragged and prices be picked on a chart. */
export function useLevelDrag(chart: Chart, input: DragInput) {
  const { holder, pair, change, onPick } = input;
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
      chartHands(view, drag, { save, pick: pickAt(view, chart, onPick) }),
    );
  });
  return { drag, undoable, save, undo };
}

interface Hands {
  readonly save: () => void;
  readonly pick: (point: ChartPoint) => void;
}

function chartHands(view: ChartView, drag: LevelDrag, { save, pick }: Hands) {
  let grabbed: Alarm | null = null;
  /** How far its line lies above where it was taken, as a price: the line keeps that distance. */
  let above = 0;
  const end = () => {
    grabbed = null;
    view.setStill(false);
  };
  return {
    pick,
    isPlot: ({ x, y }: ChartPoint) => x < view.pane.size.width && y < view.pane.size.height,
    grab: ({ y }: ChartPoint) => {
      const level = view.levelAt(y);
      if (level === null) return false;
      grabbed = level.alarm;
      above = level.price - (view.pane.priceAt(y) ?? level.price);
      view.setStill(true);
      return true;
    },
    drag: ({ y }: ChartPoint) => {
      const price = (view.pane.priceAt(y) ?? NaN) + above;
      if (grabbed !== null && price > 0) drag.to(grabbed, price);
    },
    release: () => {
      end();
      save();
    },
    cancel: () => {
      end();
      drag.drop();
    },
  };
}

function pickAt(view: ChartView, chart: Chart, onPick: (price: number) => void) {
  return ({ y }: ChartPoint) => {
    const pointed = chart.pointedY.peek();
    // Rounded as it is for the price beside the mouse: what is read there is set.
    const isPointed = pointed !== null && Math.abs(pointed - y) < 1;
    const price = view.pane.priceAt(isPointed ? pointed : y);
    if (price !== null && price > 0) onPick(roundToStep(price, chart.step));
  };
}
