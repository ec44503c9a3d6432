import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

type FieldProps = {
  label: string;
  note?: string;
  hint?: string;
  error?: string | null;
  value: string;
  set: (value: string) => void;
  type?: 'text' | 'password';
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
