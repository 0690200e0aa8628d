import { explainIssues, type InputProblem } from "@/lib/alarms/alarm_input.ts";
import type { StoredChannel } from "@/lib/alarms/delivery.ts";
import { type ChannelView, isSealed, withoutSecrets } from "@/lib/protocol/views.ts";
import { SYSTEM_CLOCK } from "@/lib/time/clock.ts";
import type { ChannelType, SendTools } from "./channel_type.ts";
import { type Guard, TargetRefused } from "./guard.ts";
import type { LinkCode } from "./actions.ts";
import type { SecretBox } from "./secret_box.ts";

type Fields = Readonly<Record<string, unknown>>;
type Place = Pick<StoredChannel, "id" | "config">;

/** A config as it is kept, or what is wrong with what a person sent. */
export type ConfigRead =
  | { readonly ok: true; readonly config: Fields }
  | { readonly ok: false } & InputProblem;

/** Longest wait for the check of an address that is entered, in milliseconds. */
const CHECK_MS = 5000;

interface ChannelDeskOptions {
  readonly box: SecretBox;
  readonly guard: Pick<Guard, "check" | "isListed">;
  readonly typeOf: (name: string) => ChannelType | null;
  /** To ask a service about what was entered. */
  readonly tools: Omit<SendTools, "buttons">;
  /** Browsers reach this server at an address that is known: links in messages work. */
  readonly isReachable?: boolean;
  /** What links a chat with the channel with this id. */
  readonly codeOf: (id: string) => LinkCode;
}

/** A config with its secrets, and which of them cannot be read any more. */
interface Opened {
  readonly config: Fields;
  readonly missing: readonly string[];
}

/** Takes in what people enter about channels, and gives it out: sealed, hidden or in full. */
export class ChannelDesk {
  /** A worker asks at every step; configs are replaced, never changed in place. */
  readonly #known = new WeakMap<Fields, Opened>();

  constructor(private readonly options: ChannelDeskOptions) {}

  /** Null for a type that this program does not have. */
  typeOf(name: string): ChannelType | null {
    return this.options.typeOf(name);
  }

  /**
   * The config of a channel after a person's change: fields that are not named stay, null takes one
   * away, and a secret that is sent as it is shown stays what it is.
   */
  async read(type: ChannelType, { id, config }: Place, given: Fields): Promise<ConfigRead> {
    const known = this.#opened(type, { id, config });
    const changed = Object.entries(type.unpack?.(given) ?? given)
      .filter(([name, value]) => !(type.secrets.includes(name) && isShown(value)));
    const merged = Object.fromEntries(
      [...Object.entries(known), ...changed].filter(([, value]) => value !== undefined),
    );
    for (const [name, value] of changed) if (value === null) delete merged[name];
    const parsed = type.config.safeParse(merged);
    if (!parsed.success) return { ok: false, ...explainIssues(parsed.error, "config") };
    const kept = type.secrets.filter((name) =>
      config[name] !== undefined && !changed.some(([each]) => each === name)
    );
    const problem = await this.#addressProblem(type, parsed.data) ??
      keptProblem(type, kept, { before: known, after: parsed.data });
    if (problem !== null) return { ok: false, ...problem };
    const prepared = await type.prepare?.(parsed.data, this.options.tools) ??
      { ok: true, config: parsed.data };
    if (!prepared.ok) {
      const field = `config.${prepared.field}`;
      return { ok: false, field, message: `${field} ${prepared.rule}` };
    }
    const sealed = this.#sealed(type, id, prepared.config);
    // What cannot be read stays to be entered again: left out, a webhook would go out unsigned.
    const unread = this.open(type, { id, config }).missing.filter((name) => !(name in given));
    const asItWas = unread.map((name) => [name, config[name]]);
    return { ok: true, config: { ...Object.fromEntries(asItWas), ...sealed } };
  }

  /** The config with its secrets, or which of them cannot be read any more. */
  open(type: ChannelType, channel: Place): Opened {
    let opened = this.#known.get(channel.config);
    if (opened === undefined) {
      const config = this.#opened(type, channel);
      const missing = type.secrets.filter((name) =>
        channel.config[name] !== undefined && config[name] === undefined
      );
      this.#known.set(channel.config, opened = { config, missing });
    }
    return opened;
  }

  /** As it may be shown to anybody. */
  view(channel: StoredChannel): ChannelView {
    const { typeOf, codeOf } = this.options;
    const type = typeOf(channel.type);
    if (type === null) return withoutSecrets(channel);
    const { config, missing } = this.open(type, channel);
    const hasButtons = type.hasOwnButtons === true || this.options.isReachable === true;
    const bare = withoutSecrets(channel, type.secrets, missing);
    const shown: ChannelView = hasButtons ? { ...bare, hasButtons } : bare;
    const { code, expiresAt: linkExpiresAt } = codeOf(channel.id);
    const linkUrl = missing.length > 0 ? null : type.linkUrl?.(config, code) ?? null;
    return linkUrl === null ? shown : { ...shown, linkUrl, linkExpiresAt };
  }

  #opened({ secrets }: ChannelType, { id, config }: Place): Fields {
    const entries = Object.entries(config).map(([name, value]) => {
      if (!secrets.includes(name)) return [name, value];
      return [
        name,
        isSealed(value) ? this.options.box.open(value, placeOf(id, name)) ?? undefined : value,
      ];
    });
    return Object.fromEntries(entries);
  }

  #sealed({ secrets }: ChannelType, id: string, config: Fields): Fields {
    const entries = Object.entries(config).filter(([, value]) => value !== undefined)
      .map(([name, value]) =>
        secrets.includes(name)
          ? [name, this.options.box.seal(String(value), placeOf(id, name))]
          : [name, value]
      );
    return Object.fromEntries(entries);
  }

  /** What no name server knows is taken: the network may be down now, and a test of the channel tells. */
  async #addressProblem(
    type: ChannelType,
    config: Fields,
  ): Promise<InputProblem | null> {
    const { addresses, hosts, schemes } = type;
    for (const name of addresses) {
      const value = addressIn(type, config, name);
      if (value === null) continue;
      const field = `config.${name}`;
      const isOfHosts = hosts === undefined || isHttpsAt(hosts, value);
      if (!isOfHosts && !this.options.guard.isListed(value)) {
        return { field, message: `${field} must be an https:// address at ${hosts.join(", ")}` };
      }
      try {
        await orEnd(this.options.guard.check(value, schemes));
      } catch (error) {
        if (!(error instanceof TargetRefused)) throw error;
        if (!error.isTemporary) return { field, message: `${field} ${error.message}` };
      }
    }
    return null;
  }
}

/** Such an address is itself a secret, which nobody on the way may read. */
function isHttpsAt(hosts: readonly string[], address: string): boolean {
  const url = URL.parse(address);
  if (url?.protocol !== "https:" || url.port !== "") return false;
  return hosts.some((host) =>
    host.startsWith(".") ? url.hostname.endsWith(host) : url.hostname === host
  );
}

/** Who may change a channel must not have secrets that nobody shows them sent to a server of theirs. */
function keptProblem(
  type: ChannelType,
  [secret]: readonly string[],
  { before, after }: { readonly before: Fields; readonly after: Fields },
): InputProblem | null {
  const placeIn = (config: Fields, name: string) => originOf(addressIn(type, config, name));
  const moved = type.addresses.find((name) => placeIn(before, name) !== placeIn(after, name));
  if (secret === undefined || moved === undefined) return null;
  const field = `config.${secret}`;
  return { field, message: `${field} must be entered again: the ${moved} changed` };
}

/** The address that a field of a config holds; null where it holds none. */
function addressIn(type: ChannelType, config: Fields, name: string): string | null {
  if (type.addressOf !== undefined) return type.addressOf(config);
  const value = config[name];
  return typeof value === "string" ? value : null;
}

/** What is spoken at which host and port; `URL.origin` knows it of browsers' protocols only. */
function originOf(address: string | null): string | null {
  const url = address === null ? null : URL.parse(address);
  return url && `${url.protocol}//${url.host}`;
}

function isShown(value: unknown): boolean {
  return typeof value === "object" && value !== null && "set" in value;
}

function placeOf(id: string, name: string): string {
  return `${id}.${name}`;
}

async function orEnd(work: Promise<unknown>): Promise<void> {
  const over = new AbortController();
  await Promise.race([work, SYSTEM_CLOCK.after(CHECK_MS, over.signal)])
    .finally(() => over.abort());
}
