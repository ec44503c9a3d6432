import { useEffect, useState } from 'preact/hooks';
import type { Bot, BotCalls, BotToken, Room, TokenScope } from '@parley/client';
import { formatDateTime, t } from '../i18n/i18n.ts';
import { FormError, useAttempt } from '../sessions/door-frame-view.tsx';
import { confirm } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { ShownOnce } from '../ui/shown-once.tsx';

const DAY = 24 * 60 * 60;
const DAYS = [7, 30, 90, 365] as const;
const SCOPES: readonly (readonly TokenScope[])[] = [['read', 'write'], ['read'], ['write']];

type Props = { calls: BotCalls; bot: Bot; rooms: readonly Room[] };

export function BotTokens({ calls, bot, rooms }: Props) {
  const [tokens, setTokens] = useState<readonly BotToken[] | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const attempt = useAttempt();
  const load = async (): Promise<void> => setTokens(await calls.tokens(bot.id));
  useEffect(() => void attempt.run(load), [bot.id]);
  const revoke = (token: BotToken): void =>
    confirm({
      title: t.integrations.revokeTitle(token.name),
      text: t.integrations.revokeTokenText,
      action: t.integrations.revoke,
      run: () =>
        void attempt.run(async () => {
          await calls.revokeToken(bot.id, token.id);
          await load();
        }),
    });
  const roomsOf = (token: BotToken): string => (token.rooms === null ? t.integrations.allRooms : token.rooms.map((id) => rooms.find((room) => room.id === id)?.title ?? id).join(', '));
  return (
    <div class="hook-inner">
      <FormError attempt={attempt} fields={[]} />
      {tokens?.length === 0 && <p class="card-none">{t.integrations.noTokens}</p>}
      <ul class="hook-list" aria-label={t.integrations.tokensOf(bot.displayName)}>
        {tokens?.map((token) => (
          <li key={token.id} class="hook">
            <div class="hook-head">
              <bdi class="hook-name">{token.name}</bdi>
              <span class="hook-actions">
                <button type="button" class="link-button" aria-label={t.integrations.revokeTitle(token.name)} onClick={() => revoke(token)}>
                  {t.integrations.revoke}
                </button>
              </span>
            </div>
            <p class="hook-more">
              {[
                t.integrations.scopes[token.scopes.join('-')] ?? '',
                roomsOf(token),
                t.integrations.until(formatDateTime(new Date(token.expiresAt))),
                token.lastUsedAt === null ? t.integrations.neverUsed : t.integrations.lastUsed(formatDateTime(new Date(token.lastUsedAt))),
              ].join(' · ')}
            </p>
          </li>
        ))}
      </ul>
      {secret === null ? (
        <NewToken
          calls={calls}
          bot={bot}
          rooms={rooms}
          made={(made) => {
            setSecret(made);
            void attempt.run(load);
          }}
        />
      ) : (
        <ShownOnce label={t.integrations.newToken} secret={secret} done={() => setSecret(null)} />
      )}
    </div>
  );
}

function NewToken({ calls, bot, rooms, made }: Props & { made: (secret: string) => void }) {
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState(0);
  const [days, setDays] = useState<number>(90);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const attempt = useAttempt();
  const submit = (event: Event): void => {
    event.preventDefault();
    void attempt.run(async () =>
      made(await calls.createToken(bot.id, { name: name.trim(), scopes: SCOPES[scopes]!, expiresIn: days * DAY, ...(chosen.length === 0 ? {} : { rooms: chosen }) })),
    );
  };
  return (
    <form class="card-form" onSubmit={submit} noValidate>
      <FormError attempt={attempt} fields={['name']} />
      <Field label={t.integrations.tokenName} name="token-name" autocomplete="off" required value={name} set={setName} error={attempt.fault('name')} />
      <div class="field">
        <label for="token-scopes">{t.integrations.mayDo}</label>
        <div class="field-box">
          <select id="token-scopes" value={String(scopes)} onChange={(event) => setScopes(Number(event.currentTarget.value))}>
            {SCOPES.map((some, at) => (
              <option key={at} value={String(at)}>
                {t.integrations.scopes[some.join('-')]}
              </option>
            ))}
          </select>
        </div>
      </div>
      <div class="field">
        <label for="token-days">{t.integrations.counts}</label>
        <div class="field-box">
          <select id="token-days" value={String(days)} onChange={(event) => setDays(Number(event.currentTarget.value))}>
            {DAYS.map((some) => (
              <option key={some} value={String(some)}>
                {t.integrations.days(some)}
              </option>
            ))}
          </select>
        </div>
      </div>
      {rooms.length > 0 && (
        <fieldset class="hook-rooms">
          <legend>{t.integrations.onlyRooms}</legend>
          {rooms.map((room) => (
            <label key={room.id}>
              <input
                type="checkbox"
                checked={chosen.includes(room.id)}
                onChange={(event) => setChosen(event.currentTarget.checked ? [...chosen, room.id] : chosen.filter((id) => id !== room.id))}
              />
              <bdi>{room.title}</bdi>
            </label>
          ))}
        </fieldset>
      )}
      <button type="submit" class="button button-primary" disabled={attempt.busy || name.trim() === ''}>
        {t.integrations.makeToken}
      </button>
    </form>
  );
}
