import { useState } from "preact/hooks";
import { Dialog } from "@/components/kit/Dialog.tsx";
import { TextField } from "@/components/kit/Fields.tsx";
import { IconButton } from "@/components/kit/Icon.tsx";
import { changeLooks, looks, MOST_INDICATORS } from "@/lib/client/chart/looks.ts";
import {
  fieldLabel,
  fieldsOf,
  freshIndicator,
  INDICATOR_KINDS,
  type IndicatorField,
  indicatorName,
  INDICATORS,
  type IndicatorSpec,
  settingOf,
  withoutTwins,
  withSetting,
} from "@/lib/market/indicator_spec.ts";
import { chartWords as words } from "./texts.tsx";

/** Which indicators charts show, and how each is set; what is typed counts at once. */
export function IndicatorsDialog({ onClose }: { onClose: () => void }) {
  const { indicators } = looks.value;
  const set = (changed: readonly IndicatorSpec[]) =>
    changeLooks({ indicators: withoutTwins(changed) });
  const isFull = indicators.length >= MOST_INDICATORS;
  return (
    <Dialog title={words.indicators} onClose={onClose}>
      <div class="dialog-body indicators">
        {indicators.length === 0 && <p>{words.noIndicators}</p>}
        {indicators.map((spec, index) => (
          <Row
            key={`${spec.kind} ${index}`}
            spec={spec}
            onChange={(changed) => set(indicators.with(index, changed))}
            onRemove={() => set(indicators.toSpliced(index, 1))}
          />
        ))}
        <div class="indicators-add" role="group" aria-label={words.addIndicator}>
          {INDICATOR_KINDS.map((kind) => {
            const fresh = freshIndicator(kind, indicators);
            return (
              <IconButton
                key={kind}
                icon="plus"
                text={INDICATORS[kind].title}
                label={words.add(INDICATORS[kind].title)}
                disabled={isFull || fresh === null}
                onClick={() => fresh !== null && set([...indicators, fresh])}
              />
            );
          })}
        </div>
      </div>
      <div class="dialog-actions">
        <button type="button" class="button button-primary" data-focus-first onClick={onClose}>
          {words.done}
        </button>
      </div>
    </Dialog>
  );
}

interface RowProps {
  spec: IndicatorSpec;
  onChange: (changed: IndicatorSpec) => void;
  onRemove: () => void;
}

function Row({ spec, onChange, onRemove }: RowProps) {
  const { title } = INDICATORS[spec.kind];
  return (
    <fieldset class="indicator">
      <legend>{title}</legend>
      {fieldsOf(spec.kind).map((field) => (
        <Setting key={field.name} {...{ spec, field, onChange }} />
      ))}
      <IconButton
        icon="trash"
        text={words.remove}
        label={words.removeLabel(indicatorName(spec))}
        look="quiet"
        onClick={onRemove}
      />
    </fieldset>
  );
}

interface SettingProps extends Pick<RowProps, "spec" | "onChange"> {
  field: IndicatorField;
}

/** A number that is taken as soon as it is possible; until then the indicator stays as it was. */
function Setting({ spec, field, onChange }: SettingProps) {
  const [text, setText] = useState(String(settingOf(spec, field)));
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const change = (typed: string) => {
    setText(typed);
    const value = typed.trim() === "" ? NaN : Number(typed.replace(",", "."));
    const changed = withSetting(spec, field, value);
    setProblem(typeof changed === "string" ? changed : undefined);
    if (typeof changed !== "string") onChange(changed);
  };
  return (
    <TextField
      label={fieldLabel(field)}
      value={text}
      problem={problem}
      isNumber
      onChange={change}
    />
  );
}
