import { renderRoute } from "../render/render_route.ts";
import { type Surroundings, surroundingsOf } from "./chain.ts";
import type { Command, PlainCommand } from "./command.ts";
import { fsCommands } from "./fs_routes.ts";
import type { HandlerFn, Method } from "./handlers.ts";
import type { MiddlewareFn } from "./middleware.ts";
import type { Route, RouteComponent } from "./route.ts";
import { type Match, Router } from "./router.ts";
import { covers, joinPath } from "./scope.ts";
import type { Snapshot } from "./snapshot.ts";

/** A route with what surrounds it. */
export interface Target<State> extends Surroundings<State> {
  answer: MiddlewareFn<State>;
}

/** All routes of an app, resolved against its build. */
export class RouteTable<State> {
  readonly wrapper: RouteComponent<State> | undefined;
  readonly #commands: PlainCommand<State>[];
  readonly #router = new Router<Target<State>>();
  readonly #notFound: Route<State> | null;
  readonly #root: Surroundings<State>;

  constructor(commands: Command<State>[], snapshot: Snapshot | undefined, basePath: string) {
    this.#commands = commands.flatMap((command) =>
      command.type === "files" ? fsCommands(snapshot?.routes ?? [], command.path) : [command]
    );
    const wrapper = this.#commands.findLast((command) => command.type === "wrapper");
    const notFound = this.#commands.findLast((command) => command.type === "notFound");
    this.wrapper = wrapper?.component;
    this.#notFound = notFound ? { handler: notFound.handler } : null;
    const ofAll = this.#commands.filter(({ path }) => path === joinPath(basePath, "/"));
    this.#root = surroundingsOf(ofAll, this.#notFound);
    this.#commands.forEach((command, index) => this.#add(command, index));
  }

  /** What a request leads to. */
  match(method: string, pathname: string): Match<Target<State>> | null {
    return this.#router.match(method, pathname);
  }

  /** What surrounds a request that no route answers: what belongs to the whole app. */
  get root(): Surroundings<State> {
    return this.#root;
  }

  /** The handler given to `app.notFound()`. */
  get notFound(): Route<State> | null {
    return this.#notFound;
  }

  #add(command: PlainCommand<State>, index: number): void {
    if (command.type === "handle") {
      const around = this.#before(index, command.path);
      const route: Route<State> = { handler: command.handlers.at(-1) as HandlerFn<unknown, State> };
      const links = [...around.links, ...command.handlers.slice(0, -1) as MiddlewareFn<State>[]];
      const answer: MiddlewareFn<State> = (ctx) => renderRoute(ctx, route);
      this.#router.add(command.method, command.path, { ...around, links, answer });
    } else if (command.type === "route") {
      const around = this.#before(index, command.at ?? command.path);
      const answer: MiddlewareFn<State> = (ctx) => renderRoute(ctx, command.route);
      // A route file is asked whatever the method is.
      const methods = command.at === undefined ? methodsOf(command.route) : ["ALL" as const];
      for (const method of methods) {
        this.#router.add(method, command.path, { ...around, answer });
      }
    }
  }

  #before(index: number, at: string): Surroundings<State> {
    const applicable = this.#commands.slice(0, index).filter((command) => covers(command.path, at));
    return surroundingsOf(applicable, this.#notFound);
  }
}

function methodsOf<State>(route: Route<State>): (Method | "ALL")[] {
  const { handler } = route;
  if (handler === undefined || typeof handler === "function") return ["ALL"];
  const named = Object.keys(handler) as Method[];
  return route.component && !handler.GET ? ["GET", ...named] : named;
}
