import { signal } from "@preact/signals";
import { page } from "fresh";
import { ChartsPage } from "@/islands/ChartsPage.tsx";
import { modelOf } from "@/lib/client/model.ts";
import { readCharts } from "@/lib/protocol/charts.ts";
import { define } from "@/lib/server/define.ts";
import { lightSnapshot, pageSnapshot } from "@/lib/server/pages.ts";
import { LivePage } from "./(_components)/LivePage.tsx";
import { routeWords } from "@/components/page/route_texts.tsx";

export const handler = define.handlers({
  GET: async ({ state }) => page({ snapshot: await pageSnapshot(state.services) }),
});

/** Charts of several pairs side by side. */
export default define.page<typeof handler>(function Charts({ data: { snapshot }, url }) {
  const first = readCharts(url.searchParams, snapshot.pairs.map(({ symbol }) => symbol));
  const drawn = new Set(first.map(({ symbol }) => symbol));
  const model = signal(
    modelOf(lightSnapshot(snapshot, { isDrawn: (symbol) => drawn.has(symbol) })),
  );
  return (
    <LivePage title={routeWords.charts} page={null} model={model} sheet="charts">
      <ChartsPage model={model} first={first} />
    </LivePage>
  );
});
