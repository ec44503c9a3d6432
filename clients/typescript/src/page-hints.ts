/** Acts on what a page knows: the network is gone or back, the tab is looked at again. Returns the undo. */
export function heedPageHints(client: { hurry(): void; distrust(): void }, page: Document = document): () => void {
  const view = page.defaultView;
  const online = (): void => client.hurry();
  const offline = (): void => client.distrust();
  const visible = (): void => {
    if (page.visibilityState === 'visible') client.hurry();
  };
  view?.addEventListener('online', online);
  view?.addEventListener('offline', offline);
  page.addEventListener('visibilitychange', visible);
  return () => {
    view?.removeEventListener('online', online);
    view?.removeEventListener('offline', offline);
    page.removeEventListener('visibilitychange', visible);
  };
}
