import { Builder } from "fresh/dev";

const builder = new Builder({ target: "safari16" });

if (Deno.args.includes("build")) {
  await builder.build();
} else {
  const { loadSettings, startProgram, startLogging } = await import("./main.ts");
  const settings = loadSettings();
  const { config } = settings;
  await startLogging(config);
  await startProgram(settings, () => Deno.exit(1));
  await builder.listen(() => import("./main.ts"), { hostname: config.HOST, port: config.PORT });
}
