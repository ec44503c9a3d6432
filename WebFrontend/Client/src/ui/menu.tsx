import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

/** Between the button and a floating panel, and between that and the edge of the window. */
const GAP_PX = 6;

type MenuProps = {
  label: string;
  /** The button has words of its own; the label is said after them. */
  worded?: boolean;
  button: ComponentChildren;
  class?: string;
  /** The panel stands above everything, on the side of the button where there is room: for places that cut off what does not fit. */
  floating?: boolean;
  tabIndex?: number;
  children: (close: () => void) => ComponentChildren;
};

/** A button that opens a small panel; closes on Esc, on a click elsewhere and when the focus leaves. */
export function Menu({ label, worded = false, button, class: extra = '', floating = false, tabIndex, children }: MenuProps) {
  const [open, setOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const close = (): void => {
    // what it opens next gives the focus back to the button
    if (panel.current?.contains(document.activeElement)) opener.current?.focus({ preventScroll: true });
    setOpen(false);
  };
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
  useLayoutEffect(() => {
    if (!open || !floating) return;
    panel.current!.showPopover();
    placeBeside(panel.current!, opener.current!.getBoundingClientRect());
    panel.current!.querySelector<HTMLElement>('button, a, input')?.focus({ preventScroll: true });
    // what it belongs to moves away beneath it
    const moved = (event: Event): void => {
      if (event.target instanceof Node && !panel.current?.contains(event.target)) close();
    };
    document.addEventListener('scroll', moved, true);
    return () => document.removeEventListener('scroll', moved, true);
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
        tabIndex={tabIndex}
        aria-label={worded ? undefined : label}
        title={label}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {button}
        {worded && <span class="sr-only">{label}</span>}
      </button>
      {open && (
        <div ref={panel} class={floating ? 'menu-panel menu-floating' : 'menu-panel'} popover={floating ? 'manual' : undefined}>
          {children(close)}
        </div>
      )}
    </div>
  );
}

/** Below the button and ending where it does, unless there is no room for that. */
function placeBeside(panel: HTMLElement, button: DOMRect): void {
  const { width, height } = panel.getBoundingClientRect();
  const below = button.bottom + GAP_PX + height <= innerHeight;
  const top = below ? button.bottom + GAP_PX : Math.max(GAP_PX, button.top - GAP_PX - height);
  const endsAt = getComputedStyle(panel).direction === 'rtl' ? button.left + width : button.right;
  const left = Math.min(Math.max(GAP_PX, endsAt - width), innerWidth - width - GAP_PX);
  panel.style.top = `${top}px`;
  panel.style.left = `${left}px`;
}
