import { useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { go } from '../routes/router.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { sentence } from '../ui/sentence.ts';
import { useWorkspace } from '../workspace/workspace-context.ts';

/** User names as people write them: with or without @, apart by commas or spaces. */
export function namesIn(text: string): string[] {
  return [...new Set(text.split(/[\s,;，、]+/).map((name) => name.replace(/^@/, '')).filter((name) => name !== ''))];
}

export function DirectDialog({ onClose }: { onClose: () => void }) {
  const workspace = useWorkspace();
  const [name, setName] = useState('');
  const [error, setError] = useState<unknown>(null);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setError(null);
    try {
      const names = namesIn(name);
      const room = await (names.length === 1 ? workspace.direct(names[0]!) : workspace.group(names));
      onClose();
      go({ to: 'room', name: room.id });
    } catch (refusal) {
      setError(refusal);
    }
  };
  return (
    <Dialog title={t.direct.title} onClose={onClose} class="dialog-small">
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Field
          label={t.direct.to}
          hint={t.direct.several}
          name="user"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          autofocus
          value={name}
          set={setName}
          error={error === null ? null : sentence(error)}
        />
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            {t.cancel}
          </button>
          <button type="submit" class="button button-primary" disabled={namesIn(name).length === 0}>
            {t.direct.go}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
