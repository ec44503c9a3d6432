import { signal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { CloseIcon } from './icons.tsx';

const SHOWN_MS = 5000;

type Offer = {
  /** What can be done about it. */
  readonly action: string;
  readonly run: () => void;
  /** Somebody has seen it and waved it away. */
  readonly closed: () => void;
  readonly ms: number;
};

const current = signal<{ readonly text: string; readonly id: number; readonly offer: Offer | null } | null>(null);
let ids = 0;

export function toast(text: string, offer: Offer | null = null): void {
  const id = ++ids;
  current.value = { text, id, offer };
  setTimeout(() => {
    if (current.peek()?.id === id) current.value = null;
  }, offer?.ms ?? SHOWN_MS);
}

export function Toast() {
  const shown = current.value;
  const box = useRef<HTMLDivElement>(null);
  // a dialog that is open would cover it
  useLayoutEffect(() => box.current?.showPopover(), [shown?.id]);
  const done = (run: () => void): void => {
    current.value = null;
    run();
  };
  return (
    <div class="toast-place" role="status">
      {shown !== null && (
        <div ref={box} class={shown.offer === null ? 'toast' : 'toast toast-offer'} key={shown.id} popover="manual">
          <span>{shown.text}</span>
          {shown.offer !== null && (
            <>
              <button type="button" class="toast-button" onClick={() => done(shown.offer!.run)}>
                {shown.offer.action}
              </button>
              <button type="button" class="toast-button" aria-label={t.close} title={t.close} onClick={() => done(shown.offer!.closed)}>
                <CloseIcon />
              </button>
            </>
          )}
        </div>
      )}
    </div>
  );
}
