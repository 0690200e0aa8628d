import assert from "node:assert/strict";
import { ringingSound } from "@/lib/client/ringing/ringing.ts";
import { aFire, anAlarm } from "../client/samples.ts";

const silent = aFire();
const bell = aFire({ id: "fire_2", alarm: anAlarm({ sound: "bell" }) });
const siren = aFire({ id: "fire_3", alarm: anAlarm({ sound: "siren" }) });

Deno.test("ringingSound is the newest fire's, the default where that names none", () => {
  const rows = [[], [silent], [bell], [siren, bell], [silent, siren]];
  assert.deepEqual(rows.map(ringingSound), [null, "chime", "bell", "siren", "chime"]);
});
