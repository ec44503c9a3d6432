import { useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { FormError, useAttempt } from '../sessions/door-frame-view.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { toast } from '../ui/toast.tsx';

type Props = { room: { readonly name: string; readonly title: string }; run: (name: string) => Promise<void>; onDone?: () => void; onClose: () => void };

/** Asks for the name of the room that is to be deleted: whoever has clicked once too often has not typed it. */
export function DeleteRoomDialog({ room, run, onDone, onClose }: Props) {
  const [name, setName] = useState('');
  const attempt = useAttempt();
  const submit = (event: Event): void => {
    event.preventDefault();
    void attempt.run(async () => {
      await run(name.trim());
      toast(t.deletion.done(room.title));
      onDone?.();
      onClose();
    });
  };
  return (
    <Dialog title={t.deletion.titleOf(room.title)} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <FormError attempt={attempt} fields={['name']} />
        <p class="dialog-text">{t.deletion.text}</p>
        <div class="erase-field">
          <Field
            label={t.erasure.typeName(room.name)}
            name="delete-name"
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            autofocus
            value={name}
            set={setName}
            error={attempt.fault('name')}
          />
        </div>
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            {t.cancel}
          </button>
          <button type="submit" class="button button-danger" disabled={attempt.busy || name.trim() === ''}>
            {t.deletion.delete}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
