import { Builder } from "fresh/dev";

const builder = new Builder({ target: "safari16" });

if (Deno.args.includes("build")) {
  await builder.build();
} else {
  const { loadConfig, startProgram, startLogging } = await import("./main.ts");
  const config = loadConfig();
  await startLogging(config);
  await startProgram(config, () => Deno.exit(1));
  await builder.listen(() => import("./main.ts"), { hostname: config.HOST, port: config.PORT });
}
