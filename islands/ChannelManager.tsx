import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ChannelForm, type SaveProblem } from "@/components/channels/ChannelForm.tsx";
import { ChannelList, DeadLetters } from "@/components/channels/ChannelList.tsx";
import { type SavedDevice, ThisDevice } from "@/components/channels/ThisDevice.tsx";
import { Policies } from "@/components/channels/Policies.tsx";
import type { Delivery, Policy } from "@/lib/alarms/delivery.ts";
import { channelWords } from "@/components/channels/texts.tsx";
import { ConfirmDialog, useLater } from "@/components/kit/Dialog.tsx";
import { Notice, type NoticeText } from "@/components/kit/Notice.tsx";
import {
  againWords,
  applyToChannels,
  type ChannelDraft,
  type Channels,
  draftOf,
  isSet,
  newDraft,
  saveCommand,
} from "@/lib/client/channels/channels.ts";
import { CHANNEL_FORM_TYPES, channelForm } from "@/lib/client/channels/forms.ts";
import { wantsConfirmation } from "@/lib/client/account.ts";
import { askQuietly, messageOf, RequestError } from "@/lib/client/ask_server.ts";
import { listenToFrames, sendCommand } from "@/lib/client/client.ts";
import type { Model } from "@/lib/client/model.ts";
import { useViewer, viewer } from "@/lib/client/viewer.ts";
import type { ChannelReader, ChannelView } from "@/lib/protocol/views.ts";

const loadConfirmed = () => import("@/components/account/Confirmed.tsx");

interface ChannelManagerProps extends Channels {
  model: Signal<Model>;
  policies: readonly Policy[];
  /** Who looks; null where nobody logs in. */
  reader: ChannelReader | null;
  /** What browsers subscribe to push messages with. */
  pushKey: string;
}

/** The channels: added, tested, changed and removed here, and growing while one looks. */
export function ChannelManager(props: ChannelManagerProps) {
  const { model, channels, deliveries, policies, reader, pushKey } = props;
  useViewer(model);
  const shown = useSignal<Channels>({ channels, deliveries });
  const draft = useSignal<ChannelDraft | null>(null);
  const problem = useSignal<SaveProblem | null>(null);
  const isSending = useSignal(false);
  const isResending = useSignal(false);
  const removing = useSignal<ChannelView | null>(null);
  const notice = useSignal<NoticeText | null>(null);
  /** Saving waits for the password to be given once more; what asks for it is loaded then. */
  const waiting = useSignal<{ run: () => Promise<void> } | null>(null);
  const later = useLater(waiting.value !== null, loadConfirmed, (message) => {
    waiting.value = null;
    problem.value = { field: null, message };
  });
  useEffect(() => followChannels(shown), []);

  const sendOne = async (event: string, data: object) => {
    isSending.value = true;
    await sendCommand(event, data).finally(() => isSending.value = false);
  };
  const send = (event: string, data: object) =>
    sendOne(event, data).then(() => null, (error): SaveProblem => problemOf(error));
  const save = async () => {
    if (draft.value === null) return;
    const { event, data } = saveCommand(draft.value);
    try {
      await sendOne(event, data);
      open(null);
    } catch (error) {
      if (wantsConfirmation(error)) waiting.value = { run: save };
      else problem.value = problemOf(error);
    }
  };
  const ask = async (event: string, data: object) => {
    const refused = await send(event, data);
    if (refused !== null) notice.value = { tone: "bad", text: refused.message };
    return refused === null;
  };
  /** One after the other: what is refused once is told once. */
  const resend = async (dead: readonly Delivery[]) => {
    isResending.value = true;
    for (const { key } of dead) if (!await ask("resend_delivery", { key })) break;
    isResending.value = false;
  };
  const open = (opened: ChannelDraft | null) => {
    problem.value = null;
    draft.value = opened;
  };
  const edited = shown.value.channels.find(({ id }) => id === draft.value?.id);
  return (
    <>
      <section aria-labelledby="channels">
        <h2 id="channels">
          {reader === null ? channelWords.yours : channelWords.yoursAndEverybodys}
        </h2>
        {shown.value.channels.length === 0 && <p>{channelWords.none}</p>}
        <ChannelList
          {...shown.value}
          reader={reader}
          onTest={({ id }) => ask("test_channel", { id })}
          onEdit={(channel) => open(draftOf(channel, ownZone()))}
          onRemove={(channel) => removing.value = channel}
          onRenewLinks={() => void askAll(shown)}
        />
      </section>
      <section aria-labelledby="add">
        <h2 id="add">{channelWords.add}</h2>
        <ThisDevice
          channels={shown.value.channels}
          {...{ reader, pushKey }}
          onSave={saveDevice}
        />
        <div class="channel-types">
          {CHANNEL_FORM_TYPES.filter((type) => !channelForm(type)?.isMade).map((type) => (
            <button
              key={type}
              type="button"
              class="button"
              onClick={() => open(newDraft(type, ownZone(), isOwnAtFirst(reader)))}
            >
              {channelForm(type)?.label}
            </button>
          ))}
        </div>
      </section>
      <Policies
        {...{ policies, send, channels: shown.value.channels, isSending: isSending.value }}
      />
      <section aria-labelledby="dead">
        <h2 id="dead">{channelWords.givenUp}</h2>
        <DeadLetters
          channels={shown.value.channels}
          reader={reader}
          dead={shown.value.deliveries.filter(({ state, isTest }) => state === "dead" && !isTest)}
          again={againWords(shown.value.deliveries)}
          isResending={isResending.value}
          onResend={resend}
        />
      </section>
      {draft.value !== null && (
        <ChannelForm
          draft={draft.value}
          kept={(channelForm(draft.value.type)?.fields ?? [])
            .filter(({ name }) => isSet(edited, name)).map(({ name }) => name)}
          problem={problem.value}
          isSending={isSending.value}
          maySetShared={reader?.maySetShared ?? false}
          onChange={(changed) => draft.value = changed}
          onSave={save}
          onClose={() => open(null)}
        />
      )}
      {reader && later && <later.ConfirmPassword waiting={waiting} proofs={reader.proofs} />}
      {removing.value !== null && (
        <ConfirmDialog
          title={channelWords.removeTitle(removing.value.name)}
          action={channelWords.removeIt}
          problem={null}
          onConfirm={() => {
            const id = removing.value?.id;
            removing.value = null;
            void ask("remove_channel", { id });
          }}
          onClose={() => removing.value = null}
        >
          <p>{channelWords.removeHint}</p>
        </ConfirmDialog>
      )}
      <Notice notice={notice.value} onClose={() => notice.value = null} />
    </>
  );
}

function problemOf(error: unknown): SaveProblem {
  const field = error instanceof RequestError ? error.field : null;
  return { field, message: messageOf(error) };
}

/** Whether a new channel is one's own; null where there is nothing to choose. */
function isOwnAtFirst(reader: ChannelReader | null): boolean | null {
  return reader === null ? null : !reader.maySetShared;
}

/** The zone that hours are probably meant in: the one of the settings, or the browser's. */
function ownZone(): string {
  return viewer.zone.peek() ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Answers the channel's id. */
async function saveDevice({ id, name, config }: SavedDevice): Promise<string> {
  const { event, data } = id === null
    ? await sendCommand("add_channel", { type: "webPush", name, config })
    : await sendCommand("update_channel", { id, enabled: true, config });
  const isSaved = event === "channel_added" || event === "channel_updated";
  if (!isSaved) throw new Error(`The server answered with ${event}`);
  return data.channel.id;
}

/** Frames tell what changes; after a gap all of it is asked for. Returns how to stop. */
function followChannels(shown: Signal<Channels>): () => void {
  return listenToFrames((frame) => {
    if (frame.event === "snapshot") void askAll(shown);
    else shown.value = applyToChannels(shown.peek(), frame);
  });
}

async function askAll(shown: Signal<Channels>): Promise<void> {
  const [channels, newest, dead, due] = await Promise.all([
    askQuietly<Pick<Channels, "channels">>("/api/channels"),
    askQuietly<Pick<Channels, "deliveries">>("/api/deliveries"),
    // What was given up long ago can be sent again, too.
    askQuietly<Pick<Channels, "deliveries">>("/api/deliveries?state=dead"),
    askQuietly<Pick<Channels, "deliveries">>("/api/deliveries?state=due"),
  ]);
  if (channels === null || newest === null || dead === null || due === null) return;
  const known = new Set(newest.deliveries.map(({ key }) => key));
  const older = [...dead.deliveries, ...due.deliveries].filter(({ key }) => !known.has(key));
  shown.value = { ...channels, deliveries: [...older, ...newest.deliveries] };
}
