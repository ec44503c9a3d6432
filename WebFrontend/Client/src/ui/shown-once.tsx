import { useEffect, useId, useRef } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { toast } from './toast.tsx';

type Props = { label: string; secret: string; done: () => void };

/** Something that nobody can be shown a second time; it stays until it is said to be kept. */
export function ShownOnce({ label, secret, done }: Props) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const copy = (): void => {
    navigator.clipboard?.writeText(secret).then(
      () => toast(t.integrations.copied),
      () => toast(t.messages.copyFailed),
    );
  };
  return (
    <div class="shown-once">
      <div class="field">
        <label for={id}>{label}</label>
        <div class="field-box">
          <input id={id} class="card-secret" dir="ltr" readOnly value={secret} ref={field} aria-describedby={`${id}-hint`} onFocus={(event) => event.currentTarget.select()} />
          <button type="button" class="button" onClick={copy}>
            {t.integrations.copy}
          </button>
        </div>
        <p class="field-hint" id={`${id}-hint`}>
          {t.integrations.once}
        </p>
      </div>
      <button type="button" class="button button-primary" onClick={done}>
        {t.integrations.kept}
      </button>
    </div>
  );
}
