import { chooseLanguage, language, t } from '../i18n/i18n.ts';
import { type Language, OFFERED } from '../i18n/language-state.ts';
import { shownDialog } from '../rooms/shell-store.ts';
import { follow, pathTo } from '../routes/router.ts';
import { BellIcon, CheckIcon, ClockIcon, DeviceIcon, DownIcon, KeyboardIcon, KeyIcon, LeaveIcon, PeopleIcon, PulseIcon } from '../ui/icons.tsx';
import { Menu } from '../ui/menu.tsx';
import { sentence } from '../ui/sentence.ts';
import { setTheme, theme, type Theme } from '../ui/theme.ts';
import { toast } from '../ui/toast.tsx';
import { Avatar } from '../users/avatar-view.tsx';
import { useWorkspace } from '../workspace/workspace-context.ts';
import { install, installable } from '../worker/install-store.ts';
import { signOut } from './session-store.ts';

const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

export function AccountMenu() {
  const { me, connection } = useWorkspace();
  const online = connection.value.is === 'connected';
  return (
    <Menu
      label={t.account.menu}
      worded
      class="account"
      button={
        <>
          <Avatar id={me.id} name={me.displayName} />
          <span class="account-text">
            <span class="account-name" dir="auto">
              {me.displayName}
            </span>
            <span class="account-user" dir="ltr">@{me.userName}</span>
          </span>
          <span class={online ? 'account-dot on' : 'account-dot'} aria-hidden="true" />
        </>
      }
    >
      {(close) => (
        <>
          <fieldset class="menu-group">
            <legend>{t.account.theme}</legend>
            {THEMES.map((value) => (
              <label key={value} class="menu-item">
                <input
                  class="sr-only"
                  type="radio"
                  name="theme"
                  value={value}
                  checked={theme.value === value}
                  onChange={() => setTheme(value)}
                />
                <span class="menu-check">{theme.value === value && <CheckIcon />}</span>
                {t.account[value]}
              </label>
            ))}
          </fieldset>
          <label class="menu-field">
            <span>{t.account.language}</span>
            <select value={language.value} onChange={(event) => chooseLanguage(event.currentTarget.value as Language)}>
              {OFFERED.map(([value, name]) => (
                <option key={value} value={value} lang={value}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <a class="menu-item" href={pathTo({ to: 'account' })} onClick={follow({ to: 'account' })}>
            <KeyIcon />
            {t.account.title}
          </a>
          <a class="menu-item" href={pathTo({ to: 'devices' })} onClick={follow({ to: 'devices' })}>
            <DeviceIcon />
            {t.devices.title}
          </a>
          <button
            type="button"
            class="menu-item"
            onClick={() => {
              close();
              shownDialog.value = 'scheduled';
            }}
          >
            <ClockIcon />
            {t.scheduled.title}
          </button>
          <button
            type="button"
            class="menu-item"
            onClick={() => {
              close();
              shownDialog.value = 'notify';
            }}
          >
            <BellIcon />
            {t.notify.title}
          </button>
          <button
            type="button"
            class="menu-item"
            onClick={() => {
              close();
              shownDialog.value = 'shortcuts';
            }}
          >
            <KeyboardIcon />
            {t.account.shortcuts}
          </button>
          {installable() && (
            <button type="button" class="menu-item" onClick={install}>
              <DownIcon />
              {t.account.install}
            </button>
          )}
          {me.isAdmin && (
            <a class="menu-item" href={pathTo({ to: 'people' })} onClick={follow({ to: 'people' })}>
              <PeopleIcon />
              {t.people.title}
            </a>
          )}
          {me.isAdmin && (
            <a class="menu-item" href={pathTo({ to: 'dashboard' })} onClick={follow({ to: 'dashboard' })}>
              <PulseIcon />
              {t.dashboard.title}
            </a>
          )}
          <button type="button" class="menu-item" onClick={() => void signOut().catch((error: unknown) => toast(sentence(error)))}>
            <LeaveIcon />
            {t.account.signOut}
          </button>
        </>
      )}
    </Menu>
  );
}
