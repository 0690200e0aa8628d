import type { StoredChannel } from "@/lib/alarms/channel.ts";
import type { AuditEntry } from "@/lib/protocol/audit_entry.ts";
import type { Event } from "@/lib/store/events.ts";
import type { Committed } from "@/lib/store/store.ts";

type Common = Pick<AuditEntry, "id" | "timestamp" | "pair" | "alarmId" | "by" | "address">;

/** What the audit log tells of channels: what people did, and that the program switched one off. */
export function channelEntries(
  event: Event,
  { before, state }: Pick<Committed, "before" | "state">,
  common: () => Common,
): AuditEntry[] {
  switch (event.type) {
    case "channelAdded":
      return [{ ...common(), kind: "channelAdded", before: null, after: factsOf(event.channel) }];
    case "channelUpdated":
      return updated(find(before.channels, event.channel.id), event.channel, event.by, common);
    case "channelRemoved": {
      const channel = find(before.channels, event.id);
      if (channel === undefined) return [];
      return [{ ...common(), kind: "channelRemoved", before: factsOf(channel), after: null }];
    }
    case "channelTested":
    case "deliveryUpdated": {
      const channel = find(state.channels, event.delivery.channelId);
      if (channel === undefined) return [];
      if (event.type === "deliveryUpdated" && event.by === "program") return [];
      const kind = event.type === "channelTested" ? "channelTested" : "deliveryResent";
      return [{ ...common(), kind, before: null, after: factsOf(channel) }];
    }
    default:
      return [];
  }
}

function updated(
  before: StoredChannel | undefined,
  after: StoredChannel,
  by: "person" | "program",
  common: () => Common,
): AuditEntry[] {
  if (before === undefined) return [];
  const sides = { before: factsOf(before), after: factsOf(after) };
  if (by === "person") return [{ ...common(), kind: "channelEdited", ...sides }];
  // Its state moves with each delivery; that is no change of the channel.
  if (before.enabled === after.enabled) return [];
  const reason = after.state.disabledReason ?? "";
  return [{
    ...common(),
    kind: "channelSwitchedOff",
    before: sides.before,
    after: { ...sides.after, reason },
  }];
}

function find(channels: readonly StoredChannel[], id: string): StoredChannel | undefined {
  return channels.find((channel) => channel.id === id);
}

/** Nothing of how it is reached: that may be a secret. */
function factsOf({ id, type, name, enabled, isDefault }: StoredChannel) {
  return { id, type, name, enabled, isDefault };
}
