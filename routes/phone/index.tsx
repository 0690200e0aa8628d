import { signal } from "@preact/signals";
import { page } from "fresh";
import { DemoPhone } from "@/islands/DemoPhone.tsx";
import { modelOf } from "@/lib/client/model.ts";
import { define } from "@/lib/server/define.ts";
import { lightSnapshot, pageSnapshot } from "@/lib/server/pages.ts";
import { phoneOf, shownPhone } from "@/lib/server/phone.ts";
import { LivePage } from "../(_components)/LivePage.tsx";
import { routeWords } from "@/components/page/route_texts.tsx";

export const handler = define.handlers({
  GET: async ({ state: { services } }) => {
    phoneOf(services);
    return page({ snapshot: await pageSnapshot(services) });
  },
});

/** The demo's phone. The page itself does not ring: what it shows came over the phone's channel. */
export default define.page<typeof handler>(function PhonePage({ data: { snapshot }, state }) {
  const model = signal(modelOf(lightSnapshot(snapshot, { isDrawn: () => false })));
  return (
    <LivePage
      title={routeWords.demoPhone}
      page="channels"
      model={model}
      sheet="phone"
      class="phone-page"
      isQuiet
    >
      <DemoPhone picture={shownPhone(state)} />
    </LivePage>
  );
});
