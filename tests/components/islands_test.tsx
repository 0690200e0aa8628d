import assert from "node:assert/strict";
import { signal } from "@preact/signals";
import { Board } from "@/islands/Board.tsx";
import { FireLog } from "@/islands/FireLog.tsx";
import { Ringing } from "@/islands/Ringing.tsx";
import { StatusBar } from "@/islands/StatusBar.tsx";
import { modelOf } from "@/lib/client/model.ts";
import type { Snapshot, SourceStatus } from "@/lib/protocol/frames.ts";
import { aFire, anAlarm, aPair, aSnapshot, aStatus, moment } from "../client/samples.ts";
import { words } from "./render.tsx";

const modelWith = (fields: Partial<Snapshot>) => signal(modelOf(aSnapshot(fields)));

Deno.test("Board is complete before any script runs", () => {
  const pairs = [aPair({ alarms: [anAlarm()] }), aPair({ symbol: "ETHBTC", base: "ETH" })];
  const text = words(<Board model={modelWith({ pairs })} />);
  for (const part of ["2 pairs · 1 alarm", "BTC", "ETH", "BTC crosses above 55,000"]) {
    assert.ok(text.includes(part), `${part} in: ${text}`);
  }
});

Deno.test("Board tells what to do when there is no pair, and offers no rehearsal", () => {
  const text = words(<Board model={modelWith({})} />);
  assert.ok(text.includes("Nothing is watched yet"), text);
  assert.ok(text.includes("BTC/USDT"), text);
  assert.ok(!text.includes("Test alarm"), text);
});

Deno.test("StatusBar says plainly that prices are not live", () => {
  const source: SourceStatus = {
    budget: null,
    ...{ name: "binance", reachable: false, problem: "It timed out" },
    ...{ lastSuccessAt: moment(-60), failingSince: moment(-45) },
  };
  const text = words(<StatusBar model={modelWith({ status: aStatus({ sources: [source] }) })} />);
  const sentence = "Prices are not live: Binance has not answered since 11:59:00 UTC It timed out";
  assert.ok(text.includes(sentence), text);
});

Deno.test("StatusBar tells a source that streams from one that is asked", () => {
  const asked: SourceStatus = {
    budget: null,
    ...{ name: "binance", reachable: true, problem: null },
    ...{ lastSuccessAt: moment(-10), failingSince: null },
  };
  const rows = [
    [{ pairs: 2, problem: null }, "Binance streams"],
    [{ pairs: 0, problem: "Binance's stream was closed (1006)" }, "Binance answered"],
    [null, "Binance answered"],
  ] as const;
  for (const [stream, expected] of rows) {
    const status = aStatus({ sources: [{ ...asked, stream }] });
    const text = words(<StatusBar model={modelWith({ status })} />);
    assert.ok(text.includes(expected), text);
  }
});

Deno.test("Ringing lists the newest fire first, with its pair, condition, price and marks", () => {
  const ringing = [aFire(), aFire({ id: "fire_2", pair: "ETHBTC", price: 0.05, late: true })];
  const text = words(<Ringing model={modelWith({ ringing })} />);
  assert.ok(text.includes("2 alarms are ringing"), text);
  assert.ok(text.indexOf("ETH/BTC") < text.indexOf("BTC/USDT crosses above 55,000"), text);
  for (const part of ["Silence all", "Acknowledge", "0.05", "late", "15 Jan 2026 12:01:00 UTC"]) {
    assert.ok(text.includes(part), `${part} in: ${text}`);
  }
});

Deno.test("Ringing shows nothing while nothing rings", () => {
  assert.equal(words(<Ringing model={modelWith({})} />), "");
});

Deno.test("FireLog shows when a fire was acknowledged and which one still rings", () => {
  const fires = [aFire({ test: true }), aFire({ id: "fire_2", acknowledgedAt: moment(90) })];
  const text = words(<FireLog model={modelWith({})} fires={fires} isFirstPage />);
  for (const part of ["test", "Ringing", "acknowledged 12:01:30 UTC", "55,100"]) {
    assert.ok(text.includes(part), `${part} in: ${text}`);
  }
});

Deno.test("FireLog says what will stand there while it is empty", () => {
  const text = words(<FireLog model={modelWith({})} fires={[]} isFirstPage />);
  assert.ok(text.includes("Nothing has rung yet"), text);
});

Deno.test("StatusBar shows what is used of a source's budget, and calmly that it is asked less often", () => {
  const budget = {
    used: 3_700,
    limit: 10_000,
    per: "month",
    resetsAt: moment(60),
    slowedToMs: 268_000,
  } as const;
  const source: SourceStatus = {
    ...{ name: "coingecko", reachable: true, lastSuccessAt: moment(0), budget },
    ...{ failingSince: null, problem: null },
  };
  const model = modelWith({ status: aStatus({ sources: [source] }) });
  const text = words(<StatusBar model={model} />);
  assert.ok(text.includes("37 % of 10,000/month"), text);
  assert.ok(
    text.includes("CoinGecko is asked every 4.5 min: the plan's calls would run out"),
    text,
  );
});
