import assert from "node:assert/strict";
import { SecretBox } from "@/lib/notify/secret_box.ts";

const PLACE = "channel_1.token";

Deno.test("SecretBox.open() gives back what seal() was given", () => {
  const box = new SecretBox("a key of the server");
  for (const text of ["", "tk_1234", "ä€𝄞\n"]) {
    const sealed = box.seal(text, PLACE);
    assert.equal(new SecretBox("a key of the server").open(sealed, PLACE), text);
    assert.ok(text === "" || !JSON.stringify(sealed).includes(text));
  }
});

Deno.test("SecretBox.seal() seals the same text differently each time", () => {
  const box = new SecretBox("a key of the server");
  assert.notDeepEqual(box.seal("same", PLACE), box.seal("same", PLACE));
});

Deno.test("SecretBox.open() opens nothing with another key, at another place, or changed", () => {
  const box = new SecretBox("a key of the server");
  const sealed = box.seal("secret", PLACE);
  assert.equal(new SecretBox("another").open(sealed, PLACE), null);
  assert.equal(box.open(sealed, "channel_2.token"), null);
  const bytes = Uint8Array.fromBase64(sealed.sealed);
  for (let at = 0; at < bytes.length; at++) {
    const changed = bytes.map((byte, place) => place === at ? byte ^ 1 : byte);
    assert.equal(box.open({ sealed: changed.toBase64() }, PLACE), null);
  }
  for (const broken of ["", "AAAA", "no base64!"]) {
    assert.equal(box.open({ sealed: broken }, PLACE), null);
  }
});
