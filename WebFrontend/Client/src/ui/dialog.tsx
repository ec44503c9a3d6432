import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { CloseIcon } from './icons.tsx';

type DialogProps = { title: string; onClose: () => void; children: ComponentChildren; class?: string };

/** The browser's own modal dialog: keeps the focus inside, closes on Esc, gives the focus back. */
export function Dialog({ title, onClose, children, class: extra = '' }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current!;
    const before = document.activeElement;
    element.showModal();
    return () => {
      element.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={`dialog ${extra}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <div class="dialog-body">
        <header class="dialog-head">
          <h2 id={id}>{title}</h2>
          <button type="button" class="icon-button" aria-label={t.close} title={t.close} onClick={onClose}>
            <CloseIcon />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}

type Question = { readonly title: string; readonly text: string; readonly action: string; readonly run: () => void };

const question = signal<Question | null>(null);

/** Asks once before something that cannot be undone. */
export function confirm(ask: Question): void {
  question.value = ask;
}

export function ConfirmPlace() {
  const asked = question.value;
  if (asked === null) return null;
  const close = (): void => void (question.value = null);
  return (
    <Dialog title={asked.title} onClose={close} class="dialog-small">
      <p class="dialog-text">{asked.text}</p>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={close}>
          {t.cancel}
        </button>
        <button
          type="button"
          class="button button-danger"
          autofocus
          onClick={() => {
            close();
            asked.run();
          }}
        >
          {asked.action}
        </button>
      </div>
    </Dialog>
  );
}
