import assert from "node:assert/strict";
import { newDelivery } from "@/lib/alarms/delivery.ts";
import { fireMessage } from "@/lib/notify/message.ts";
import { alarmOf, fireOf } from "../store/fixtures.ts";

const OURS = "BTCUSDT 55,001: crosses above 55,000";

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
    const context = { now, publicUrl: undefined, source: undefined, templates };
    const message = fireMessage(newDelivery("fire_1", "phone", fire.detectedAt), fire, context);
    assert.equal(message.title, title);
    assert.match(message.text, text);
  });
}
