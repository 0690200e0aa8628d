import type { FreshContext } from "fresh";
import type { CommandName } from "@/lib/commands/commands.ts";
import { Refusal } from "@/lib/commands/refusal.ts";
import type { CommandAnswer } from "@/lib/commands/run_command.ts";
import type { State } from "./define.ts";
import { problem, problemOf } from "./problem.ts";

type Ctx = FreshContext<State>;

/** A handler of `/api`: what it throws becomes an `application/problem+json` answer. */
export function api(handle: (ctx: Ctx) => Promise<Response> | Response) {
  return async (ctx: Ctx): Promise<Response> => {
    try {
      const response = await handle(ctx);
      response.headers.set("cache-control", "no-store");
      return response;
    } catch (error) {
      if (error instanceof Refusal) return problemOf(error);
      // Nobody reads the answer.
      if (ctx.req.signal.aborted) return new Response(null, { status: 499 });
      ctx.state.services.onError(error);
      const detail = "The request failed inside the server; its log says more";
      return problem(500, { detail, code: "internal" });
    }
  };
}

/** Carries out a command for an `/api` request. @throws {Refusal} as the command does */
export async function command<N extends CommandName>(ctx: Ctx, name: N, input: unknown) {
  const { services, address } = ctx.state;
  return await services.run(name, input, { address }) as CommandAnswer<N>;
}

/** The query parameters as an object, to be parsed strictly. */
export function query(ctx: Ctx): Record<string, string> {
  return Object.fromEntries(ctx.url.searchParams);
}
