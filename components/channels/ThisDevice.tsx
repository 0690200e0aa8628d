import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { IconButton } from "@/components/kit/Icon.tsx";
import { messageOf } from "@/lib/client/ask_server.ts";
import type { ChannelReader, ChannelView } from "@/lib/protocol/views.ts";
import { channelWords } from "./texts.tsx";
import { toBase } from "@/lib/client/base_path.ts";
import { deviceWords } from "@/lib/client/channels/texts.ts";

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

/** Why a browser cannot get push messages, and what to do about it. */
class PushImpossible extends Error {
  override readonly name = "PushImpossible";
}

/** The channel that this browser is, as pages and the service worker keep it. */
interface DeviceChannel {
  readonly id: string;
  readonly endpoint: string;
}

/** A cache, because the service worker reads it, too (`static/sw.js`). */
const STORE = "push";
const KEY = () => toBase("/push-channel");

/**
 * Subscribes this browser to push messages; to be called in a click. An older subscription ends: it may be
 * dead, or made for another server.
 *
 * @throws {PushImpossible} with what to do
 */
async function subscribe(serverKey: string): Promise<PushSubscriptionJSON> {
  refuseWherePushIsMissing();
  if (await Notification.requestPermission() !== "granted") {
    throw new PushImpossible(deviceWords.blocked);
  }
  const { pushManager } = await navigator.serviceWorker.ready;
  await (await pushManager.getSubscription())?.unsubscribe();
  try {
    const wanted = { userVisibleOnly: true, applicationServerKey: serverKey };
    return (await pushManager.subscribe(wanted)).toJSON();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new PushImpossible(deviceWords.noAddress(why));
  }
}

function refuseWherePushIsMissing(): void {
  if (!isSecureContext) throw new PushImpossible(deviceWords.noHttps);
  // Only Safari on phones and tablets has it; a page that is not installed has no PushManager there.
  if (Reflect.get(navigator, "standalone") === false) {
    throw new PushImpossible(deviceWords.notInstalled);
  }
  const isThere = "serviceWorker" in navigator && "PushManager" in globalThis;
  if (!isThere || !("Notification" in globalThis)) throw new PushImpossible(deviceWords.noPush);
}

/** Null when this browser is no channel, or keeps nothing. */
async function deviceChannel(): Promise<DeviceChannel | null> {
  try {
    const kept = await caches.match(KEY(), { cacheName: STORE });
    return await kept?.json() ?? null;
  } catch {
    return null;
  }
}

async function keepDeviceChannel(channel: DeviceChannel): Promise<void> {
  const store = await caches.open(STORE);
  await store.put(KEY(), new Response(JSON.stringify(channel)));
}

/** The subscription as it is now, where the browser changed it since it was kept; else null. */
async function renewedSubscription(
  { endpoint }: DeviceChannel,
): Promise<PushSubscriptionJSON | null> {
  const registration = await navigator.serviceWorker?.getRegistration();
  const now = await registration?.pushManager?.getSubscription();
  return now && now.endpoint !== endpoint ? now.toJSON() : null;
}

/** What a person would call the machine with this user agent. */
function deviceName(userAgent: string): string {
  const devices = [
    [/iPhone/, "iPhone"],
    [/iPad/, "iPad"],
    [/Android/, deviceWords.android],
    [/Windows/, deviceWords.windows],
    [/Mac OS/, "Mac"],
  ] as const;
  return devices.find(([pattern]) => pattern.test(userAgent))?.[1] ?? deviceWords.computer;
}
