import { Icon } from "./Icon.tsx";
import { kitWords } from "./texts.ts";

interface ChooseToggleProps {
  /** What it unfolds is in view. */
  isChoosing: boolean;
  /** The rows are not all there, or in another order than the usual one. */
  isChosen: boolean;
  onChoose: () => void;
}

/** On a phone, where rows come first, all that chooses and sorts them is behind one button. */
export function ChooseToggle({ isChoosing, isChosen, onChoose }: ChooseToggleProps) {
  return (
    <button
      type="button"
      class={isChosen ? "button choose-toggle choose-toggle-on" : "button choose-toggle"}
      aria-label={isChosen ? kitWords.chooseInUse : kitWords.choose}
      aria-expanded={isChoosing}
      onClick={onChoose}
    >
      <Icon name="filter" />
    </button>
  );
}
