// F6 goes round the parts of the page, as in desktop programs. A part says so by data-landmark.

const FOCUSABLE = 'a[href], button:not([disabled]), textarea, input, [tabindex="0"]';

/** Puts the focus into the next part of the page, or the one before; a list goes on where it was. */
export function focusNextLandmark(by: 1 | -1): void {
  const all = [...document.querySelectorAll<HTMLElement>('[data-landmark]')].filter(isSeen);
  const here = all.findLastIndex((part) => part.contains(document.activeElement));
  for (let step = 1; step <= all.length; step++) {
    const part = all.at((here + by * step + (here === -1 && by === -1 ? 1 : 0)) % all.length)!;
    const into = part.querySelector<HTMLElement>('[data-landmark-first], [aria-current="page"]') ?? [...part.querySelectorAll<HTMLElement>(FOCUSABLE)].find(isSeen);
    if (into === undefined) continue;
    into.focus();
    return;
  }
}

function isSeen(element: HTMLElement): boolean {
  return element.checkVisibility({ visibilityProperty: true });
}
