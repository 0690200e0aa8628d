import assert from "node:assert/strict";
import net from "node:net";
import fc from "fast-check";
import { isIP } from "@/lib/text/address.ts";

const ODD = [
  ...[
    "",
    "1.2.3",
    "1.2.3.4",
    "1.2.3.4.",
    "1.2.3.4.5",
    "01.2.3.4",
    "256.1.1.1",
    "0.0.0.0",
    "1.2.3.4\n",
  ],
  ...[
    "::",
    "::1",
    "1::",
    ":::",
    "1:2:3:4:5:6:7:8",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7::",
    "12345::",
  ],
  ...[
    "::ffff:1.2.3.4",
    "::1.2.3",
    "::01.2.3.4",
    "::1.2.3.256",
    "1.2.3.4::",
    "::%eth0",
    "fe80::1%",
    "fe80::1%a b",
  ],
  ...["[::1]", "::1]:80/[", "::1/64", "0x7f.1", "localhost", "1.2.3.4%a", "::1%2"],
];

Deno.test("isIP() says of any text what node:net says", () => {
  for (const text of ODD) assert.equal(isIP(text), net.isIP(text), JSON.stringify(text));
  const near = fc.string({ unit: fc.constantFrom(..."0129af:.%:"), maxLength: 24 });
  fc.assert(
    fc.property(
      fc.oneof(fc.ipV4(), fc.ipV6(), near),
      (text) => assert.equal(isIP(text), net.isIP(text)),
    ),
    { numRuns: 3000 },
  );
});
