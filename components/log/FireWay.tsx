import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Delivery } from "@/lib/alarms/delivery.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import { askQuietly } from "@/lib/client/ask_server.ts";
import { listenToFrames } from "@/lib/client/client.ts";
import type { ChannelView } from "@/lib/protocol/channel_view.ts";
import { viewer } from "@/lib/client/viewer.ts";
import {
  preciseText,
  wayLength,
  type WayStep,
  wayToChannels,
  wayToScreens,
} from "@/lib/text/fire_way.ts";

/** A fire's way from the price to screens and channels, each moment and the time between; folded at first. */
export function FireWay({ fire }: { fire: Fire }) {
  const isOpen = useSignal(false);
  const channels = useSignal<readonly WayStep[]>([]);
  useEffect(() => isOpen.value ? follow(fire, channels) : undefined, [isOpen.value]);
  const length = wayLength(fire);
  if (length === null) return null;
  return (
    <details
      class="fire-way"
      onToggle={({ currentTarget }) => isOpen.value = currentTarget.open}
    >
      <summary>Its way: {length}</summary>
      <ol class="way">
        {[...wayToScreens(fire), ...channels.value].map(({ label, at, since }) => (
          <li key={`${label} ${at}`}>
            <span class="way-label">{label}</span>
            {at !== null && (
              <time class="moment" dateTime={at}>{preciseText(at, viewer.zone.value)}</time>
            )}
            <span class="way-since">{since}</span>
          </li>
        ))}
      </ol>
    </details>
  );
}

/** Keeps what became of the fire on its channels up to date; returns how to stop. */
function follow(fire: Fire, channels: Signal<readonly WayStep[]>): () => void {
  let isOver = false;
  const ask = async () => {
    const [sent, known] = await Promise.all([
      askQuietly<{ deliveries: Delivery[] }>(`/api/deliveries?fire=${encodeURIComponent(fire.id)}`),
      askQuietly<{ channels: ChannelView[] }>("/api/channels"),
    ]);
    // Not everybody may see them.
    if (isOver || sent === null) return;
    const names = new Map(known?.channels.map(({ id, name }) => [id, name]));
    const nameOf = (id: string) => names.get(id) ?? "a channel that was removed";
    channels.value = wayToChannels(fire, sent.deliveries, nameOf);
  };
  const stopListening = listenToFrames((frame) => {
    const isMeant = frame.event === "delivery_updated" && frame.data.delivery.fireId === fire.id;
    if (isMeant || frame.event === "fire_acknowledged") void ask();
  });
  void ask();
  return () => {
    isOver = true;
    stopListening();
  };
}
