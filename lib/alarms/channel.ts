import { z } from "zod";

const timeOrNull = z.iso.datetime().nullable().default(null);

/** How a channel has been doing. */
const ChannelState = z.object({
  lastAcceptedAt: timeOrNull,
  /** Since when nothing was accepted, though something was to go out; null while all is well. */
  failingSince: timeOrNull,
  /** What went wrong last, in words for a person; null once something was accepted again. */
  lastError: z.string().nullable().default(null),
  /** Why the program switched it off; null while it did not. */
  disabledReason: z.string().nullable().default(null),
});

/** `HH:MM` on a clock on the wall. */
const wallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

/** When nothing goes out that can wait; where `from` is later than `to`, over midnight. */
const QuietHours = z.object({ from: wallTime, to: wallTime, zone: z.string().min(1) });

export type QuietHours = z.infer<typeof QuietHours>;

/** What may be wrong with the program itself, or what it watches. */
export const TROUBLES = ["source", "pair", "disk", "channel", "expired", "restart"] as const;

export type Trouble = typeof TROUBLES[number];

/** A way to a person, as it stands in the store file: secrets in `config` are sealed. */
export const StoredChannel = z.object({
  /** `channel_<ulid>`. */
  id: z.string().min(1),
  /** Which service; a name that this version does not know is kept as it is, and nothing is sent. */
  type: z.string().min(1),
  name: z.string().min(1),
  enabled: z.boolean(),
  /** Told of every alarm that names nobody else. */
  isDefault: z.boolean(),
  /** Fields of its type; lib/notify reads them. */
  config: z.record(z.string(), z.unknown()),
  /** Whose it is; null when it is everybody's. */
  owner: z.string().nullable().default(null),
  /** Absent: at any hour. */
  quietHours: QuietHours.optional(),
  /** Which troubles of the program it is told of; absent: none. */
  troubles: z.array(z.enum(TROUBLES)).readonly().optional(),
  /** When a test goes out over it every day, from the engine on; absent: never. */
  canary: z.object({ at: wallTime, zone: z.string().min(1) }).optional(),
  /** Title and text in place of ours, with places such as {pair}. */
  templates: z.object({ title: z.string().optional(), text: z.string().optional() }).optional(),
  createdAt: z.iso.datetime(),
  state: ChannelState.prefault({}),
});

export type StoredChannel = z.infer<typeof StoredChannel>;
type ChannelState = z.infer<typeof ChannelState>;

/** More shared channels than this are refused. */
export const MAX_CHANNELS = 100;
/** More of one person's own: whoever may only look on must not take the room of others. */
export const MAX_OWN_CHANNELS = 10;
/** More of all people's own together: each fire goes through all of them. */
export const MAX_OWN_IN_ALL = 500;

/** Why the program keeps an own channel off: its owner is not let in. */
export const OWNER_IS_OUT = "Its owner's account is disabled or erased";
