import { signal } from "@preact/signals";
import { ChannelManager } from "@/islands/ChannelManager.tsx";
import { modelOf } from "@/lib/client/model.ts";
import { define, readOnly } from "@/lib/server/define.ts";
import { pageDeliveries } from "@/lib/server/queries.ts";
import { channelReader, channelsFor, deliveriesFor } from "@/lib/server/visible.ts";
import { lightSnapshot, pageSnapshot } from "@/lib/server/pages.ts";
import { LivePage } from "./(_components)/LivePage.tsx";

export const handler = readOnly;

/** How fires reach people who look at no screen. */
export default define.page(async function ChannelsPage({ state }) {
  const { services } = state;
  const { store } = services;
  const snapshot = await pageSnapshot(services);
  const model = signal(modelOf(lightSnapshot(snapshot, { isDrawn: () => false })));
  return (
    <LivePage
      title="Channels"
      page="channels"
      model={model}
      sheet="channels"
      class="sections channels"
    >
      <h1 tabIndex={-1}>Channels</h1>
      <p class="field-hint">
        Fires ring on every open page. Over a channel they reach you elsewhere too, again and again
        until the service takes them, or somebody acknowledges.
      </p>
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
