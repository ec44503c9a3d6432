import { useEffect, useState } from 'preact/hooks';
import type { AccountCalls, CodeSent, Contact, ContactKind, SignInOptions } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { FormError, useAttempt } from '../sessions/door-frame-view.tsx';
import { door } from '../sessions/session-store.ts';
import { confirm } from '../ui/dialog.tsx';
import { CodeField, Field, PasswordField } from '../ui/field.tsx';
import { toast } from '../ui/toast.tsx';

type Waiting = CodeSent & { readonly address: string };

export function ContactsSection({ calls }: { calls: AccountCalls }) {
  const [contacts, setContacts] = useState<readonly Contact[] | null>(null);
  const [options, setOptions] = useState<SignInOptions | null>(null);
  const [waiting, setWaiting] = useState<Waiting | null>(null);
  const attempt = useAttempt();
  const load = (): Promise<void> => attempt.run(async () => setContacts(await calls.contacts()));
  useEffect(() => {
    void load();
    door.signInOptions().then(setOptions, () => undefined);
  }, []);
  const remove = (contact: Contact): void =>
    confirm({
      title: t.account.removeTitle(contact.address),
      text: t.account.removeText,
      action: t.account.remove,
      run: () =>
        void attempt.run(async () => {
          await calls.removeContact(contact);
          setContacts(await calls.contacts());
        }),
    });
  return (
    <section class="card" aria-labelledby="account-contacts">
      <h2 id="account-contacts">{t.account.contacts}</h2>
      <p class="card-lead">{t.account.contactsLead}</p>
      <FormError attempt={attempt} fields={[]} />
      {contacts?.length === 0 && <p class="card-none">{t.account.noContacts}</p>}
      <ul class="card-list">
        {contacts?.map((contact) => (
          <li key={contact.address}>
            <bdi class="card-value">{contact.address}</bdi>
            <span class={contact.verified ? 'tag tag-good' : 'tag'}>{contact.verified ? t.account.confirmed : t.account.unconfirmed}</span>
            <button type="button" class="link-button" onClick={() => remove(contact)} aria-label={t.account.removeOf(contact.address)}>
              {t.account.remove}
            </button>
          </li>
        ))}
      </ul>
      {waiting === null ? (
        <AddForm calls={calls} kinds={kindsOf(options)} sent={setWaiting} />
      ) : (
        <CodeForm
          calls={calls}
          waiting={waiting}
          over={() => {
            setWaiting(null);
            void load();
          }}
        />
      )}
    </section>
  );
}

function kindsOf(options: SignInOptions | null): readonly ContactKind[] {
  return options === null ? [] : [...(options.email ? (['email'] as const) : []), ...(options.sms ? (['phone'] as const) : [])];
}

function AddForm({ calls, kinds, sent }: { calls: AccountCalls; kinds: readonly ContactKind[]; sent: (waiting: Waiting) => void }) {
  const [address, setAddress] = useState('');
  const [password, setPassword] = useState('');
  const attempt = useAttempt();
  if (kinds.length === 0) return null;
  const kind: ContactKind = kinds.includes('phone') && (!kinds.includes('email') || /^\s*\+/.test(address)) ? 'phone' : 'email';
  const submit = (event: Event): void => {
    event.preventDefault();
    void attempt.run(async () => sent({ ...(await calls.claimContact(kind, address.trim(), password)), address: address.trim() }));
  };
  return (
    <form class="card-form" onSubmit={submit} noValidate>
      <FormError attempt={attempt} fields={['address']} />
      <Field
        label={kinds.length === 2 ? t.account.address : t.account.addressOf[kinds[0]!]}
        name="address"
        autocomplete={kind === 'email' ? 'email' : 'tel'}
        autocapitalize="none"
        spellcheck={false}
        required
        value={address}
        set={setAddress}
        error={attempt.fault('address')}
        {...(kinds.includes('phone') ? { hint: t.account.phoneHint } : {})}
      />
      <PasswordField label={t.account.yourPassword} name="contact-password" autocomplete="current-password" value={password} set={setPassword} error={null} />
      <button type="submit" class="button" disabled={attempt.busy}>
        {t.account.sendCode}
      </button>
    </form>
  );
}

function CodeForm({ calls, waiting, over }: { calls: AccountCalls; waiting: Waiting; over: () => void }) {
  const [code, setCode] = useState('');
  const attempt = useAttempt();
  const submit = (event: Event): void => {
    event.preventDefault();
    void attempt.run(async () => {
      await calls.verifyContact(waiting.id, code.trim());
      toast(t.account.nowConfirmed);
      over();
    });
  };
  return (
    <form class="card-form" onSubmit={submit} noValidate>
      <p>{t.account.confirmLead(waiting.address)}</p>
      <FormError attempt={attempt} fields={[]} />
      <CodeField label={t.account.code} value={code} set={setCode} error={null} />
      <div class="card-actions">
        <button type="submit" class="button button-primary" disabled={attempt.busy}>
          {t.account.confirm}
        </button>
        <button type="button" class="button" onClick={over}>
          {t.cancel}
        </button>
      </div>
    </form>
  );
}
