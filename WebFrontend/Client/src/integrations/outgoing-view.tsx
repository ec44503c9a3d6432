import { useEffect, useState } from 'preact/hooks';
import type { OutgoingWebhook, WebhookCalls } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { FormError, useAttempt } from '../sessions/door-frame-view.tsx';
import { confirm } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { ShownOnce } from '../ui/shown-once.tsx';
import { Switch } from '../ui/switch.tsx';

const MESSAGES: readonly string[] = ['messagePosted', 'messageEdited', 'messageDeleted'];

/** Addresses to which is posted what happens. */
export function OutgoingWebhooks({ calls }: { calls: WebhookCalls }) {
  const [hooks, setHooks] = useState<readonly OutgoingWebhook[] | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const [url, setUrl] = useState('');
  const [messagesOnly, setMessagesOnly] = useState(true);
  const attempt = useAttempt();
  const load = async (): Promise<void> => setHooks(await calls.outgoing());
  const run = (work: () => Promise<void>): void =>
    void attempt.run(async () => {
      await work();
      await load();
    });
  useEffect(() => void attempt.run(load), []);
  const submit = (event: Event): void => {
    event.preventDefault();
    run(async () => {
      setSecret(await calls.createOutgoing(url.trim(), messagesOnly ? MESSAGES : []));
      setUrl('');
    });
  };
  const remove = (hook: OutgoingWebhook): void =>
    confirm({ title: t.integrations.deleteTitle, text: t.integrations.deleteText(hook.url), action: t.integrations.delete, run: () => run(async () => await calls.deleteOutgoing(hook.id)) });
  return (
    <section aria-labelledby="hooks-outgoing">
      <h3 class="dialog-section" id="hooks-outgoing">
        {t.integrations.outgoing}
      </h3>
      <p class="dialog-text">{t.integrations.outgoingLead}</p>
      <FormError attempt={attempt} fields={['url']} />
      <ul class="hook-list" aria-labelledby="hooks-outgoing">
        {hooks?.map((hook) => (
          <li key={hook.id} class="hook">
            <bdi class="hook-name" dir="ltr">
              {hook.url}
            </bdi>
            <p class="hook-more">
              <span class={hook.state === 'active' ? 'hook-state hook-good' : 'hook-state'}>{t.integrations.states[hook.state]}</span>
              {hook.events.length === 0 ? t.integrations.allEvents : t.integrations.someEvents(hook.events.length)}
            </p>
            <span class="hook-actions">
              <button type="button" class="link-button" onClick={() => run(async () => await calls.turnOutgoing(hook.id, hook.state !== 'active'))}>
                {hook.state === 'active' ? t.integrations.turnOff : t.integrations.turnOn}
              </button>
              <button type="button" class="link-button" onClick={() => run(async () => setSecret(await calls.rotateOutgoing(hook.id)))}>
                {t.integrations.newSecret}
              </button>
              <button type="button" class="link-button" onClick={() => remove(hook)}>
                {t.integrations.delete}
              </button>
            </span>
          </li>
        ))}
      </ul>
      {secret !== null ? (
        <ShownOnce label={t.integrations.secret} secret={secret} done={() => setSecret(null)} />
      ) : (
        hooks !== null && (
          <form onSubmit={submit} noValidate>
            <Field label={t.integrations.postTo} name="webhook-url" autocomplete="off" autocapitalize="none" spellcheck={false} value={url} set={setUrl} error={attempt.fault('url')} />
            <Switch checked={messagesOnly} set={setMessagesOnly} label={t.integrations.messagesOnly} />
            <button type="submit" class="button" disabled={attempt.busy || url.trim() === ''}>
              {t.integrations.makeOutgoing}
            </button>
          </form>
        )
      )}
    </section>
  );
}
