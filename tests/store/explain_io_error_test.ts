import assert from "node:assert/strict";
import { explainIoError } from "@/lib/store/file/file_system.ts";

const CASES: readonly [Error, RegExp][] = [
  [new Error("Device or resource busy (os error 16)"), /mounted by itself .* mount its folder/],
  [new Error("Read-only file system (os error 30)"), /read-only; mount it writable/],
  [new Error("No space left on device (os error 28)"), /the disk is full; free some space/],
  [new Error("Invalid cross-device link (os error 18)"), /spans two file systems/],
  [
    new Deno.errors.PermissionDenied("Permission denied (os error 13)"),
    /give this user the folder/,
  ],
  [Object.assign(new Error("thin"), { code: "ENOSPC" }), /the disk is full/],
  [new Error("something else"), /^Cannot write x\.json: something else$/],
];

for (const [error, expected] of CASES) {
  Deno.test({
    name: `explainIoError says what to do about: ${error.message}`,
    ignore: Deno.build.os === "windows",
    fn() {
      const explained = explainIoError(error, "write x.json");
      assert.match(explained.message, expected);
      assert.match(explained.message, /^Cannot write x\.json: /);
      assert.equal(explained.cause, error);
    },
  });
}
