import { useState } from "preact/hooks";
import { Choice, Several } from "@/components/kit/Fields.tsx";
import { ErrorLine } from "@/components/kit/Notice.tsx";
import { PRIORITIES } from "@/lib/alarms/limits.ts";
import type { Policy } from "@/lib/alarms/delivery.ts";
import { toldWords } from "@/lib/alarms/words.ts";
import { askServer, messageOf } from "@/lib/client/ask_server.ts";
import type { AlarmDraft, Problems } from "@/lib/client/alarms/draft.ts";
import type { ChannelView } from "@/lib/protocol/views.ts";
import { formWords as words } from "./dialog_texts.tsx";

interface WhoIsToldProps {
  draft: AlarmDraft;
  problems: Problems;
  onChange: (change: Partial<AlarmDraft>) => void;
}

/** The fields of an alarm whose problems are shown here. */
export const TOLD_FIELDS = ["priority", "tell", "policy"] as const;

/** How much an alarm matters, whom it tells and who is next; folded, because the defaults do for most. */
export function WhoIsTold({ draft, problems, onChange }: WhoIsToldProps) {
  const [isOpen, setOpen] = useState(false);
  const ways = useWays();
  const hasProblem = TOLD_FIELDS.some((field) => problems[field] !== undefined);
  const { priority, policy, tell, told } = draft;
  const said = toldWords({ priority, policy, tell: tell === "chosen" ? told : tell });
  return (
    <details
      class="fold"
      open={isOpen || hasProblem}
      onToggle={(event) => {
        setOpen(event.currentTarget.open);
        if (event.currentTarget.open) void ways.load();
      }}
    >
      <summary>
        <strong>{words.whoIsTold}</strong>{" "}
        <span>{said.length === 0 ? words.theDefault : said.join(", ")}</span>
      </summary>
      <Choice
        label={words.priority}
        options={PRIORITIES.map((each) => [each, words.priorities[each]] as const)}
        value={priority}
        onChange={(changed) => onChange({ priority: changed })}
      />
      <p class="field-hint">{words.criticalHint}</p>
      <Choice
        label={words.tells}
        options={(tell === "me" ? [...TELLS, tell] : TELLS).map((each) =>
          [each, words.told[each]] as const
        )}
        value={tell}
        onChange={(changed) => onChange({ tell: changed })}
      />
      {tell === "chosen" && (
        <ChannelChoice
          channels={ways.channels}
          told={told}
          onChange={(changed) => onChange({ told: changed })}
        />
      )}
      <ErrorLine message={problems["tell"] ?? ways.problem} />
      <PolicyChoice
        {...{ policy, policies: ways.policies }}
        onChange={(changed) => onChange({ policy: changed })}
      />
      <ErrorLine message={problems["policy"] ?? problems["priority"] ?? null} />
    </details>
  );
}

const TELLS = ["default", "everybody", "chosen"] as const;

interface ChannelChoiceProps {
  /** Null until they are known. */
  channels: readonly ChannelView[] | null;
  told: readonly string[];
  onChange: (told: readonly string[]) => void;
}

function ChannelChoice({ channels, told, onChange }: ChannelChoiceProps) {
  if (channels === null) return <p class="field-hint">{words.lookingUp}</p>;
  const known = new Set(channels.map(({ id }) => id));
  // One that is not shown to this person stays as it is, and can be taken out.
  const others = told.filter((id) => !known.has(id)).map((id) => ({ id, name: words.another(id) }));
  return (
    <Several
      label={words.whichChannels}
      options={[...channels, ...others].map(({ id, name }) => [id, name] as const)}
      chosen={told}
      none={words.noChannels}
      onChange={onChange}
    />
  );
}

interface PolicyChoiceProps {
  policy: string;
  /** Null until they are known. */
  policies: readonly Policy[] | null;
  onChange: (policy: string) => void;
}

function PolicyChoice({ policy, policies, onChange }: PolicyChoiceProps) {
  const known = policies ?? [];
  const isUnknown = policy !== "" && !known.some(({ id }) => id === policy);
  return (
    <label class="field">
      <span class="field-title">{words.whileNobody}</span>
      <select
        class="input"
        value={policy}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        <option value="" selected={policy === ""}>{words.nothingMore}</option>
        {known.map(({ id, name }) => (
          <option key={id} value={id} selected={id === policy}>{name}</option>
        ))}
        {isUnknown && <option value={policy} selected>{policy}</option>}
      </select>
      <span class="field-hint">{words.policiesHint}</span>
    </label>
  );
}

/** Channels and policies, asked for once somebody looks. */
function useWays() {
  const [channels, setChannels] = useState<readonly ChannelView[] | null>(null);
  const [policies, setPolicies] = useState<readonly Policy[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const load = async () => {
    if (channels !== null && policies !== null) return;
    try {
      const [known, rules] = await Promise.all([
        askServer<{ channels: readonly ChannelView[] }>("/api/channels"),
        askServer<{ policies: readonly Policy[] }>("/api/policies"),
      ]);
      setChannels(known.channels);
      setPolicies(rules.policies);
      setProblem(null);
    } catch (error) {
      setProblem(messageOf(error));
    }
  };
  return { channels, policies, problem, load };
}
