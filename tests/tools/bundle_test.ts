import assert from "node:assert/strict";
import posix from "node:path/posix";
import fc from "fast-check";
import { standIn } from "@/tools/bundle/build_bundle.ts";
import * as path from "../../tools/bundle/path.ts";

const PART = fc.string({ unit: fc.constantFrom(..."ab./"), maxLength: 8 });

Deno.test({
  name: "join(), dirname() and resolve() of the bundle are those of node:path",
  ignore: Deno.build.os === "windows",
  fn() {
    fc.assert(
      fc.property(fc.array(PART, { maxLength: 4 }), (parts) => {
        assert.equal(path.join(...parts), posix.join(...parts));
        assert.equal(path.resolve(...parts), posix.resolve(...parts));
        assert.equal(path.dirname(parts.join("/")), posix.dirname(parts.join("/")));
      }),
      { numRuns: 5000 },
    );
  },
});

Deno.test("standIn() does what the module does, for functions, classes and constants", async () => {
  const source = (name: string, module: object) =>
    import(`data:text/javascript,${encodeURIComponent(standIn(name, { ...module }))}`);
  const { Buffer, constants } = await source("node:buffer", await import("node:buffer"));
  const { createHash } = await source("node:crypto", await import("node:crypto"));
  const { default: net, BlockList } = await source("node:net", await import("node:net"));
  const bytes = Buffer.from("abc");
  assert.ok(bytes instanceof Buffer);
  assert.equal(Buffer.concat([bytes, bytes]).toString("hex"), "616263616263");
  assert.ok(constants.MAX_LENGTH > 0 && "MAX_LENGTH" in constants);
  assert.equal(createHash("sha256").update("abc").digest("hex").slice(0, 8), "ba7816bf");
  assert.equal(net.isIP("::1"), 6);
  const list = new BlockList();
  list.addSubnet("10.0.0.0", 8, "ipv4");
  assert.ok(list.check("10.1.2.3"));
});
