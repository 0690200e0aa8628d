import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Icon } from "@/components/kit/Icon.tsx";
import { Moment } from "@/components/kit/Moment.tsx";
import { FireFacts } from "@/components/ringing/RingingFire.tsx";
import { logWords } from "@/components/log/LogPaging.tsx";
import type { Delivery } from "@/lib/alarms/delivery.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import { describeAlarm } from "@/lib/alarms/words.ts";
import { askQuietly } from "@/lib/client/ask_server.ts";
import { listenToFrames } from "@/lib/client/client.ts";
import { followLog } from "@/lib/client/log/follow_log.ts";
import type { Model } from "@/lib/client/model.ts";
import { pairTitle } from "@/lib/client/pair_titles.ts";
import { ownAcknowledgements, recallOwnAcknowledgements } from "@/lib/client/ringing/ringing.ts";
import { useViewer, viewer } from "@/lib/client/viewer.ts";
import type { ChangeEntry } from "@/lib/protocol/audit_entry.ts";
import type { ChannelView } from "@/lib/protocol/views.ts";
import { acknowledgerWords, auditDetail, auditSubject, auditWho } from "@/lib/text/change_words.ts";
import {
  preciseText,
  wayLength,
  type WayStep,
  wayToChannels,
  wayToScreens,
} from "@/lib/text/fire_way.ts";
import { type Log, type LogFilter, type LogRow, logRows, WHOLE_LOG } from "@/lib/text/log_rows.ts";
import { changeWords } from "@/lib/text/log_texts.ts";

interface FireLogProps extends Pick<Log, "fires">, Partial<Omit<Log, "fires">> {
  model: Signal<Model>;
  isFirstPage: boolean;
  /** Which part of the log this is. */
  filter?: LogFilter;
}

/** What has rung and what people changed, newest first, growing while one looks. */
export function FireLog(props: FireLogProps) {
  const { model, fires, changes = [], newest = null } = props;
  const { isFirstPage, filter = WHOLE_LOG } = props;
  useViewer(model);
  const log = useSignal<Log>({ fires, changes, newest });
  useEffect(() => {
    recallOwnAcknowledgements();
    return followLog(log, { filter, isGrowing: isFirstPage });
  }, []);
  const own = ownAcknowledgements.value;
  return <LogList log={log.value} {...{ filter, isFirstPage, own }} />;
}

interface LogListProps {
  log: Log;
  filter: LogFilter;
  isFirstPage: boolean;
  /** Ids of the fires that were acknowledged on this screen. */
  own: ReadonlySet<string>;
}

/** Fires and changes, newest first. */
function LogList({ log, filter, isFirstPage, own }: LogListProps) {
  const rows = logRows(log);
  if (rows.length === 0) return <NoRows {...{ filter, isFirstPage }} />;
  return (
    <ol class="fires" aria-live={isFirstPage ? "polite" : undefined}>
      {rows.map((row) => <Row key={keyOf(row)} {...{ row, own }} />)}
    </ol>
  );
}

type RowProps = Pick<LogListProps, "own"> & { row: LogRow };

function Row({ row, own }: RowProps) {
  if (row.kind === "change") return <ChangeRow entry={row.entry} />;
  const acknowledgedBy = own.has(row.fire.id) ? logWords.onThisScreen : acknowledgedWords(row);
  return <FireRow fire={row.fire} acknowledgedBy={acknowledgedBy} />;
}

/** The log knows best; a fire that has just been acknowledged carries it itself. */
function acknowledgedWords({ fire, acknowledgement }: LogRow & { kind: "fire" }): string {
  return acknowledgement === undefined
    ? acknowledgerWords(fire.acknowledgedBy)
    : auditWho(acknowledgement);
}

function keyOf(row: LogRow): string {
  return row.kind === "fire" ? row.fire.id : row.entry.id;
}

function NoRows({ filter, isFirstPage }: Pick<LogListProps, "filter" | "isFirstPage">) {
  const { title, text } = emptyWords(filter, isFirstPage);
  return (
    <section class="empty">
      <h2>{title}</h2>
      <p>{text}</p>
    </section>
  );
}

function emptyWords({ pair, day, alarm }: LogFilter, isFirstPage: boolean) {
  if (!isFirstPage) return logWords.nothingOlder;
  if (pair !== WHOLE_LOG.pair || day !== WHOLE_LOG.day) return logWords.nothingFits;
  return alarm === WHOLE_LOG.alarm ? logWords.nothingRang : logWords.nothingRecorded;
}

function ChangeRow({ entry }: { entry: ChangeEntry }) {
  return (
    <li class="fire change-entry">
      <div class="fire-facts">
        <p class="fire-head">
          <strong class="fire-pair">
            {entry.pair === null ? auditSubject(entry) : pairTitle(entry.pair)}
          </strong>
          <span class="change-title">{changeWords.titles[entry.kind]}</span>
        </p>
        <p class="fire-condition">{auditDetail(entry, viewer.zone.value)}</p>
        <p class="fire-when">
          <Moment at={entry.timestamp} form="full" />
        </p>
      </div>
      <p class="fire-acknowledged">{auditWho(entry)}</p>
    </li>
  );
}

interface FireRowProps {
  fire: Fire;
  /** Who acknowledged it; "" where that is not known. */
  acknowledgedBy: string;
}

function FireRow({ fire, acknowledgedBy }: FireRowProps) {
  return (
    <li class={fire.acknowledgedAt === null ? "fire fire-ringing" : "fire"}>
      <FireFacts fire={fire} condition={describeAlarm(fire.alarm, pairTitle(fire.pair))} />
      <FireWay fire={fire} />
      <p class="fire-acknowledged">
        {fire.acknowledgedAt === null ? <strong>{logWords.ringing}</strong> : (
          <>
            <Icon name="check" />
            <span>
              {logWords.acknowledged} <Moment at={fire.acknowledgedAt} /> {acknowledgedBy}
            </span>
          </>
        )}
      </p>
    </li>
  );
}

/** A fire's way from the price to screens and channels, each moment and the time between; folded at first. */
function FireWay({ fire }: { fire: Fire }) {
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
      <summary>{logWords.way(length)}</summary>
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
    const nameOf = (id: string) => names.get(id) ?? logWords.removedChannel;
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
