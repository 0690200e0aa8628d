import { Icon } from "./Icon.tsx";

/** Leads to the usual sets of alarms for a pair. */
export function SetLink({ symbol }: { symbol: string }) {
  return (
    <a class="button button-plain" href={`/alarms?find=${symbol}#set`} aria-current="false">
      <Icon name="copy" />
      Set of alarms
      <span class="visually-hidden">for {symbol}</span>
    </a>
  );
}
