import { signal } from "@preact/signals";
import { page } from "fresh";
import { ChannelManager } from "@/islands/ChannelManager.tsx";
import { modelOf } from "@/lib/client/model.ts";
import { define } from "@/lib/server/define.ts";
import { pageDeliveries } from "@/lib/server/api/channels.ts";
import { channelReader, channelsFor, deliveriesFor } from "@/lib/server/visible.ts";
import { lightSnapshot, pageSnapshot } from "@/lib/server/pages.ts";
import { LivePage } from "./(_components)/LivePage.tsx";
import { pageWords } from "@/components/page/texts.ts";
import { routeWords } from "@/components/page/route_texts.tsx";

export const handler = define.handlers({
  GET: async ({ state }) => page({ snapshot: await pageSnapshot(state.services) }),
});

/** How fires reach people who look at no screen. */
export default define.page<typeof handler>(function ChannelsPage({ data: { snapshot }, state }) {
  const { services } = state;
  const { store } = services;
  const model = signal(modelOf(lightSnapshot(snapshot, { isDrawn: () => false })));
  return (
    <LivePage
      title={pageWords.channels}
      page="channels"
      model={model}
      sheet="channels"
      class="sections channels"
    >
      <h1 tabIndex={-1}>{pageWords.channels}</h1>
      <p class="field-hint">{routeWords.channelsHint}</p>
      <ChannelManager
        model={model}
        pushKey={services.pushKey}
        channels={channelsFor(state)}
        reader={channelReader(state)}
        policies={store.state.policies}
        deliveries={pageDeliveries(deliveriesFor(state, store.state.outbox))}
      />
    </LivePage>
  );
});
