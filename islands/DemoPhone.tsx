import { programWords } from "@/lib/language/texts.ts";
import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Phone } from "@/components/channels/Phone.tsx";
import { phoneWords } from "@/components/channels/texts.tsx";
import { IconButton } from "@/components/kit/Icon.tsx";
import { askQuietly, askServer } from "@/lib/client/ask_server.ts";
import { messageOf } from "@/lib/client/request_error.ts";
import type { PhonePicture } from "@/lib/protocol/channel_view.ts";
import { SECOND_MS } from "@/lib/time/durations.ts";

const MESSAGES = "/phone/messages";

/** The demo's phone with what it is for, and what one can try. */
export function DemoPhone({ picture }: { picture: PhonePicture }) {
  const shown = useSignal(picture);
  const now = useSignal<Date | null>(null);
  const said = useSignal("");
  useEffect(() => lookEverySecond(shown, now), []);
  const act = async (deed: object) => {
    try {
      const init = { method: "POST", body: JSON.stringify(deed) };
      const answer = await askServer<PhonePicture & { said: string }>(MESSAGES, init);
      said.value = programWords.said(answer.said);
      shown.value = answer;
    } catch (error) {
      said.value = messageOf(error);
    }
  };
  const { isOn, messages } = shown.value;
  return (
    <>
      <section class="phone-words" aria-labelledby="demo-phone">
        <h1 id="demo-phone" tabIndex={-1}>{phoneWords.title}</h1>
        <p>{phoneWords.intro}</p>
        <div class="phone-acts">
          <IconButton
            icon="bell"
            text={phoneWords.ring}
            look="primary"
            onClick={() => act({ ring: true })}
          />
          <IconButton
            icon={isOn ? "pause" : "play"}
            text={isOn ? phoneWords.switchOff : phoneWords.switchOn}
            onClick={() => act({ isOn: !isOn })}
          />
          <a class="button" href="/channels" aria-current="false">{phoneWords.allChannels}</a>
        </div>
        <p class="phone-said" role="status">{said.value}</p>
      </section>
      <Phone
        isOn={isOn}
        messages={messages}
        now={now.value}
        onPress={(token) => act({ press: token })}
      />
      <ol class="phone-steps">
        {phoneWords.steps.map((step) => <li key={step}>{step}</li>)}
      </ol>
    </>
  );
}

/** Returns how to stop. */
function lookEverySecond(shown: Signal<PhonePicture>, now: Signal<Date | null>): () => void {
  const look = async () => {
    now.value = new Date();
    if (document.hidden) return;
    const picture = await askQuietly<PhonePicture>(MESSAGES);
    if (picture !== null) shown.value = picture;
  };
  void look();
  const timer = setInterval(look, SECOND_MS);
  return () => clearInterval(timer);
}
