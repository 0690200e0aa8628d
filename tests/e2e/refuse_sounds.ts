/** Runs in the browser: refuses sound as phones do, to each element until it was played in a click. */
export function refuseSounds(): void {
  const allowed = new WeakSet<HTMLMediaElement>();
  let isClicking = false;
  const click = () => {
    isClicking = true;
    setTimeout(() => isClicking = false);
  };
  document.addEventListener("click", click, true);
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () {
    if (isClicking) allowed.add(this);
    if (allowed.has(this)) return play.call(this);
    return Promise.reject(new DOMException("No click yet", "NotAllowedError"));
  };
}
