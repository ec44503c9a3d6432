import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Unreachable } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { AlertIcon, Logo } from '../ui/icons.tsx';
import { fault, sentence } from '../ui/sentence.ts';

/** What goes on in a form at the door: one thing at a time, and what came of it. */
export type Attempt = {
  readonly busy: boolean;
  readonly error: unknown;
  readonly run: (work: () => Promise<void>) => Promise<void>;
  readonly fault: (field: string) => string | null;
};

export function useAttempt(): Attempt {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const run = async (work: () => Promise<void>): Promise<void> => {
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      await work();
    } catch (refusal) {
      setError(refusal);
    }
    setBusy(false);
  };
  return { busy, error, run, fault: (field) => fault(error, field) };
}

/** The error of a form, unless it stands beside one of these fields. */
export function FormError({ attempt, fields }: { attempt: Attempt; fields: readonly string[] }) {
  if (attempt.error === null || fields.some((field) => attempt.fault(field) !== null)) return null;
  return (
    <p class="notice notice-bad" role="alert">
      <AlertIcon />
      <span>{attempt.error instanceof Unreachable ? t.signIn.unreachable : sentence(attempt.error)}</span>
    </p>
  );
}

/** Puts the cursor into the first field; not on a phone, which would open its keyboard over the page. */
export function useFirstField(): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (matchMedia('(pointer: fine)').matches) form.current?.querySelector('input')?.focus();
  }, []);
  return form;
}

export function DoorFrame({ children }: { children: ComponentChildren }) {
  return (
    <div class="door">
      <aside class="door-pitch">
        <div class="door-brand">
          <Logo />
          <span>{t.appName}</span>
        </div>
        <div class="door-art" aria-hidden="true">
          <span class="bubble bubble-1" />
          <span class="bubble bubble-2" />
          <span class="bubble bubble-3" />
        </div>
        <div class="door-words">
          <p class="door-title">{t.signIn.pitchTitle}</p>
          <p>{t.signIn.pitch}</p>
        </div>
      </aside>
      <main class="door-main">{children}</main>
    </div>
  );
}
