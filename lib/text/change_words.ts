import { programWords } from "@/lib/language/texts.ts";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import { viewOf } from "@/lib/alarms/kinds/kinds.ts";
import { BY_PROGRAM, DEFAULT_PRIORITY, DEFAULT_SOUND } from "@/lib/alarms/limits.ts";
import { describeAlarm } from "@/lib/alarms/words.ts";
import { isAccountEvent } from "@/lib/protocol/views.ts";
import type { AuditEntry, AuditKind } from "@/lib/protocol/audit_entry.ts";
import { isOfAccounts } from "./log_rows.ts";
import { momentText, type Zone } from "./times.ts";
import { coinName, coinWords } from "./words.ts";
import { changeWords } from "./log_texts.ts";

/** What an entry is about: the pair, or the name of the channel, policy or watchlist. */
export function auditSubject(entry: AuditEntry): string {
  if (entry.pair !== null) return entry.pair;
  const channel = "fire" in entry ? null : entry.after ?? entry.before;
  return channel !== null && "name" in channel ? channel.name : "";
}

/** What an entry tells beside its title; "" where the title says it all. */
export function auditDetail(entry: AuditEntry, zone: Zone): string {
  if (isOfAccounts(entry)) {
    const { detail, leftOut } = entry.after;
    return joined([
      programWords.said(detail),
      leftOut === undefined ? "" : changeWords.more(leftOut),
    ], "; ");
  }
  switch (entry.kind) {
    case "pairAdded":
      return coinName(entry.after) === null ? "" : coinWords(entry.after);
    case "fireAcknowledged":
    case "channelAdded":
    case "channelRemoved":
    case "channelTested":
    case "deliveryResent":
    case "policyAdded":
    case "policyEdited":
    case "policyRemoved":
      return "";
    case "watchlistAdded":
      return changeWords.withPairs(entry.after.pairs.length);
    case "watchlistEdited":
      return listChange(entry.before, entry.after);
    case "watchlistRemoved":
      return changeWords.withPairs(entry.before.pairs.length);
    case "channelEdited":
      return channelChange(entry.before, entry.after);
    case "channelSwitchedOff":
      return programWords.said(entry.after.reason);
    case "pairRemoved":
      return changeWords.withAlarms(entry.before.alarms.length);
    case "pairsReordered":
      return placeWords(entry.pair ?? "", entry.before.pairs, entry.after.pairs);
    case "pairTroubled":
      return programWords.said(entry.after.reason);
    case "pairRecovered":
      return changeWords.notSince(
        momentText(entry.before.since, zone),
        programWords.said(entry.before.reason),
      );
    case "alarmAdded":
    case "alarmRearmed":
    case "alarmPausedByPerson":
    case "alarmResumed":
      return conditionWords(entry.after);
    case "alarmEdited":
      return editWords(entry.before, entry.after, zone);
    case "alarmSnoozed": {
      const { snoozedUntil } = entry.after;
      const until = snoozedUntil === null ? "" : changeWords.until(momentText(snoozedUntil, zone));
      return until + conditionWords(entry.after);
    }
    case "alarmRemoved":
      return conditionWords(entry.before);
    case "alarmPaused":
      return entry.after.pausedReason.replace(/^(?:Paused|Suppressed) /, "");
    case "alarmFired":
      return entry.fire.message;
    case "alarmTested":
      return conditionWords(entry.fire.alarm);
  }
}

/** By whom it was done; "" where nobody did it or nobody knows. */
export function auditWho(
  entry: Pick<AuditEntry, "by" | "address" | "kind" | "person">,
): string {
  const { by, address, kind, person } = entry;
  if (by === "engine") return kind === "fireAcknowledged" ? acknowledgerWords(BY_PROGRAM) : "";
  if (!isAccountEvent(kind)) return acknowledgerWords(person ?? address);
  // Where somebody came from is what these lines are read for.
  const who = OF_ONESELF.has(kind) ? "" : acknowledgerWords(person);
  return joined([who, address === null ? "" : changeWords.from(address)], " ");
}

/** What people do to their own account: the line is about them already. */
const OF_ONESELF: ReadonlySet<AuditKind> = new Set<AuditKind>([
  ...["setUp", "loggedIn", "loggedOut", "sessionEnded", "loggedOutEverywhere"] as const,
  ...["passwordGiven", "passwordRefused", "passwordChanged", "passwordReset"] as const,
  ...["totpOn", "totpOff", "inviteUsed", "refused"] as const,
  ...["passkeyAdded", "passkeyRenamed", "passkeyRemoved"] as const,
  ...["identityLinked", "identityUnlinked"] as const,
]);

function joined(parts: readonly string[], separator: string): string {
  return parts.filter((part) => part !== "").join(separator);
}

/** By whom a fire was acknowledged: an address, or the program itself; "" where nobody knows. */
export function acknowledgerWords(by: string | null | undefined): string {
  if (by === null || by === undefined) return "";
  return by === BY_PROGRAM ? changeWords.byProgram : changeWords.by(by);
}

/** An entry as a sentence: `BTCUSDT: crosses above 55,000 → crosses above 56,000, by 127.0.0.1`. */
export function auditText(entry: AuditEntry, zone: Zone): string {
  if (entry.kind === "alarmFired") return entry.fire.message;
  const subject = auditSubject(entry);
  const what = joined([whatWords(entry, zone), auditWho(entry)], ", ");
  return subject === "" ? what : `${subject}: ${what}`;
}

function whatWords(entry: AuditEntry, zone: Zone): string {
  const detail = auditDetail(entry, zone);
  if (entry.kind === "alarmEdited") return detail;
  const title = changeWords.titles[entry.kind].toLowerCase();
  if (detail === "") return title;
  return /^(as|until|for|with|without|from) /.test(detail)
    ? `${title} ${detail}`
    : `${title}: ${detail}`;
}

type Facts = Extract<AuditEntry, { kind: "channelEdited" }>["after"];

/** `on → off; told of every alarm → only when named`; "" where only its fields were changed. */
function channelChange(before: Facts, after: Facts): string {
  const change = (words: (facts: Facts) => string) =>
    words(before) === words(after) ? [] : [`${words(before)} → ${words(after)}`];
  return [
    ...change(({ name }) => changeWords.name(name)),
    ...change(({ enabled }) => enabled ? changeWords.on : changeWords.off),
    ...change(({ isDefault }) => isDefault ? changeWords.toldOfAll : changeWords.toldWhenNamed),
  ].join("; ");
}

type ListFacts = Extract<AuditEntry, { kind: "watchlistEdited" }>["after"];

/** `name “Majors” → “Large”; with BTCUSDT; without ETHUSDT`. */
function listChange(before: ListFacts, after: ListFacts): string {
  const change = (words: (facts: ListFacts) => string) =>
    words(before) === words(after) ? [] : [`${words(before)} → ${words(after)}`];
  const beyond = (some: ListFacts, others: ListFacts) => {
    const known = new Set(others.pairs);
    return some.pairs.filter((symbol) => !known.has(symbol));
  };
  const [added, removed] = [beyond(after, before), beyond(before, after)];
  const isMoved = added.length + removed.length === 0 &&
    before.pairs.join() !== after.pairs.join();
  return [
    ...change(({ name }) => changeWords.name(name)),
    ...change(({ colour }) => changeWords.colour(colour)),
    ...change(({ place }) => changeWords.place(place + 1)),
    ...(added.length === 0 ? [] : [changeWords.with(someOf(added))]),
    ...(removed.length === 0 ? [] : [changeWords.without(someOf(removed))]),
    ...(isMoved ? [changeWords.reordered] : []),
  ].join("; ");
}

const NAMED = 5;

function someOf(symbols: readonly string[]): string {
  const more = symbols.length - NAMED;
  return symbols.slice(0, NAMED).join(", ") + (more > 0 ? changeWords.andMore(more) : "");
}

/** `from place 5 to 2`, of how many; more than one pair may have moved. */
function placeWords(symbol: string, before: readonly string[], after: readonly string[]): string {
  const others = (symbols: readonly string[]) => symbols.filter((other) => other !== symbol).join();
  const isAlone = others(before) === others(after);
  const places = changeWords.places(before.indexOf(symbol) + 1, after.indexOf(symbol) + 1);
  return isAlone ? places : changeWords.othersMoved(places);
}

/** The condition without the pair's name: `crosses above 55,000`. */
function conditionWords(alarm: Alarm): string {
  return describeAlarm(alarm, "").trim();
}

/** How an edit changed an alarm: `crosses above 55,000 → crosses above 56,000; note “dip”`. */
function editWords(before: Alarm, after: Alarm, zone: Zone): string {
  const others = otherChanges(before, after, zone);
  const old = viewOf(before).brief(before).words;
  const { subject, words: now } = viewOf(after).brief(after);
  if (old !== now) return [`${subject}${old} → ${now}`, ...others].join("; ");
  return `${subject}${now}: ${
    others.length === 0 ? changeWords.nothingChanged : others.join("; ")
  }`;
}

function otherChanges(before: Alarm, after: Alarm, zone: Zone): string[] {
  const expiry = ({ expiresAt }: Alarm) =>
    expiresAt === null
      ? changeWords.neverExpires
      : changeWords.expires(momentText(expiresAt, zone));
  return [
    change(before, after, ({ note }) => note === "" ? changeWords.noNote : changeWords.note(note)),
    change(before, after, ({ mode }) => changeWords[mode]),
    change(before, after, ({ cooldownSeconds }) => changeWords.cooldown(cooldownSeconds)),
    change(before, after, expiry),
    change(before, after, ({ sound = DEFAULT_SOUND }) => changeWords.sound(sound)),
    change(before, after, ({ priority = DEFAULT_PRIORITY }) => changeWords.priority(priority)),
    change(
      before,
      after,
      ({ policy }) => policy ? changeWords.policy(policy) : changeWords.defaultPolicy,
    ),
    change(
      before,
      after,
      ({ tags = [] }) => tags.length === 0 ? changeWords.noTags : changeWords.tags(tags.join(", ")),
    ),
    change(before, after, ({ tell = "default" }) => changeWords.tells(String(tell))),
  ].filter((words) => words !== null);
}

function change(before: Alarm, after: Alarm, words: (alarm: Alarm) => string): string | null {
  const [old, now] = [words(before), words(after)];
  return old === now ? null : `${old} → ${now}`;
}
