import { pairTitle } from "@/lib/client/pair_titles.ts";
import { signal } from "@preact/signals";
import { HttpError, page } from "fresh";
import { Sparkline } from "@/components/pair/PairFacts.tsx";
import { PairPage } from "@/islands/PairPage.tsx";
import { define } from "@/lib/server/define.ts";
import { lightSnapshot, ofPair, pageSnapshot } from "@/lib/server/pages.ts";
import { pairStart } from "@/lib/server/pair_start.ts";
import { modelOf } from "@/lib/client/model.ts";
import { parseSymbol, symbolOf } from "@/lib/market/symbol.ts";
import { LivePage } from "../(_components)/LivePage.tsx";

/** Any usual spelling of a pair leads to its page; a pair that is not watched can be added there. */
export const handler = define.handlers({
  async GET(ctx) {
    const { params, state: { services }, url, req } = ctx;
    const asked = params["symbol"] ?? "";
    const symbol = symbolOf(asked);
    const isWatched = symbol !== null && services.store.state.pairs.has(symbol);
    if (symbol === null || (!isWatched && !parseSymbol(asked).ok)) throw new HttpError(404);
    if (symbol !== asked) {
      return ctx.redirect(`/pairs/${encodeURIComponent(symbol)}${url.search}`, 308);
    }
    const { first, points } = await pairStart(services, symbol, req);
    const snapshot = ofPair(await pageSnapshot(services), symbol);
    return page({ first, points, snapshot }, { status: isWatched ? 200 : 404 });
  },
});

/** One pair: its price, its chart and its alarms. */
export default define.page<typeof handler>(
  function PricePage({ data: { first, points, snapshot }, params }) {
    const symbol = params["symbol"] ?? "";
    const model = signal(modelOf(lightSnapshot(snapshot, { isDrawn: () => true })));
    return (
      <LivePage title={pairTitle(symbol)} page={null} model={model} sheet="pair">
        <PairPage model={model} symbol={symbol} first={first}>
          <Sparkline points={points} />
        </PairPage>
      </LivePage>
    );
  },
);
