import { useEffect, useState } from 'preact/hooks';
import { type Bot, BotCalls, type ParleyRest, type Room } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { FormError, useAttempt } from '../sessions/door-frame-view.tsx';
import { confirm } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { BotTokens } from './bot-tokens-view.tsx';

type Props = { rest: ParleyRest; rooms: readonly Room[]; onClose: () => void };

/** Programs that somebody has made, and what they sign in by. */
export function BotsSection({ rest, rooms }: Props) {
  const calls = new BotCalls(rest);
  const [bots, setBots] = useState<readonly Bot[] | null>(null);
  const [open, setOpen] = useState<string | null>(null);
  const attempt = useAttempt();
  const load = async (): Promise<void> => setBots(await calls.bots());
  useEffect(() => void attempt.run(load), []);
  const retire = (bot: Bot): void =>
    confirm({
      title: t.integrations.retireTitle(bot.displayName),
      text: t.integrations.retireText,
      action: t.integrations.retire,
      run: () =>
        void attempt.run(async () => {
          await calls.retire(bot.id);
          await load();
        }),
    });
  return (
    <section class="card" aria-labelledby="account-bots">
      <h2 id="account-bots">{t.integrations.bots}</h2>
      <p class="card-lead">{t.integrations.botsLead}</p>
      <FormError attempt={attempt} fields={[]} />
      {bots?.length === 0 && <p class="card-none">{t.integrations.noBots}</p>}
      <ul class="hook-list">
        {bots?.map((bot) => (
          <li key={bot.id} class="hook">
            <div class="hook-head">
              <bdi class="hook-name">{bot.displayName}</bdi>
              <bdi class="hook-more">@{bot.userName}</bdi>
              <span class="hook-actions">
                <button type="button" class="link-button" aria-expanded={open === bot.id} aria-label={t.integrations.tokensOf(bot.displayName)} onClick={() => setOpen(open === bot.id ? null : bot.id)}>
                  {t.integrations.tokens}
                </button>
                <button type="button" class="link-button" aria-label={t.integrations.retireTitle(bot.displayName)} onClick={() => retire(bot)}>
                  {t.integrations.retire}
                </button>
              </span>
            </div>
            {open === bot.id && <BotTokens calls={calls} bot={bot} rooms={rooms} />}
          </li>
        ))}
      </ul>
      {bots !== null && (
        <NewBot
          calls={calls}
          made={(bot) => {
            setOpen(bot.id);
            void attempt.run(load);
          }}
        />
      )}
    </section>
  );
}

function NewBot({ calls, made }: { calls: BotCalls; made: (bot: Bot) => void }) {
  const [userName, setUserName] = useState('');
  const [displayName, setDisplayName] = useState('');
  const attempt = useAttempt();
  const submit = (event: Event): void => {
    event.preventDefault();
    void attempt.run(async () => {
      made(await calls.create(userName.trim(), displayName.trim()));
      setUserName('');
      setDisplayName('');
    });
  };
  return (
    <form class="card-form" onSubmit={submit} noValidate>
      <FormError attempt={attempt} fields={['userName', 'displayName']} />
      <Field
        label={t.integrations.botName}
        name="bot-name"
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        required
        value={userName}
        set={setUserName}
        error={attempt.fault('userName')}
      />
      <Field label={t.integrations.botDisplayName} name="bot-display-name" autocomplete="off" value={displayName} set={setDisplayName} error={attempt.fault('displayName')} />
      <button type="submit" class="button" disabled={attempt.busy || userName.trim() === ''}>
        {t.integrations.makeBot}
      </button>
    </form>
  );
}
