import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { Moment } from "@/components/kit/Moment.tsx";
import { SettingsTable, SourcesTable } from "@/components/settings/SettingsTables.tsx";
import { serverWords } from "@/components/settings/texts.tsx";
import type { Model } from "@/lib/client/model.ts";
import { useViewer } from "@/lib/client/viewer.ts";
import { formatPrice } from "@/lib/market/format_price.ts";
import type { ServerSettings } from "@/lib/protocol/answers.ts";
import { byteText } from "@/lib/text/words.ts";

interface ServerFactsProps {
  model: Signal<Model>;
  /** As it was when the page was made. */
  server: ServerSettings;
}

/** How the server is set up and what it holds, to be read. */
export function ServerFacts({ model, server }: ServerFactsProps) {
  useViewer(model);
  const { version, startedAt, bytes, lastBackupAt, settings, pairs, alarms, fires } = server;
  return (
    <>
      <dl class="facts">
        <Fact name={serverWords.version}>{version}</Fact>
        <Fact name={serverWords.runningSince}>
          <Moment at={startedAt} form="full" />
        </Fact>
        <Fact name={serverWords.dataOnDisk}>{byteText(bytes)}</Fact>
        <Fact name={serverWords.lastBackup}>
          {lastBackupAt === null ? serverWords.noBackup : <Moment at={lastBackupAt} form="full" />}
        </Fact>
        <Fact name={serverWords.pairs}>{formatPrice(pairs)}</Fact>
        <Fact name={serverWords.alarms}>{formatPrice(alarms)}</Fact>
        <Fact name={serverWords.firesKept}>{formatPrice(fires)}</Fact>
      </dl>
      <h3>{serverWords.sources}</h3>
      <SourcesTable sources={model.value.status.sources} />
      <h3>{serverWords.settings}</h3>
      <SettingsTable settings={settings} />
    </>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
