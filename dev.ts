import { Builder } from "fresh/dev";
import { BROWSER_TARGET } from "@/components/page/Document.tsx";
import { buildBundle } from "@/tools/bundle/build_bundle.ts";
import { buildStyles } from "@/tools/build_styles.ts";

/** The oldest browsers that pages work in, as esbuild names them. */
const TARGET = Object.entries(BROWSER_TARGET)
  .map(([browser, version]) => `${browser.replace(/^safari_/, "")}${version}`);

const beganAt = Date.now();
await buildStyles(TARGET);
const builder = new Builder({ target: TARGET, serverEntry: "serve.ts" });

if (Deno.args.includes("build")) {
  await builder.build();
  await buildBundle(beganAt);
  const { checkTarget } = await import("@/tools/browser_target/check_target.ts");
  await checkTarget("_fresh/static");
} else {
  const { loadSettings, standBelow, startProgram, startLogging, tellMisspelt } = await import(
    "./serve.ts"
  );
  const settings = loadSettings();
  const { config } = settings;
  await startLogging(settings);
  tellMisspelt(settings);
  standBelow(config);
  await startProgram(settings, () => Deno.exit(1));
  const { behindHeaders } = await import("@/lib/server/app.ts");
  const importApp = async () => ({ app: behindHeaders((await import("./serve.ts")).app, config) });
  await builder.listen(importApp, { hostname: config.HOST, port: config.PORT });
}
