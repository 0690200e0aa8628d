import { viewer } from "@/lib/client/viewer.ts";
import { type ReadonlySignal, useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Fire } from "@/lib/alarms/fire.ts";
import type { Chart } from "@/lib/client/chart/chart.ts";
import type { ChartState } from "@/lib/client/chart/chart_state.ts";
import type { Dragged } from "@/lib/client/chart/handles.ts";
import type { ChartMark } from "@/lib/client/chart/drawings.ts";
import { bandsOf, extremesOf, levelsOf } from "@/lib/client/chart/levels.ts";
import type { Span, Watched } from "@/lib/market/candle.ts";
import { askQuietly } from "../../lib/client/ask_server.ts";
import { listenToFrames } from "../../lib/client/client.ts";
import type { Model } from "../../lib/client/model.ts";
import type { PairView } from "../../lib/protocol/frames.ts";

const COVERAGE_MS = 60_000;

interface ContentInput {
  readonly model: ReadonlySignal<Model>;
  readonly symbol: string;
  readonly pair: ReadonlySignal<PairView | undefined>;
  readonly held: ReadonlySignal<Dragged | null>;
  /** Where the alarm in an open form would have gone off. */
  readonly replayed: ReadonlySignal<readonly ChartMark[]>;
  /** Where it is told what went off, and how closely the pair was watched. */
  readonly state: Pick<ChartState, "fires" | "coverage">;
}

/** Draws a pair's alarms, fires and unwatched stretches on its chart. */
export function useChartContent(chart: Chart, input: ContentInput) {
  const { model, symbol, pair, held, state } = input;
  const { coverage } = state;
  useCoverage(symbol, coverage);
  const fires = useFires();
  const levels = useComputed(() => {
    const { value } = pair;
    return value === undefined ? [] : levelsOf(withHeld(value, held.value), viewer.calmNow.value);
  });
  const bands = useComputed(() => pair.value ? bandsOf(pair.value, viewer.calmNow.value) : []);
  const fired = useComputed(() => firesOf(symbol, [...fires.value, ...model.value.ringing]));
  const marks = useComputed(() => [...input.replayed.value, ...fired.value.map(markOf)]);
  useSignalEffect(() => void (state.fires.value = fired.value));
  const stretches = useComputed(() => unwatched(coverage.value));
  useSignalEffect(() =>
    chart.view.value?.setContent({
      price: pair.value?.currentPrice ?? null,
      levels: levels.value,
      held: held.value?.alarm.id ?? null,
      bands: bands.value,
      marks: marks.value,
      stretches: stretches.value,
      extremes: pair.value === undefined ? [] : extremesOf(pair.value),
    })
  );
  return { levels, bands };
}

/** What has fired: as the server knows it, and as it is heard from then on. */
function useFires(): ReadonlySignal<readonly Fire[]> {
  const fires = useSignal<readonly Fire[]>([]);
  useEffect(() => {
    const stop = listenToFrames((frame) => {
      if (frame.event === "alarm_triggered") fires.value = [...fires.value, frame.data.fire];
    });
    fetchFires().then((known) => fires.value = [...known, ...fires.value]);
    return stop;
  }, []);
  return fires;
}

/** Coverage grows slowly and matters where it has gaps: it is requested again now and then. */
function useCoverage(symbol: string, coverage: ChartState["coverage"]): void {
  useEffect(() => {
    const ask = async () => coverage.value = await fetchCoverage(symbol) ?? coverage.value;
    const timer = setInterval(ask, COVERAGE_MS);
    return () => clearInterval(timer);
  }, [symbol]);
}

/** The pair as it would be if the held line were let go. */
function withHeld(pair: PairView, held: Dragged | null): PairView {
  if (held === null) return pair;
  const { alarm, moved: { fields } } = held;
  const wanted = Object.assign({}, alarm, fields);
  return { ...pair, alarms: pair.alarms.map((each) => each.id === alarm.id ? wanted : each) };
}

function unwatched(coverage: readonly Watched[]): Span[] {
  return coverage.filter(({ grain }) => grain === "nothing")
    .map(({ from, to }) => ({ from: Date.parse(from), to: Date.parse(to) }));
}

/** Which stretches of a pair's last 30 days were watched, and how; null when the server does not say. */
export async function fetchCoverage(symbol: string): Promise<readonly Watched[] | null> {
  const answer = await askQuietly<{ readonly intervals: readonly Watched[] }>(
    `/api/pairs/${encodeURIComponent(symbol)}/coverage`,
  );
  return answer?.intervals ?? null;
}

const MOST_FIRES = 500;

/** The newest fires that the server keeps; none when it cannot be asked. */
export async function fetchFires(): Promise<readonly Fire[]> {
  const answer = await askQuietly<{ readonly fires: readonly Fire[] }>(
    `/api/fires?limit=${MOST_FIRES}`,
  );
  return answer?.fires ?? [];
}

/** A pair's fires, each once; rehearsals say nothing of the market. */
function firesOf(symbol: string, fires: Iterable<Fire>): Fire[] {
  const byId = new Map([...fires].map((fire) => [fire.id, fire]));
  return [...byId.values()].filter(({ pair, test }) => pair === symbol && !test);
}

function markOf({ timestamp, price }: Fire): ChartMark {
  return { at: Date.parse(timestamp), price, isReplayed: false };
}
