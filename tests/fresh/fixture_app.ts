import { Builder } from "fresh/dev";
import { asset } from "fresh/runtime";
import { BUILD_ID_PARAM, setBuildId } from "@/lib/fresh/render/snapshot.ts";
import { app } from "./fixture/main.ts";

/** Folder of the app under test. */
export const FIXTURE = `${import.meta.dirname}/fixture`;

type Handler = ReturnType<typeof app.handler>;
let built: Promise<Handler> | undefined;
let buildId = "";

/** The fixture app with its build in memory. */
export function fixtureHandler(): Promise<Handler> {
  return built ??= new Builder({ root: FIXTURE }).build({ snapshot: "memory" })
    .then((apply) => {
      apply(app);
      buildId = new URL(asset("/"), "http://localhost").searchParams.get(BUILD_ID_PARAM) ?? "";
      return app.handler();
    });
}

/** Has `asset()` name the fixture's build: other tests of the process may have built something since. */
export async function nameFixtureBuild(): Promise<void> {
  await fixtureHandler();
  setBuildId(buildId);
}

/** The answer of the fixture app to one request. */
export async function ask(path: string, init?: RequestInit): Promise<Response> {
  return await (await fixtureHandler())(new Request(new URL(path, "http://localhost"), init));
}
