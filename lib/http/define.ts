import { createDefine } from "fresh";
import type { Services } from "./services.ts";

/** What every route and page finds in `ctx.state`. */
export interface State {
  services: Services;
  /** Address of the client, for the log. */
  address: string;
}

export const define = createDefine<State>();
