import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { CloseIcon } from '../ui/icons.tsx';

type PanelProps = {
  title: string;
  /** A line below the title. */
  more?: ComponentChildren;
  /** Between the title and the button that closes. */
  actions?: ComponentChildren;
  onClose: () => void;
  children: ComponentChildren;
};

/** Stands beside the room, or, where there is no room for both, in its place. Esc closes it, and the focus goes back to where it was. */
export function Panel({ title, more, actions, onClose, children }: PanelProps) {
  const place = useRef<HTMLElement>(null);
  const closer = useRef<HTMLButtonElement>(null);
  const [before] = useState(() => document.activeElement);
  useEffect(() => {
    if (place.current?.contains(document.activeElement) !== true) closer.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    <aside
      class="panel"
      ref={place}
      aria-label={title}
      data-landmark
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
        event.preventDefault();
        onClose();
      }}
    >
      <header class="panel-head">
        <div class="panel-head-text">
          <h2>{title}</h2>
          {more !== undefined && <p class="panel-more">{more}</p>}
        </div>
        {actions}
        <button type="button" ref={closer} class="icon-button" aria-label={t.panels.close} title={t.panels.close} onClick={onClose}>
          <CloseIcon />
        </button>
      </header>
      {children}
    </aside>
  );
}
