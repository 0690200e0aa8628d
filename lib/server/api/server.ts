import { parseInput } from "@/lib/commands/command.ts";
import type { ServerSettings } from "@/lib/protocol/answers.ts";
import { type Config, SECRET_SETTINGS, SETTING_NAMES, VERSION } from "@/lib/settings/config.ts";
import type { Services } from "../define.ts";
import { auditAnswer, AuditQuery } from "../log.ts";
import { type Ctx, query } from "./answer.ts";

/** Changes by people and fires, newest first. */
export function audit(ctx: Ctx): Promise<Response> {
  const { services: { auditLog }, who } = ctx.state;
  return auditAnswer(auditLog, parseInput(AuditQuery, query(ctx)), who, ctx.req.signal);
}

export function status({ state: { services } }: Ctx): Response {
  return Response.json(services.status());
}

/** Written when it is first asked for, for the base path that it was asked at. */
let written: { readonly basePath: string; readonly text: string } | null = null;

export async function openApiDocument({ config: { basePath } }: Ctx): Promise<Response> {
  if (written?.basePath !== basePath) {
    const { openApi } = await import("./openapi.ts");
    written = { basePath, text: JSON.stringify(openApi(VERSION, basePath)) };
  }
  return new Response(written.text, { headers: { "content-type": "application/json" } });
}

export async function settings({ state: { services } }: Ctx): Promise<Response> {
  return Response.json(await serverSettings(services));
}

/** Everything the settings page tells of the server. */
export async function serverSettings(
  services: Pick<Services, "config" | "origins" | "status" | "store" | "storage">,
): Promise<ServerSettings> {
  const { config, origins, store: { state } } = services;
  const { version, startedAt, sources } = services.status();
  const alarms = [...state.pairs.values()].map((pair) => pair.alarms.length);
  return {
    ...{ version, startedAt, sources },
    settings: SETTING_NAMES.map((name) => ({
      ...{ name, value: shownValue(name, config), origin: origins[name] ?? "default" },
    })),
    ...{ pairs: state.pairs.size, alarms: alarms.reduce((sum, count) => sum + count, 0) },
    fires: state.fires.length,
    ...await services.storage(),
  };
}

function shownValue(name: keyof Config, config: Config): string | null {
  const value = config[name];
  if (name === "SECRET_KEY" && value === undefined) return "made by the program";
  if (SECRET_SETTINGS.has(name)) return value === undefined ? "not set" : "set";
  if (value === undefined) return null;
  const text = Array.isArray(value) ? value.join(", ") : String(value);
  return name.endsWith("_URL") ? withoutCredentials(text) : text;
}

/** Some people put a key or a password into an address. */
function withoutCredentials(text: string): string {
  const { protocol, host, pathname, search, username } = new URL(text);
  const hidden = search === "" && username === "" ? "" : " (the rest is hidden)";
  return `${protocol}//${host}${pathname === "/" ? "" : pathname}${hidden}`;
}
