import { Several, TextArea, TextField } from "@/components/kit/Fields.tsx";
import { type ExtrasDraft, TROUBLE_TITLES } from "@/lib/client/channels/extras.ts";
import { fillTemplate, SAMPLE_FIELDS, TEMPLATE_NAMES, unknownNames } from "@/lib/text/template.ts";

interface ChannelExtrasProps {
  extras: ExtrasDraft;
  /** What the server refused of this field. */
  problemOf: (field: string) => string | undefined;
  onChange: (extras: ExtrasDraft) => void;
}

/** The server's names of the fields whose problems are shown here. */
export const EXTRA_FIELDS = [
  ...["quietHours.from", "quietHours.to", "quietHours.zone", "canary.at", "canary.zone"],
  ...["templates.title", "templates.text"],
];

/** Quiet hours, trouble, the canary and a channel's own words; folded, because most need none of it. */
export function ChannelExtras(props: ChannelExtrasProps) {
  const { extras, problemOf, onChange } = props;
  return (
    <details class="fold" open={EXTRA_FIELDS.some((field) => problemOf(field) !== undefined)}>
      <summary>
        <strong>More</strong> <span>quiet hours, trouble, canary, own words</span>
      </summary>
      <QuietFields {...props} />
      <Several
        label="Told of trouble of the program"
        options={TROUBLE_TITLES}
        chosen={extras.troubles}
        onChange={(troubles) => onChange({ ...extras, troubles })}
      />
      <CanaryFields {...props} />
      <TemplateFields {...props} />
    </details>
  );
}

function QuietFields({ extras, problemOf, onChange }: ChannelExtrasProps) {
  return (
    <>
      <div class="fold-row">
        <TextField
          label="Quiet from"
          type="time"
          value={extras.quietFrom}
          problem={problemOf("quietHours.from")}
          onChange={(quietFrom) => onChange({ ...extras, quietFrom })}
        />
        <TextField
          label="Quiet until"
          type="time"
          value={extras.quietTo}
          problem={problemOf("quietHours.to")}
          onChange={(quietTo) => onChange({ ...extras, quietTo })}
        />
        <TextField
          label="Quiet in zone"
          value={extras.quietZone}
          problem={problemOf("quietHours.zone")}
          onChange={(quietZone) => onChange({ ...extras, quietZone })}
        />
      </div>
      <p class="field-hint">
        What is not critical is held back until they end, unless somebody acknowledges. Both empty:
        never quiet. A zone is such as Europe/Berlin, or UTC.
      </p>
    </>
  );
}

function CanaryFields({ extras, problemOf, onChange }: ChannelExtrasProps) {
  return (
    <>
      <div class="fold-row">
        <TextField
          label="Daily canary at"
          type="time"
          value={extras.canaryAt}
          problem={problemOf("canary.at")}
          onChange={(canaryAt) => onChange({ ...extras, canaryAt })}
        />
        <TextField
          label="Canary in zone"
          value={extras.canaryZone}
          problem={problemOf("canary.zone")}
          onChange={(canaryZone) => onChange({ ...extras, canaryZone })}
        />
      </div>
      <p class="field-hint">
        A test goes the whole way every day and rings on no screen. Empty: none.
      </p>
    </>
  );
}

function TemplateFields({ extras, problemOf, onChange }: ChannelExtrasProps) {
  const { title, text } = extras;
  const wrong = (name: string, template: string) => {
    const message = unknownNames(template);
    return message === null ? problemOf(`templates.${name}`) : `The ${name} ${message}`;
  };
  return (
    <>
      <TextField
        label="Title"
        value={title}
        problem={wrong("title", title)}
        maxLength={200}
        hint={`Empty: ours. There are ${TEMPLATE_NAMES.map((name) => `{${name}}`).join(" ")}.`}
        onChange={(changed) => onChange({ ...extras, title: changed })}
      />
      <TextArea
        label="Text"
        value={text}
        problem={wrong("text", text)}
        hint="Empty: ours."
        onChange={(changed) => onChange({ ...extras, text: changed })}
      />
      {(title !== "" || text !== "") && (
        <figure class="template-preview" aria-live="polite">
          <figcaption>Preview</figcaption>
          <strong>{title === "" ? "(our title)" : fillTemplate(title, SAMPLE_FIELDS)}</strong>
          <p>{text === "" ? "(our text)" : fillTemplate(text, SAMPLE_FIELDS)}</p>
        </figure>
      )}
    </>
  );
}
