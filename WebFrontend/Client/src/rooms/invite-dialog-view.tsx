import { useState } from 'preact/hooks';
import type { Room } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { pathTo } from '../routes/router.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { sentence } from '../ui/sentence.ts';
import { toast } from '../ui/toast.tsx';
import { useWorkspace } from '../workspace/workspace-context.ts';

/** Brings people in: by name, or by a link that is shown once. */
export function InviteDialog({ room, onClose }: { room: Room; onClose: () => void }) {
  const { client } = useWorkspace();
  const [name, setName] = useState('');
  const [uses, setUses] = useState('1');
  const [link, setLink] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [linkError, setLinkError] = useState<unknown>(null);
  const add = async (event: Event): Promise<void> => {
    event.preventDefault();
    setError(null);
    try {
      await client.rest.addMember(room.id, name.trim());
      toast(t.invite.added(name.trim()));
      setName('');
    } catch (refusal) {
      setError(refusal);
    }
  };
  const make = async (event: Event): Promise<void> => {
    event.preventDefault();
    setLinkError(null);
    try {
      const { code } = await client.rest.createInvite(room.id, { maxUses: Number(uses) });
      setLink(new URL(`${pathTo({ to: 'invite' })}#${code}`, location.href).href);
    } catch (refusal) {
      setLinkError(refusal);
    }
  };
  const copy = (): void => {
    navigator.clipboard?.writeText(link ?? '').then(
      () => toast(t.rooms.copied),
      () => toast(t.rooms.copyFailed),
    );
  };
  return (
    <Dialog title={t.invite.title(room.title)} onClose={onClose}>
      <form class="inline-form" onSubmit={(event) => void add(event)} noValidate>
        <Field
          label={t.invite.byName}
          name="user"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          autofocus
          value={name}
          set={setName}
          error={error === null ? null : sentence(error)}
          after={
            <button type="submit" class="button button-primary" disabled={name.trim() === ''}>
              {t.invite.add}
            </button>
          }
        />
      </form>
      <form class="inline-form" onSubmit={(event) => void make(event)} noValidate>
        <h3 class="dialog-section">{t.invite.link}</h3>
        <p class="dialog-text">{t.invite.linkHint}</p>
        {link === null ? (
          <Field
            label={t.invite.uses}
            name="uses"
            autocomplete="off"
            value={uses}
            set={setUses}
            error={linkError === null ? null : sentence(linkError)}
            after={
              <button type="submit" class="button" disabled={!/^[1-9]\d*$/.test(uses)}>
                {t.invite.make}
              </button>
            }
          />
        ) : (
          <div class="field">
            <label for="invite-link">{t.invite.yours}</label>
            <div class="field-box">
              <input id="invite-link" readOnly value={link} onFocus={(event) => event.currentTarget.select()} />
              <button type="button" class="button" onClick={copy}>
                {t.invite.copy}
              </button>
            </div>
          </div>
        )}
      </form>
    </Dialog>
  );
}
