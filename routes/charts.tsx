import { signal } from "@preact/signals";
import { ChartsPage } from "@/islands/ChartsPage.tsx";
import { modelOf } from "@/lib/client/model.ts";
import { readCharts } from "@/lib/protocol/charts.ts";
import { define, readOnly } from "@/lib/server/define.ts";
import { lightSnapshot, pageSnapshot } from "@/lib/server/pages.ts";
import { LivePage } from "./(_components)/LivePage.tsx";

export const handler = readOnly;

/** Charts of several pairs side by side. */
export default define.page(async function Charts({ state, url }) {
  const snapshot = await pageSnapshot(state.services);
  const first = readCharts(url.searchParams, snapshot.pairs.map(({ symbol }) => symbol));
  const drawn = new Set(first.map(({ symbol }) => symbol));
  const model = signal(
    modelOf(lightSnapshot(snapshot, { isDrawn: (symbol) => drawn.has(symbol) })),
  );
  return (
    <LivePage title="Charts" page={null} model={model} sheet="charts">
      <ChartsPage model={model} first={first} />
    </LivePage>
  );
});
