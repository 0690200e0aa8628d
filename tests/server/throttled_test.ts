import assert from "node:assert/strict";
import { App } from "fresh";
import type { State } from "@/lib/server/define.ts";
import { pacing } from "@/lib/server/pacing.ts";
import { FakeTime } from "../sources/fake_time.ts";
import { withApp } from "../program/app_under_test.ts";

const rounds = async (count: number) => {
  for (let nth = 0; nth < count; nth++) await new Promise((resolve) => setTimeout(resolve));
};

Deno.test("throttled lets all else go on between pages, however many are asked for at once", async () => {
  await withApp(async ({ request }) => {
    let answered = 0;
    const pages = Array.from({ length: 60 }, async () => {
      const response = await request("/offline");
      answered++;
      assert.equal(response.status, 200);
      await response.body?.cancel();
    });
    let most = 0;
    for (let before = answered; answered < 60; before = answered) {
      await rounds(1);
      most = Math.max(most, answered - before);
    }
    await Promise.all(pages);
    assert.ok(most < 10, `${most} pages in one round of the event loop`);
    await rounds(2);
  });
});

const LONG_PAGE = "x".repeat(600 * 1024);
/** So many of them are all that one address may leave unread. */
const MOST_LONG_PAGES = 27;

/** An app whose pages nobody reads, unless a test does; time passes by hand. */
function setUp() {
  const time = new FakeTime();
  const { throttled, countedUntilRead } = pacing(time.after);
  const page = () => new Response(LONG_PAGE, { headers: { "content-type": "text/html" } });
  const handler = new App<State>()
    .use(countedUntilRead)
    .use((ctx) => {
      ctx.state.address = ctx.req.headers.get("x-address") ?? "";
      return ctx.next();
    })
    .use(throttled)
    .get("/", page)
    .get("/healthz", () => new Response("ok"))
    .get("/api/pairs", () => Response.json([]))
    .handler();
  const ask = (address: string, path = "/") => {
    const headers = { "x-address": address };
    const remoteAddr = { transport: "tcp", hostname: "127.0.0.1", port: 50_000 } as const;
    const completed = new Promise<void>(() => {});
    return handler(new Request(`http://localhost${path}`, { headers }), { remoteAddr, completed });
  };
  /** Pages that come, and are not read; so many that no more of the address come. */
  const fill = async (address: string) => {
    const pages: Response[] = [];
    for (let nth = 0; nth < MOST_LONG_PAGES; nth++) {
      const asked = Promise.resolve(ask(address));
      asked.then((answer) => pages.push(answer));
      // Its place among those that are made at once is free a moment later.
      await rounds(3);
      time.advance(500);
    }
    await rounds(3);
    return pages;
  };
  return { time, ask, fill };
}

Deno.test("Hundreds that waited for room in vain are refused one a turn", async () => {
  const { time, ask, fill } = setUp();
  await fill("a");
  let refused = 0;
  for (let nth = 0; nth < 300; nth++) Promise.resolve(ask("a")).then(() => refused++);
  await rounds(3);
  time.advance(10_000);
  let most = 0;
  for (let before = refused; refused < 300; before = refused) {
    await rounds(1);
    most = Math.max(most, refused - before);
  }
  assert.ok(most < 10, `${most} answers in one round of the event loop`);
});

Deno.test("Whoever leaves too much unread is answered 503 with a remedy after ten seconds, as a page and as JSON", async () => {
  const { time, ask, fill } = setUp();
  assert.equal((await fill("a")).length, MOST_LONG_PAGES);
  const late: Response[] = [];
  for (const path of ["/", "/api/pairs"]) {
    Promise.resolve(ask("a", path)).then((answer) => late.push(answer));
  }
  await rounds(3);
  time.advance(9_999);
  await rounds(3);
  assert.equal(late.length, 0, "they wait for room");
  time.advance(1);
  await rounds(3);
  assert.deepEqual(late.map(({ status }) => status), [503, 503]);
  assert.deepEqual(late.map(({ headers }) => headers.get("retry-after")), ["5", "5"]);
  const [page, problem] = late;
  const text = await page?.text() ?? "";
  assert.match(text, /Too many pages are asked for at once/);
  assert.match(text, /http-equiv="refresh"/);
  assert.equal((await problem?.json()).code, "too_many_requests");
});

Deno.test("What one address leaves unread keeps out no other, nor the health check", async () => {
  const { ask, fill } = setUp();
  await fill("a");
  assert.equal((await ask("a", "/healthz")).status, 200);
  const other = await ask("b");
  assert.equal(other.status, 200);
  assert.equal((await other.text()).length, LONG_PAGE.length);
});

Deno.test("A page that nobody reads is let go of after 30 seconds, and makes room for the next", async () => {
  const { time, ask, fill } = setUp();
  const [first] = await fill("a");
  time.advance(29_000 - MOST_LONG_PAGES * 500);
  const next: Response[] = [];
  Promise.resolve(ask("a")).then((answer) => next.push(answer));
  await rounds(3);
  assert.equal(next.length, 0, "the first page is still kept");
  time.advance(1_000);
  await rounds(3);
  assert.equal(next[0]?.status, 200);
  const reader = first?.body?.getReader();
  await assert.rejects(async () => {
    while (!(await reader?.read())?.done);
  }, /stalled/);
});

Deno.test("A page that is read slowly is not let go of", async () => {
  const { time, fill } = setUp();
  const [first] = await fill("a");
  const reader = first?.body?.getReader();
  let bytes = 0;
  for (let read = await reader?.read(); read?.value !== undefined; read = await reader?.read()) {
    bytes += read.value.length;
    await rounds(1);
    time.advance(10_000);
  }
  assert.equal(bytes, LONG_PAGE.length);
});
