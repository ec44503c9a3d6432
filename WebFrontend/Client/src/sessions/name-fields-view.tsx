import { t } from '../i18n/i18n.ts';
import { Field } from '../ui/field.tsx';
import type { Attempt } from './door-frame-view.tsx';

type Text = { value: string; set: (value: string) => void };

/** Where somebody new says what they will be called, and, on a server by invite, by which. */
export function NameFields({ invite, userName, displayName, attempt }: { invite: Text | null; userName: Text; displayName: Text; attempt: Attempt }) {
  return (
    <>
      {invite !== null && <Field label={t.signIn.invite} name="invite" autocomplete="off" autocapitalize="none" spellcheck={false} required {...invite} error={null} />}
      <Field
        label={t.signIn.userName}
        name="username"
        autocomplete="username"
        autocapitalize="none"
        spellcheck={false}
        required
        {...userName}
        error={attempt.fault('userName')}
        hint={t.signIn.userNameHint}
      />
      <Field label={t.signIn.displayName} note={t.signIn.optional} name="name" autocomplete="name" {...displayName} error={attempt.fault('displayName')} />
    </>
  );
}
