import assert from "node:assert/strict";
import fc from "fast-check";
import { momentText, shortMomentText } from "@/lib/text/times.ts";

/** Another name of the zone, for which formatters are made. */
const AS_FORMATTED = "Etc/UTC";

Deno.test("momentText() and shortMomentText() write UTC by themselves as formatters do", () => {
  const years = { min: new Date("1970-01-01T00:00:00Z"), max: new Date("2199-12-31T23:59:59Z") };
  fc.assert(fc.property(fc.date({ ...years, noInvalidDate: true }), (date) => {
    const iso = date.toISOString();
    assert.equal(momentText(iso, "UTC"), momentText(iso, AS_FORMATTED));
    assert.equal(shortMomentText(iso, "UTC"), shortMomentText(iso, AS_FORMATTED));
  }));
});
