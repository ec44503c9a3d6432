import { useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { FormError, useAttempt } from './door-frame-view.tsx';

type Props = {
  title: string;
  text: string;
  /** What is to be typed. */
  name: string;
  /** Of the input. */
  field: string;
  /** What the server calls it when it is not the right one. */
  fault: string;
  action: string;
  run: (name: string) => Promise<void>;
  onClose: () => void;
};

/** Asks for the name of what is to go for ever: whoever has clicked once too often has not typed it. */
export function TypeNameDialog({ title, text, name, field, fault, action, run, onClose }: Props) {
  const [typed, setTyped] = useState('');
  const attempt = useAttempt();
  const submit = (event: Event): void => {
    event.preventDefault();
    void attempt.run(() => run(typed.trim()));
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <FormError attempt={attempt} fields={[fault]} />
        <p class="dialog-text">{text}</p>
        <div class="erase-field">
          <Field
            label={t.erasure.typeName(name)}
            name={field}
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            autofocus
            value={typed}
            set={setTyped}
            error={attempt.fault(fault)}
          />
        </div>
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            {t.cancel}
          </button>
          <button type="submit" class="button button-danger" disabled={attempt.busy || typed.trim() === ''}>
            {action}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
