import { EMPTY_STATE, type Pair } from "@/lib/alarms/pair.ts";
import type { WholePriceChange } from "@/lib/protocol/frames.ts";
import type { WireVersion } from "@/lib/server/socket/client_socket.ts";
import type { Hub } from "@/lib/server/socket/hub.ts";
import { startBusyBoard } from "../browser/busy_board.ts";
import { hubOf } from "../hub_of.ts";
import { mixedAlarms, pairs, START } from "../market.ts";
import { measure } from "../measure.ts";
import { random } from "../random.ts";
import { withClients } from "../real_clients.ts";
import type { Row } from "../row.ts";
import { SilentSocket } from "../silent_socket.ts";
import { withFolder } from "../with_folder.ts";

const CLIENTS = 1000;
/** Rows that a page shows of all pairs. */
const ROWS = 12;
const PAIRS = 200;
const RUNS = 60;
const SAME = `wire: one broadcast of as many bytes, ${CLIENTS} clients`;
const DIFFERENT =
  `wire: ${ROWS} of ${PAIRS} pairs each, another choice for each of ${CLIENTS} clients`;

/** How long what a page hears is, and what it costs that each page hears of other pairs. */
export async function wire(): Promise<Row[]> {
  return [...frames(), ...await firstPage(), ...await choices()];
}

/** A row that has a length only. */
function size(name: string, bytes: number): Row {
  return { name, bytes, times: [], blocks: [] };
}

function frames(): Row[] {
  const rows: Row[] = [];
  for (const version of [1, 2] as const) {
    const way = version === 1 ? "/ws" : "/ws?v=2";
    for (const [count, alarms] of [[100, 0], [100, 50], [1_000, 0]] as const) {
      const { sent } = connect(marketOf(count, alarms), version);
      rows.push(
        size(`wire: snapshot of ${count} pairs, ${alarms} alarms each, ${way}`, sent[0] ?? NaN),
      );
    }
    const { hub, sent } = connect(marketOf(100, 0), version);
    hub.broadcast("price_update", { prices: movedPrices(100) });
    rows.push(size(`wire: price_update of 100 pairs, ${way}`, sent.at(-1) ?? NaN));
  }
  return rows;
}

/** A client, and the length of each frame that it is sent. */
function connect(market: readonly Pair[], version: WireVersion) {
  const sent: number[] = [];
  const socket = new SilentSocket();
  socket.send = (text: string) => void sent.push(text.length);
  const hub = hubWith(market);
  hub.connect(socket, "bench", version);
  return { hub, sent };
}

/** A hub for which a second passes with each frame of prices, so that none waits. */
function hubWith(market: readonly Pair[]): Hub {
  let passed = 0;
  const timing = {
    elapsed: () => performance.now() + passed,
    later: (work: () => void) => void setTimeout(work),
  };
  const state = {
    ...EMPTY_STATE,
    pairs: new Map(market.map((pair) => [pair.symbol, pair])),
  };
  const hub = hubOf({ state, histories: new Map() }, { timing });
  const broadcast = hub.broadcast.bind(hub);
  hub.broadcast = (...frame) => {
    passed += 1_000;
    broadcast(...frame);
  };
  return hub;
}

/** Pairs whose points differ as those of a real market do. */
function marketOf(count: number, alarms: number): Pair[] {
  const next = random(3);
  return pairs(count, (pair, nth) => mixedAlarms(pair, alarms, nth)).map((pair) => ({
    ...pair,
    priceHistory: pair.priceHistory.map(({ timestamp }) => ({ timestamp, price: priceBy(next) })),
  }));
}

function priceBy(next: () => number): number {
  return Number((100 * (1 + (next() - 0.5) / 500)).toPrecision(8));
}

function movedPrices(count: number): WholePriceChange[] {
  const next = random(4);
  const timestamp = new Date(START + 250).toISOString();
  return Array.from({ length: count }, (_, nth) => ({
    ...{
      pair: `A${nth}USDT`,
      price: priceBy(next),
      timestamp,
      maxPrice: 100 * 1.1,
      minPrice: 100 * 0.9,
    },
    ...{ historyStart: null, references: {}, hourAgo: null, dayAgo: null },
  }));
}

/** The board's first HTML, as it is and as a browser is sent it. */
async function firstPage(): Promise<Row[]> {
  return await withFolder(async (folder) => {
    const board = await startBusyBoard({ pairs: 100, framesPerSecond: 1, folder });
    try {
      const plain = await (await fetch(board.url)).bytes();
      const packed = await new Response(
        new Blob([plain]).stream().pipeThrough(new CompressionStream("gzip")),
      ).bytes();
      return [
        size("wire: first HTML of 100 pairs", plain.length),
        size("wire: the same compressed (gzip)", packed.length),
      ];
    } finally {
      await board.stop();
    }
  });
}

async function choices(): Promise<Row[]> {
  const prices = movedPrices(PAIRS);
  const hub = hubWith(marketOf(PAIRS, 0));
  const next = random(9);
  const connectOne = (socket: WebSocket) => {
    const client = hub.connect(socket, "bench", 2);
    const own = new Set<string>();
    while (own.size < ROWS) own.add(`A${Math.floor(next() * PAIRS)}USDT`);
    hub.watch(client, { pairs: [...own], perSecond: 4 });
  };
  const bytes = frameLength(prices);
  return await withClients(connectOne, CLIENTS, async (allHave) => {
    const timed = (send: () => void) =>
      measure({
        warmUp: 10,
        runs: RUNS,
        run: () => {
          const received = allHave();
          send();
          return received;
        },
      });
    const different = await timed(() => hub.broadcast("price_update", { prices }));
    const text = "x".repeat(bytes - 50);
    const same = await timed(() => hub.broadcast("pair_removed", { pair: text }));
    return [
      { name: DIFFERENT, against: SAME, bytes: bytes * CLIENTS, ...different },
      { name: SAME, bytes: bytes * CLIENTS, ...same },
    ];
  });
}

/** About as long as a frame with the rows of one page. */
function frameLength(prices: readonly WholePriceChange[]): number {
  const some = prices.slice(0, ROWS).map(({ pair, price }) => ({ pair, price }));
  return JSON.stringify({ event: "price_update", data: { at: START, prices: some }, seq: 1 })
    .length;
}
