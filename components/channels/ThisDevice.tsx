import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { IconButton } from "@/components/kit/Icon.tsx";
import {
  type DeviceChannel,
  deviceChannel,
  deviceName,
  keepDeviceChannel,
  PushImpossible,
  renewedSubscription,
  subscribe,
} from "@/lib/client/channels/this_device.ts";
import { messageOf } from "@/lib/client/request_error.ts";
import type { ChannelReader, ChannelView } from "@/lib/protocol/channel_view.ts";
import { channelWords } from "./texts.tsx";

interface ThisDeviceProps {
  channels: readonly ChannelView[];
  /** Null where nobody logs in. */
  reader: ChannelReader | null;
  /** What browsers subscribe with. */
  pushKey: string;
  /** Adds the channel of this browser, or (`id`) changes it; answers its id. */
  onSave: (data: SavedDevice) => Promise<string>;
}

/** A subscription as the server gets it. */
export interface SavedDevice {
  /** Null for a new channel. */
  readonly id: string | null;
  readonly name: string;
  readonly config: object;
}

/** Makes the browser that looks at the page a channel, and says where that is not possible. */
export function ThisDevice({ channels, reader, pushKey, onSave }: ThisDeviceProps) {
  const kept = useSignal<DeviceChannel | null>(null);
  const said = useSignal("");
  const isAsking = useSignal(false);
  // One that was added before people had to log in is everybody's: the new one is one's own.
  const mine = channels.filter(({ owner }) => reader === null || owner === reader.id);
  const own = mine.find(({ id }) => id === kept.value?.id);
  const save = async (config: PushSubscriptionJSON) => {
    const name = deviceName(navigator.userAgent);
    const id = await onSave({ id: own?.id ?? null, name, config });
    kept.value = { id, endpoint: config.endpoint ?? "" };
    await keepDeviceChannel(kept.value);
  };
  useEffect(() => {
    void deviceChannel().then(async (channel) => {
      kept.value = channel;
      const renewed = channel && await renewedSubscription(channel);
      // Of a channel that somebody removed nothing is to be renewed.
      if (renewed && mine.some(({ id }) => id === channel.id)) await save(renewed);
    }).catch(() => {});
  }, []);
  const turnOn = async () => {
    isAsking.value = true;
    said.value = "";
    try {
      await save(await subscribe(pushKey));
      said.value = channelWords.arrive;
    } catch (error) {
      said.value = error instanceof PushImpossible ? error.message : messageOf(error);
    } finally {
      isAsking.value = false;
    }
  };
  return (
    <div class="this-device">
      <IconButton
        icon="bell"
        text={channelWords.thisPhone}
        label={channelWords.thisPhoneLabel}
        look="primary"
        disabled={isAsking.value}
        onClick={turnOn}
      />
      <p class="field-hint">
        {own === undefined ? channelWords.thisPhoneHint : channelWords.isChannel(own.name)}
      </p>
      <p class="this-device-said" role="status">{said.value}</p>
    </div>
  );
}
