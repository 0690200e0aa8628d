/** One letter or digit of an asset's name, in a pattern with the flag `u`: Binance lists 币安人生, too. */
export const NAME_LETTERS = "[\\p{Lu}\\p{Lt}\\p{Lo}\\p{Lm}\\p{M}\\p{N}]";

/** Letters, digits and signs as an input method for Chinese or Japanese writes them: twice as wide. */
const FULL_WIDTH = /[\uff01-\uff5e\u3000]/g;
const LETTER = /\p{L}/gu;

/**
 * A name in capitals, so that one asset has one spelling. A letter whose capital is another letter's as well (ß, ſ, ı,
 * İ) becomes a small one, which no name has.
 */
export function nameCapitals(text: string): string {
  return text.normalize("NFC").replace(FULL_WIDTH, narrow).replace(LETTER, (letter) => {
    const [small, capital] = [letter.toLowerCase(), letter.toUpperCase()];
    const isPlain = capital.toLowerCase() === small && small.toUpperCase() === capital;
    return isPlain ? capital : small;
  });
}

function narrow(character: string): string {
  return character === "\u3000" ? " " : String.fromCharCode(character.charCodeAt(0) - 0xfee0);
}
