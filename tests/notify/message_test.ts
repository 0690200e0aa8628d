import assert from "node:assert/strict";
import { newDelivery } from "@/lib/alarms/delivery.ts";
import { fireMessage, firesMessage } from "@/lib/notify/message.ts";
import { alarmOf, fireOf, pairOf } from "../store/fixtures.ts";

const OURS = "BTC/USDT 55,001: crosses above 55,000";

/** A template, the alarm's note, and what is sent. */
const ROWS = [
  [{ title: "{note}", text: "{note}" }, "sell half", "sell half", /^sell half$/],
  [{ title: "{note}", text: "{note}" }, "", OURS, /^Price 55,001, /m],
  [{ title: " {link} ", text: "\n{source}" }, "sell half", OURS, /^Price 55,001, /m],
] as const;

for (const [templates, note, title, text] of ROWS) {
  Deno.test(`fireMessage() with ${JSON.stringify(templates)} and the note “${note}” says ${title}`, () => {
    const fire = fireOf("fire_1", alarmOf("alarm_1", { note }));
    const now = Date.parse(fire.detectedAt);
    const context = { now, publicUrl: undefined, pairs: new Map(), templates };
    const message = fireMessage(newDelivery("fire_1", "phone", fire.detectedAt), fire, context);
    assert.equal(message.title, title);
    assert.match(message.text, text);
  });
}

/** How the source cuts the symbol, while the pair is watched, and how messages write it. */
const PAIRS = [
  [pairOf("BTCUSDT", { base: "BTC", quote: "USDT" }), "BTC/USDT"],
  [pairOf("BTCUSDT", { base: "BTCU", quote: "SDT" }), "BTCU/SDT"],
  [null, "BTC/USDT"],
] as const;

for (const [pair, shown] of PAIRS) {
  const watched = pair === null ? "is not watched any more" : `is ${pair.base} in ${pair.quote}`;
  Deno.test(`messages say ${shown} where BTCUSDT ${watched}`, () => {
    const pairs = new Map(pair === null ? [] : [["BTCUSDT", pair]]);
    const message = "BTCUSDT rose to 55,001, reaching your target of 55,000 from below";
    const fires = [1, 2].map((nth) => ({ ...fireOf(`fire_${nth}`, alarmOf("alarm_1")), message }));
    const [first = assert.fail(), second = assert.fail()] = fires;
    const context = { now: Date.parse(first.detectedAt), publicUrl: undefined, pairs };
    const delivery = newDelivery("fire_1", "phone", first.detectedAt);
    const alone = firesMessage(delivery, [first], context);
    assert.equal(alone.title, `${shown} 55,001: crosses above 55,000`);
    assert.match(alone.text, new RegExp(`^${shown} rose to 55,001, `));
    assert.equal(alone.fields.condition, `${shown} crosses above 55,000`);
    assert.deepEqual([alone.fields.pair, alone.fields.symbol], [shown, "BTCUSDT"]);
    const together = firesMessage(delivery, [first, second], context);
    assert.equal(together.title, `2 alarms: ${shown}`);
    for (const { title, text } of [alone, together]) assert.doesNotMatch(title + text, /BTCUSDT/);
    assert.deepEqual([together.fields.pair, together.fields.symbol], [shown, "BTCUSDT"]);
  });
}
