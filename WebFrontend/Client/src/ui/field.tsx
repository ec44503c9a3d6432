import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';

type FieldProps = {
  label: string;
  note?: string;
  hint?: string;
  error?: string | null;
  value: string;
  set: (value: string) => void;
  type?: 'text' | 'password' | 'email';
  name: string;
  autocomplete: string;
  autocapitalize?: 'none';
  autofocus?: boolean;
  spellcheck?: boolean;
  required?: boolean;
  after?: ComponentChildren;
};

export function Field({ label, note, hint, error, set, after, type = 'text', ...input }: FieldProps) {
  const id = useId();
  const described = [hint === undefined ? '' : `${id}-hint`, error ? `${id}-error` : ''].filter((part) => part !== '').join(' ');
  return (
    <div class="field">
      <label for={id}>
        {label}
        {note !== undefined && <span class="field-note">{note}</span>}
      </label>
      <div class="field-box">
        <input
          {...input}
          type={type as 'text' /* the attribute types know no union */}
          id={id}
          aria-invalid={error ? 'true' : undefined}
          aria-describedby={described === '' ? undefined : described}
          onInput={(event) => set(event.currentTarget.value)}
        />
        {after}
      </div>
      {hint !== undefined && !error && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

type ShortProps = { label: string; hint?: string; name?: string; value: string; set: (value: string) => void; error: string | null };

/** A password, which can be looked at. */
export function PasswordField({ name = 'password', ...rest }: ShortProps & { autocomplete: 'current-password' | 'new-password' }) {
  const [shown, setShown] = useState(false);
  return (
    <Field
      {...rest}
      name={name}
      type={shown ? 'text' : 'password'}
      required
      after={
        <button type="button" class="field-button" aria-pressed={shown} onClick={() => setShown(!shown)}>
          {shown ? t.signIn.hidePassword : t.signIn.showPassword}
        </button>
      }
    />
  );
}

/** A code that was sent, or that an app shows. */
export function CodeField({ name = 'code', ...rest }: ShortProps) {
  return <Field {...rest} name={name} autocomplete="one-time-code" autocapitalize="none" spellcheck={false} required />;
}
