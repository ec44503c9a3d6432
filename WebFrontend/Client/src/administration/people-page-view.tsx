import { useEffect, useState } from 'preact/hooks';
import { AdminCalls, type User } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { WordRulesDialog } from '../moderation/dialogs.ts';
import { go } from '../routes/router.ts';
import { confirm, ConfirmPlace } from '../ui/dialog.tsx';
import { BlockIcon, DotsIcon } from '../ui/icons.tsx';
import { Menu } from '../ui/menu.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { Refusal } from '../ui/refusal.tsx';
import { SearchField } from '../ui/search-field.tsx';
import { sentence } from '../ui/sentence.ts';
import { Toast, toast } from '../ui/toast.tsx';
import { Avatar } from '../users/avatar-view.tsx';
import type { Workspace } from '../workspace/workspace.ts';
import { AdminLinks } from './admin-links-view.tsx';
import { EraseUserDialog } from './erase-user-dialog-view.tsx';
import { NewPasswordDialog } from './new-password-dialog-view.tsx';
import { mayManage, rolesFor } from './people-state.ts';
import { UserSessionsDialog } from './user-sessions-dialog-view.tsx';

const PAGE = 50;
/** Somebody who types on is not done. */
const PAUSE_MS = 250;

/** For administrators: everybody who has an account, and what can be done about it. */
export function PeoplePage({ workspace }: { workspace: Workspace }) {
  const calls = new AdminCalls(workspace.client.rest);
  const { me } = workspace;
  const [query, setQuery] = useState('');
  const [users, setUsers] = useState<readonly User[] | null>(null);
  const [more, setMore] = useState(false);
  const [erasing, setErasing] = useState<User | null>(null);
  const [looking, setLooking] = useState<User | null>(null);
  const [renewing, setRenewing] = useState<User | null>(null);
  const [wording, setWording] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const took = (known: readonly User[], page: readonly User[]): void => {
    setUsers([...known, ...page]);
    setMore(page.length === PAGE);
    setError(null);
  };
  useEffect(() => {
    document.title = `${t.people.title} · ${t.appName}`;
  }, []);
  useEffect(() => {
    if (!me.isAdmin) return;
    let late = false; // another question was asked meanwhile
    const timer = setTimeout(() => {
      calls.users({ query: query.trim(), limit: PAGE }).then(
        (page) => !late && took([], page),
        (failure: unknown) => !late && setError(failure),
      );
    }, query === '' ? 0 : PAUSE_MS);
    return () => {
      late = true;
      clearTimeout(timer);
    };
  }, [query]);
  const known = users ?? [];
  const replace = (now: User): void => setUsers((all) => (all ?? []).map((one) => (one.id === now.id ? now : one)));
  const change = (user: User, what: { role?: string; deactivated?: boolean }, said: string): void =>
    void calls.changeUser(user.id, what).then(
      (now) => {
        replace(now);
        toast(said);
      },
      (failure: unknown) => toast(sentence(failure)),
    );
  const resetSecondFactor = (user: User): void =>
    confirm({
      title: t.people.secondFactorTitle(user.displayName),
      text: t.people.secondFactorText,
      action: t.people.secondFactor,
      run: () =>
        void calls.resetSecondFactor(user.id).then(
          () => toast(t.people.secondFactorOff(user.displayName)),
          (failure: unknown) => toast(sentence(failure)),
        ),
    });
  const deactivate = (user: User): void =>
    confirm({
      title: t.people.deactivateTitle(user.displayName),
      text: t.people.deactivateText,
      action: t.people.deactivate,
      run: () => change(user, { deactivated: true }, t.people.deactivated(user.displayName)),
    });
  if (!me.isAdmin) {
    return (
      <main class="blank blank-full">
        <h1>{t.dashboard.forbiddenTitle}</h1>
        <p>{t.people.forbiddenText}</p>
        <button type="button" class="button button-primary" onClick={() => go({ to: 'home' })}>
          {t.dashboard.forbiddenAction}
        </button>
      </main>
    );
  }
  return (
    <div class="dash">
      <PageHead title={t.people.title} back={t.dashboard.back}>
        <AdminLinks here="people" />
      </PageHead>
      <main class="dash-main people-main">
        <div class="people-tools">
          <SearchField label={t.people.find} value={query} set={setQuery} />
          <button type="button" class="button" onClick={() => setWording(true)}>
            <BlockIcon />
            {t.words.open}
          </button>
        </div>
        <Refusal error={error} />
        {users === null && error === null && <p role="status">{t.loading}</p>}
        {users?.length === 0 && <p class="people-none">{t.people.none}</p>}
        <ul class="people-list">
          {known.map((user) => (
            <li key={user.id} class={user.deactivated ? 'person person-off' : 'person'}>
              <Avatar id={user.id} name={user.displayName} bot={user.isBot} />
              <span class="browse-text">
                <span class="browse-title">
                  <bdi>{user.erased === true ? t.erased : user.displayName}</bdi>
                  {user.id === me.id && <span class="tag">{t.members.you}</span>}
                  {user.deactivated && user.erased !== true && <span class="tag tag-off">{t.people.isOff}</span>}
                </span>
                <span class="browse-more">
                  {user.erased !== true && <bdi>@{user.userName} · </bdi>}
                  {t.people.roles[user.role] ?? user.role}
                </span>
              </span>
              {mayManage(me, user) && (
                <Menu label={t.members.actions(user.displayName)} class="menu-end" button={<DotsIcon />}>
                  {(close) => {
                    const item = (words: string, run: () => void, danger = false) => (
                      <button
                        key={words}
                        type="button"
                        class={danger ? 'menu-item menu-item-danger' : 'menu-item'}
                        onClick={() => {
                          close();
                          run();
                        }}
                      >
                        {words}
                      </button>
                    );
                    return (
                      <>
                        {rolesFor(me)
                          .filter((role) => role !== user.role)
                          .map((role) => item(t.people.make[role], () => change(user, { role }, t.people.isNow(user.displayName, t.people.roles[role] ?? role))))}
                        {item(t.people.sessions, () => setLooking(user))}
                        {item(t.people.password, () => setRenewing(user))}
                        {item(t.people.secondFactor, () => resetSecondFactor(user))}
                        {user.deactivated
                          ? item(t.people.activate, () => change(user, { deactivated: false }, t.people.activated(user.displayName)))
                          : item(t.people.deactivate, () => deactivate(user), true)}
                        {item(t.people.erase, () => setErasing(user), true)}
                      </>
                    );
                  }}
                </Menu>
              )}
            </li>
          ))}
        </ul>
        {more && (
          <button
            type="button"
            class="button"
            onClick={() => void calls.users({ query: query.trim(), after: known.at(-1)!.id, limit: PAGE }).then((page) => took(known, page), setError)}
          >
            {t.members.loadMore}
          </button>
        )}
      </main>
      {erasing !== null && <EraseUserDialog calls={calls} user={erasing} onDone={() => replace({ ...erasing, deactivated: true, erased: true })} onClose={() => setErasing(null)} />}
      {looking !== null && <UserSessionsDialog calls={calls} user={looking} onClose={() => setLooking(null)} />}
      {renewing !== null && <NewPasswordDialog calls={calls} user={renewing} onClose={() => setRenewing(null)} />}
      {wording && <WordRulesDialog rest={workspace.client.rest} room={null} onClose={() => setWording(false)} />}
      <ConfirmPlace />
      <Toast />
    </div>
  );
}
