import { Builder } from "fresh/dev";
import { app } from "./fixture/main.ts";

/** Folder of the app under test. */
export const FIXTURE = `${import.meta.dirname}/fixture`;

type Handler = ReturnType<typeof app.handler>;
let built: Promise<Handler> | undefined;

/** The fixture app with its build in memory. */
export function fixtureHandler(): Promise<Handler> {
  return built ??= new Builder({ root: FIXTURE }).build({ snapshot: "memory" })
    .then((apply) => (apply(app), app.handler()));
}

/** The answer of the fixture app to one request. */
export async function ask(path: string, init?: RequestInit): Promise<Response> {
  return await (await fixtureHandler())(new Request(new URL(path, "http://localhost"), init));
}
