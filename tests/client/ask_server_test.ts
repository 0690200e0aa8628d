import assert from "node:assert/strict";
import { askQuietly, askServer, messageOf, RequestError } from "@/lib/client/ask_server.ts";
import { ChartFeed, fetchCandles } from "@/lib/client/chart/feed.ts";
import { fetchCoverage, fetchFires } from "@/components/chart/use_chart_content.ts";
import { fetchAudit } from "@/lib/client/log/follow_log.ts";
import { fetchReplay } from "@/lib/client/alarms/replay.ts";
import { fetchWhy } from "@/lib/client/log/follow_why.ts";
import { WHOLE_LOG } from "@/lib/text/log_rows.ts";
import { sendImport } from "@/lib/client/alarms/send_import.ts";

/** Puts an answer in the place of the network's, until the scope ends. */
function answering(answer: () => Response | Promise<Response>): Disposable & { sent: Request[] } {
  const { fetch } = globalThis;
  const sent: Request[] = [];
  globalThis.fetch = async (path, init) => {
    sent.push(new Request(new URL(String(path), "http://localhost"), init));
    return await answer();
  };
  return { sent, [Symbol.dispose]: () => void (globalThis.fetch = fetch) };
}

const HTML = "<html><head><title>413 Request Entity Too Large</title></head></html>";
const page = (status: number, body: string | null = HTML) => () =>
  new Response(body, { status, headers: { "content-type": "text/html" } });
const csv = new File(["pair,type\n"], "alarms.csv");

const REFUSED: readonly (readonly [says: string, answer: () => Response, message: RegExp])[] = [
  ["a page for 413", page(413), /^The proxy refused it: 413, too large$/],
  ["nothing for 413", page(413, null), /^The proxy refused it: 413, too large$/],
  ["a page for 502", page(502), /^The proxy refused it: 502, it cannot reach the server/],
  ["an empty 503", page(503, ""), /^The proxy refused it: 503/],
  ["a page for 504", page(504), /^The proxy refused it: 504, the server took too long/],
  ["a page for 401", page(401), /^The proxy refused it: 401, it wants a password/],
  ["a page for 403", page(403), /^The proxy refused it: 403/],
  ["an unusual status", page(520), /^The proxy refused it: 520, without saying why$/],
  [
    "a page to sign in, as if all were well",
    page(200),
    /^The proxy answered in the server's place/,
  ],
  [
    "JSON of its own",
    () => Response.json({ error: "no" }, { status: 413 }),
    /proxy.*413, too large/,
  ],
  ["JSON that is no object", () => Response.json(null, { status: 502 }), /proxy.*502/],
  [
    "a body that breaks off",
    () =>
      new Response(
        new ReadableStream({ pull: (controller) => controller.error(new Error("cut")) }),
      ),
    /proxy/,
  ],
];

for (const [says, answer, message] of REFUSED) {
  Deno.test(`askServer() understands a proxy that answers ${says}`, async () => {
    using _network = answering(answer);
    await assert.rejects(askServer("/api/status"), (error) => {
      assert.ok(error instanceof RequestError);
      assert.match(messageOf(error), message);
      return true;
    });
    await assert.rejects(sendImport(csv, { dryRun: true }), saying(message));
  });
}

function saying(message: RegExp): (error: unknown) => boolean {
  return (error) => message.test(messageOf(error));
}

Deno.test("askServer() passes on what the program itself refused", async () => {
  const problem = { status: 422, code: "invalid_request", detail: "line 2: no", field: "line 2" };
  using _network = answering(() => Response.json(problem, { status: 422 }));
  await assert.rejects(askServer("/api/alarms/import"), (error) => {
    assert.ok(error instanceof RequestError);
    assert.deepEqual([error.code, error.message, error.field], [
      ...["invalid_request", "line 2: no", "line 2"],
    ]);
    return true;
  });
});

Deno.test("askServer() says that nobody is there when nobody answers", async () => {
  using _network = answering(() => Promise.reject(new TypeError("Failed to fetch")));
  await assert.rejects(askServer("/api/status"), saying(/cannot be reached; try again/));
});

Deno.test("askQuietly() answers null for whatever is no answer of the program's", async () => {
  for (const [, answer] of REFUSED) {
    using _network = answering(answer);
    const { signal } = new AbortController();
    assert.equal(await askQuietly("/api/status"), null);
    assert.equal(await fetchAudit(WHOLE_LOG, null), null);
    assert.equal(await fetchWhy("alarm_1", signal), null);
    assert.equal(await fetchReplay("BTCUSDT", {}, signal), null);
    assert.equal(await fetchCoverage("BTCUSDT"), null);
    assert.deepEqual(await fetchFires(), []);
  }
});

Deno.test("sendImport() sends a file's bytes as they are, under what its name says", async () => {
  const bytes = new Uint8Array([0xff, 0xfe, 0x41, 0]);
  for (
    const [name, type] of [["a.CSV", "text/csv"], ["a.json", "application/json"], [
      "a.txt",
      "text/plain",
    ]]
  ) {
    using network = answering(() => Response.json({}));
    await sendImport(new File([bytes], name ?? ""), { dryRun: false });
    const [sent] = network.sent;
    assert.equal(sent?.headers.get("content-type"), type);
    assert.deepEqual(new Uint8Array(await sent?.arrayBuffer() ?? []), bytes);
  }
});

Deno.test("ChartFeed keeps why its candles were not sent, in a person's words", async () => {
  using _network = answering(page(502));
  const feed = new ChartFeed({
    fetchCandles: (wanted) => fetchCandles("BTCUSDT", wanted),
    span: { lengthMs: 60_000, stepMs: 1000 },
    now: () => 100_000,
    historyStart: () => null,
    onChange: () => assert.fail("nothing came"),
  });
  assert.equal(await feed.load(), false);
  assert.match(feed.problem ?? "", /^The proxy refused it: 502/);
});
