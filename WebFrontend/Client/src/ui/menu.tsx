import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

type MenuProps = {
  label: string;
  /** The button has words of its own; the label is said after them. */
  worded?: boolean;
  button: ComponentChildren;
  class?: string;
  children: (close: () => void) => ComponentChildren;
};

/** A button that opens a small panel; closes on Esc, on a click elsewhere and when the focus leaves. */
export function Menu({ label, worded = false, button, class: extra = '', children }: MenuProps) {
  const [open, setOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const close = (): void => setOpen(false);
  useEffect(() => {
    if (!open) return;
    const outside = (event: Event): void => {
      if (event.target instanceof Node && !place.current?.contains(event.target)) close();
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
    };
  }, [open]);
  return (
    <div
      class={`menu ${extra}`}
      ref={place}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        event.stopPropagation();
        close();
        opener.current?.focus();
      }}
    >
      <button
        type="button"
        ref={opener}
        class="menu-button"
        aria-label={worded ? undefined : label}
        title={label}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {button}
        {worded && <span class="sr-only">{label}</span>}
      </button>
      {open && <div class="menu-panel">{children(close)}</div>}
    </div>
  );
}
