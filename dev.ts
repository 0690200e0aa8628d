import { Builder } from "fresh/dev";
import { buildStyles } from "@/tools/build_styles.ts";

/** The oldest browsers that the pages work in. */
const TARGET = ["chrome111", "firefox121", "safari16"];

await buildStyles(TARGET);
const builder = new Builder({ target: TARGET });

if (Deno.args.includes("build")) {
  await builder.build();
} else {
  const { loadSettings, startProgram, startLogging } = await import("./main.ts");
  const settings = loadSettings();
  const { config } = settings;
  await startLogging(settings);
  await startProgram(settings, () => Deno.exit(1));
  await builder.listen(() => import("./main.ts"), { hostname: config.HOST, port: config.PORT });
}
