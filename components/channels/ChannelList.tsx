import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Icon, IconButton, type IconName } from "@/components/kit/Icon.tsx";
import { Moment } from "@/components/kit/Moment.tsx";
import type { Delivery } from "@/lib/alarms/delivery.ts";
import {
  type ChannelHealth,
  extrasWords,
  healthOf,
  testWords,
  waitingWords,
  whoseIs,
  whoseWords,
} from "@/lib/client/channels/channels.ts";
import { channelForm } from "@/lib/client/channels/forms.ts";
import { viewer } from "@/lib/client/viewer.ts";
import type { ChannelReader, ChannelView } from "@/lib/protocol/views.ts";
import { deliveryWords } from "@/lib/text/fire_way.ts";
import { channelWords } from "./texts.tsx";

const ICONS: Readonly<Record<ChannelHealth["look"], IconName>> = {
  good: "check",
  bad: "warning",
  off: "pause",
  unproven: "info",
};

interface ChannelListProps {
  channels: readonly ChannelView[];
  deliveries: readonly Delivery[];
  /** Null where nobody logs in. */
  reader: ChannelReader | null;
  onTest: (channel: ChannelView) => void;
  onEdit: (channel: ChannelView) => void;
  onRemove: (channel: ChannelView) => void;
  onRenewLinks: () => void;
}

/** Every channel with how it is doing, and what came of its last test. */
export function ChannelList({ channels, deliveries, ...acts }: ChannelListProps) {
  return (
    <ul class="channel-list">
      {channels.map((channel) => (
        <ChannelRow
          key={channel.id}
          channel={channel}
          waiting={deliveries.filter(({ channelId, isTest }) =>
            channelId === channel.id && !isTest
          )}
          test={deliveries.findLast(({ channelId, isTest }) => channelId === channel.id && isTest)}
          {...acts}
        />
      ))}
    </ul>
  );
}

interface ChannelRowProps extends Omit<ChannelListProps, "channels" | "deliveries"> {
  channel: ChannelView;
  test: Delivery | undefined;
  waiting: readonly Delivery[];
}

function ChannelRow({ channel, test, waiting, reader, ...acts }: ChannelRowProps) {
  const { onRenewLinks } = acts;
  const { name, type, state, enabled } = channel;
  const { look, words } = healthOf(channel, viewer.calmNow.value);
  const waits = waitingWords(waiting, viewer.calmNow.value, viewer.zone.value);
  const extras = extrasWords(channel).join("; ");
  const kind = channelForm(type)?.label ?? type;
  return (
    <li class={`channel channel-${look}`}>
      <div class="channel-facts">
        <h3>{name}</h3>
        <p class="channel-kind">
          {kind === name ? "" : `${kind}, `}
          {whoseWords(channel, reader)}
        </p>
        {extras !== "" && <p class="channel-kind">{extras}</p>}
        <p class="channel-health">
          <Icon name={ICONS[look]} /> <span>{words}</span>
        </p>
        {state.lastAcceptedAt !== null && (
          <p class="channel-when">
            {channelWords.lastAccepted(<Moment at={state.lastAcceptedAt} />)}
          </p>
        )}
        {enabled && channel.linkUrl === undefined && state.failingSince !== null && (
          <p class="channel-when">
            {channelWords.failingSince(<Moment at={state.failingSince} />)}
          </p>
        )}
        {channel.linkUrl !== undefined && (
          <LinkCode
            url={channel.linkUrl}
            expiresAt={channel.linkExpiresAt}
            onRenew={onRenewLinks}
          />
        )}
        {type === "demoPhone" && (
          <p class="channel-link">
            <a class="button" href="/phone" aria-current="false">{channelWords.lookAtPhone}</a>
          </p>
        )}
        {waits !== "" && <p class="channel-when">{waits}</p>}
        <p class="channel-test" role="status">
          {test !== undefined && channelWords.test(testWords(channel, test))}
        </p>
      </div>
      <ChannelActs {...{ channel, reader, ...acts }} />
    </li>
  );
}

type ChannelActsProps = Omit<ChannelRowProps, "test" | "waiting">;

/** What is another's own an admin may take away, and do no more with. */
function ChannelActs({ channel, reader, onTest, onEdit, onRemove }: ChannelActsProps) {
  const { name } = channel;
  const whose = whoseIs(channel, reader);
  const needs = (action: string) => whose === "own" ? undefined : `${action}:shared`;
  return (
    <div class="channel-acts">
      {whose !== "another's" && (
        <>
          <IconButton
            needs={needs("testChannel")}
            icon="bell"
            text={channelWords.sendTest}
            label={channelWords.sendTestTo(name)}
            disabled={!channel.enabled}
            onClick={() => onTest(channel)}
          />
          <IconButton
            needs={needs("editChannel")}
            icon="edit"
            text={channelWords.edit}
            label={channelWords.editLabel(name)}
            onClick={() => onEdit(channel)}
          />
        </>
      )}
      <IconButton
        needs={needs("editChannel")}
        icon="trash"
        text={channelWords.remove}
        label={channelWords.removeLabel(name)}
        onClick={() => onRemove(channel)}
      />
    </div>
  );
}

interface DeadLettersProps {
  dead: readonly Delivery[];
  channels: readonly ChannelView[];
  reader: ChannelReader | null;
  /** What of `againWords` is shown: how many are still to go. */
  again: string;
  isResending: boolean;
  onResend: (deliveries: readonly Delivery[]) => void;
}

/** Messages that were given up, each to be sent again by hand. */
export function DeadLetters({ dead, channels, reader, again, ...resending }: DeadLettersProps) {
  const { isResending, onResend } = resending;
  const channelOf = (id: string) => channels.find((channel) => channel.id === id);
  const nameOf = (id: string) => channelOf(id)?.name ?? channelWords.removed;
  const isOwn = (id: string) => {
    const channel = channelOf(id);
    return channel !== undefined && whoseIs(channel, reader) === "own";
  };
  const sendable = dead.filter(({ channelId }) => channelOf(channelId) !== undefined);
  return (
    <>
      <p role="status">{again}</p>
      {dead.length === 0 && again === "" && <p class="field-hint">{channelWords.nothingDead}</p>}
      {sendable.length > 1 && (
        <p>
          <IconButton
            needs="testChannel:shared"
            icon="rearm"
            text={channelWords.sendAllAgain(sendable.length)}
            disabled={isResending}
            onClick={() => onResend(sendable)}
          />
        </p>
      )}
      <ul class="channel-list">
        {dead.map((delivery) => (
          <li key={delivery.key} class="channel channel-bad">
            <div class="channel-facts">
              <h3>{nameOf(delivery.channelId)}</h3>
              <p class="channel-when">
                {channelWords.of(<Moment at={delivery.dueSince} />)}
              </p>
              <p class="channel-health">
                <Icon name="warning" /> <span>{deliveryWords(delivery)}</span>
              </p>
            </div>
            <div class="channel-acts">
              {channelOf(delivery.channelId) !== undefined && (
                <IconButton
                  needs={isOwn(delivery.channelId) ? undefined : "testChannel:shared"}
                  icon="rearm"
                  text={channelWords.sendAgain}
                  label={channelWords.sendAgainTo(nameOf(delivery.channelId))}
                  disabled={isResending}
                  onClick={() => onResend([delivery])}
                />
              )}
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}

interface LinkCodeProps {
  url: string;
  /** ISO 8601; an older server does not say. */
  expiresAt: string | undefined;
  onRenew: () => void;
}

/** A link to open here, or on the phone by its QR code, as long as it is good. */
function LinkCode({ url, expiresAt, onRenew }: LinkCodeProps) {
  if (expiresAt !== undefined && viewer.calmNow.value >= Date.parse(expiresAt)) {
    return (
      <div class="channel-link">
        <p class="channel-when">{channelWords.linkExpired}</p>
        <button type="button" class="button" onClick={onRenew}>{channelWords.newLink}</button>
      </div>
    );
  }
  return <GoodLink {...{ url, expiresAt }} />;
}

/** What draws the code is loaded when there is one. */
function GoodLink({ url, expiresAt }: Pick<LinkCodeProps, "url" | "expiresAt">) {
  const code = useSignal<{ readonly path: string; readonly size: number } | null>(null);
  useEffect(() => {
    let isOver = false;
    // Without it there is still the link.
    void import("@/lib/text/qr.ts").then(({ qrPath }) => {
      if (!isOver) code.value = qrPath(url);
    }, () => {});
    return () => {
      isOver = true;
    };
  }, [url]);
  return (
    <div class="channel-link">
      <a class="button" href={url} target="_blank" rel="noreferrer" aria-current="false">
        {channelWords.openBot}
      </a>
      {expiresAt !== undefined && (
        <p class="channel-when">
          {channelWords.goodUntil(<Moment at={expiresAt} />)}
        </p>
      )}
      {code.value !== null && (
        <figure class="channel-code">
          <svg
            viewBox={`0 0 ${code.value.size} ${code.value.size}`}
            role="img"
            aria-label={channelWords.qrCode}
            shape-rendering="crispEdges"
          >
            <path d={code.value.path} />
          </svg>
          <figcaption>{channelWords.camera}</figcaption>
        </figure>
      )}
    </div>
  );
}
