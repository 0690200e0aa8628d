import assert from "node:assert/strict";
import type { PairView } from "@/lib/protocol/frames.ts";
import { Hub } from "@/lib/server/socket/hub.ts";
import { random } from "../../bench/random.ts";
import { FakeSocket } from "../client/fake_socket.ts";
import { HandTiming } from "../client/hand_timing.ts";
import { aStatus, moment, START } from "../client/samples.ts";
import { withApp } from "../program/app_under_test.ts";
import { market, moved } from "./real_market.ts";

function connect(pairs: readonly PairView[]) {
  const timing = new HandTiming();
  const hub = new Hub({
    ...{ epoch: "01JGXYZABCDEFGHJKMNPQRSTVW", now: () => START, lastCheckAt: () => null, timing },
    snapshot: () => ({ serverTime: moment(0), pairs, ringing: [], status: aStatus() }),
  });
  const socket = new FakeSocket();
  hub.connect(socket, "here", 2);
  return { hub, socket, timing };
}

const snapshotBytes = (pairs: readonly PairView[]) => connect(pairs).socket.sent[0]?.length ?? NaN;

Deno.test("A price_update of 100 pairs on /ws?v=2 has 4.0 KB at most, also while a day's past moves on", () => {
  const pairs = market(100);
  const { hub, socket, timing } = connect(pairs);
  const next = random(6);
  socket.sent.length = 0;
  for (let check = 1; check <= 20; check++) {
    const prices = pairs.map(({ symbol, currentPrice, maxPrice, minPrice }) => ({
      ...{ pair: symbol, price: moved(currentPrice ?? 1, next), timestamp: moment(check * 15) },
      ...{ maxPrice: maxPrice ?? 1, minPrice: minPrice ?? 1, references: {} },
      ...{ hourAgo: moved(currentPrice ?? 1, next), dayAgo: moved(currentPrice ?? 1, next) },
    }));
    hub.broadcast("price_update", { prices });
    timing.pass(15_000);
  }
  const whole = socket.frames().filter(({ event, data }) =>
    event === "price_update" && data.prices.length === 100
  );
  assert.equal(whole.length, 20);
  const longest = Math.max(...socket.sent.map(({ length }) => length));
  assert.ok(longest <= 4_000, `${longest} bytes`);
});

Deno.test("A snapshot on /ws?v=2 has 60 KB of 100 pairs and 600 KB of 1,000 at most", () => {
  for (const [count, most] of [[100, 60_000], [1_000, 600_000]] as const) {
    const bytes = snapshotBytes(market(count));
    assert.ok(bytes <= most, `${bytes} bytes of ${count} pairs`);
  }
});

Deno.test("An alarm takes 0.3 KB of a snapshot on /ws?v=2 at most", () => {
  const bytes = snapshotBytes(market(100, () => 50)) - snapshotBytes(market(100));
  assert.ok(bytes / 5_000 <= 300, `${bytes / 5_000} bytes an alarm`);
});

/** The document of a page, as a browser is sent it and as it reads it. */
async function pageOf(
  request: (path: string, init: RequestInit) => Promise<Response>,
  path: string,
) {
  const response = await request(path, { headers: { "accept-encoding": "br;q=1, gzip" } });
  assert.equal(response.headers.get("content-encoding"), "gzip");
  assert.match(response.headers.get("vary") ?? "", /accept-encoding/);
  const sent = await response.bytes();
  const read = new Blob([sent]).stream().pipeThrough(new DecompressionStream("gzip"));
  return { sent: sent.length, text: await new Response(read).text() };
}

Deno.test("The first HTML of 100 pairs has 40 KB as it is sent, and a pair's page holds its pair alone", async () => {
  await withApp(async ({ program, request }) => {
    const events = market(100, (place) => place % 3)
      .map((pair) => ({ type: "pairAdded" as const, pair }));
    await program.store.change(() => ({ events, result: null }));
    const board = await pageOf(request, "/");
    assert.ok(board.text.endsWith("</html>"), board.text.slice(-20));
    assert.ok(board.sent <= 40_000, `${board.sent} bytes of ${board.text.length}`);
    const { text } = await pageOf(request, "/pairs/C007USDT");
    assert.deepEqual([...new Set(text.match(/C\d\d\dUSDT/g))], ["C007USDT"]);
    const plain = await request("/", { headers: { "accept-encoding": "gzip;q=0, *;q=1" } });
    assert.equal(plain.headers.get("content-encoding"), null);
    assert.ok((await plain.text()).includes("C007USDT"));
  });
});
