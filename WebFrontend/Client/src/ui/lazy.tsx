import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { toast } from './toast.tsx';

type Loose = FunctionComponent<never>;
const loaded = new Map<() => Promise<Loose>, Loose>();

/**
 * A dialog, or a page, whose code is a file of its own, loaded when it is opened for the first time; once it is here, it opens at once. Without a connection
 * to load it over it closes again and says why.
 */
export function lazyDialog<Props extends { onClose: () => void }>(load: () => Promise<FunctionComponent<Props>>): FunctionComponent<Props> {
  return function Lazy(props: Props) {
    const [Inner, setInner] = useState(() => loaded.get(load) as FunctionComponent<Props> | undefined);
    useEffect(() => {
      if (Inner !== undefined) return;
      let gone = false;
      load().then(
        (found) => {
          loaded.set(load, found as Loose);
          if (!gone) setInner(() => found);
        },
        () => {
          if (gone) return;
          toast(t.errors.unreachable);
          props.onClose();
        },
      );
      return () => {
        gone = true;
      };
    }, []);
    return Inner === undefined ? null : <Inner {...props} />;
  };
}
