import assert from "node:assert/strict";

const STATIC = new URL("../../static/", import.meta.url);

interface Icon {
  readonly src: string;
  readonly sizes: string;
  readonly type: string;
  readonly purpose?: string;
}

const manifest: { icons: readonly Icon[]; start_url: string; display: string } = JSON.parse(
  await Deno.readTextFile(new URL("manifest.webmanifest", STATIC)),
);

/** Width and height of a PNG, from its header. */
async function pngSize(path: string): Promise<string> {
  const bytes = await Deno.readFile(new URL(path, STATIC));
  const view = new DataView(bytes.buffer);
  return `${view.getUint32(16)}x${view.getUint32(20)}`;
}

Deno.test("The manifest makes the page installable, with icons that are there in the sizes it says", async () => {
  assert.deepEqual([manifest.start_url, manifest.display], ["./", "standalone"]);
  const drawn = manifest.icons.filter(({ type }) => type === "image/png");
  for (const { src, sizes } of drawn) assert.equal(await pngSize(src), sizes, src);
  const wanted = ["any 192x192", "any 512x512", "maskable 192x192", "maskable 512x512"];
  const found = drawn.map(({ sizes, purpose = "any" }) => `${purpose} ${sizes}`);
  assert.deepEqual(found.sort(), wanted);
});
