import { useEffect, useState } from 'preact/hooks';
import type { IncomingWebhook, WebhookCalls } from '@parley/client';
import { formatDateTime, t } from '../i18n/i18n.ts';
import { FormError, useAttempt } from '../sessions/door-frame-view.tsx';
import { confirm } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { ShownOnce } from '../ui/shown-once.tsx';

/** Addresses at which programs post. */
export function IncomingWebhooks({ calls }: { calls: WebhookCalls }) {
  const [hooks, setHooks] = useState<readonly IncomingWebhook[] | null>(null);
  const [address, setAddress] = useState<string | null>(null);
  const [name, setName] = useState('');
  const attempt = useAttempt();
  const load = async (): Promise<void> => setHooks(await calls.incoming());
  useEffect(() => void attempt.run(load), []);
  const submit = (event: Event): void => {
    event.preventDefault();
    void attempt.run(async () => {
      setAddress(await calls.createIncoming(name.trim()));
      setName('');
      await load();
    });
  };
  const ask = (title: string, text: string, action: string, run: () => Promise<void>): void =>
    confirm({
      title,
      text,
      action,
      run: () =>
        void attempt.run(async () => {
          await run();
          await load();
        }),
    });
  const rotate = (hook: IncomingWebhook): void =>
    ask(t.integrations.rotateTitle(hook.name), t.integrations.rotateText, t.integrations.rotate, async () => setAddress(await calls.rotateIncoming(hook.id)));
  const revoke = (hook: IncomingWebhook): void =>
    ask(t.integrations.revokeTitle(hook.name), t.integrations.revokeHookText, t.integrations.revoke, async () => await calls.revokeIncoming(hook.id));
  return (
    <section aria-labelledby="hooks-incoming">
      <h3 class="dialog-section" id="hooks-incoming">
        {t.integrations.incoming}
      </h3>
      <p class="dialog-text">{t.integrations.incomingLead}</p>
      <FormError attempt={attempt} fields={['name']} />
      <ul class="hook-list" aria-labelledby="hooks-incoming">
        {hooks?.map((hook) => (
          <li key={hook.id} class="hook">
            <div class="hook-head">
              <bdi class="hook-name">{hook.name}</bdi>
              <span class="hook-actions">
                <button type="button" class="link-button" aria-label={t.integrations.rotateTitle(hook.name)} onClick={() => rotate(hook)}>
                  {t.integrations.rotate}
                </button>
                <button type="button" class="link-button" aria-label={t.integrations.revokeTitle(hook.name)} onClick={() => revoke(hook)}>
                  {t.integrations.revoke}
                </button>
              </span>
            </div>
            <p class="hook-more">{hook.lastUsedAt === null ? t.integrations.neverUsed : t.integrations.lastUsed(formatDateTime(new Date(hook.lastUsedAt)))}</p>
          </li>
        ))}
      </ul>
      {address !== null ? (
        <ShownOnce label={t.integrations.address} secret={address} done={() => setAddress(null)} />
      ) : (
        hooks !== null && (
          <form onSubmit={submit} noValidate>
            <Field label={t.integrations.hookName} name="hook-name" autocomplete="off" value={name} set={setName} error={attempt.fault('name')} hint={t.integrations.hookNameHint} />
            <button type="submit" class="button" disabled={attempt.busy}>
              {t.integrations.makeIncoming}
            </button>
          </form>
        )
      )}
    </section>
  );
}
