import { findPair, parseInput } from "@/lib/commands/command.ts";
import { api, query } from "@/lib/server/api.ts";
import { define } from "@/lib/server/define.ts";
import { pastCandles } from "@/lib/server/past.ts";
import { HistoryQuery } from "@/lib/server/queries.ts";

export const handler = define.handlers({
  GET: api(async (ctx) => {
    const { store, now } = ctx.state.services;
    const { symbol } = findPair(store.state, ctx.params.symbol ?? "");
    const { from, to, step } = parseInput(HistoryQuery(now()), query(ctx));
    const wanted = { from, to, stepMs: step * 1000 };
    const candles = await pastCandles(store.histories.get(symbol), wanted);
    return Response.json({
      pair: symbol,
      step,
      bars: candles.map(({ at, ...prices }) => ({
        timestamp: new Date(at).toISOString(),
        ...prices,
      })),
    });
  }),
});
