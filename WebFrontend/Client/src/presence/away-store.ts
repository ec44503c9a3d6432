/** So long nobody has looked at the page or touched it. */
const AWAY_MS = 5 * 60_000;

/** Calls back when nobody is at the page any more, and when somebody is again. Returns how to stop. */
export function watchAway(changed: (isAway: boolean) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const here = (): void => {
    if (document.visibilityState !== 'visible') return;
    changed(false);
    clearTimeout(timer);
    timer = setTimeout(() => changed(true), AWAY_MS);
  };
  const events = ['pointerdown', 'pointermove', 'keydown', 'visibilitychange'];
  for (const name of events) document.addEventListener(name, here, { passive: true });
  here();
  return () => {
    clearTimeout(timer);
    for (const name of events) document.removeEventListener(name, here);
  };
}
