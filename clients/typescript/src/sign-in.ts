import { ParleyClient, type ParleyOptions } from './client.ts';
import { ParleyRest } from './rest.ts';
import { TokenKeeper } from './token-keeper.ts';
import type { User } from './wire.ts';

/** Signs in with a password and returns a client that renews its own tokens: all a bot needs. */
export async function signIn(
  options: ParleyOptions & { readonly userName: string; readonly password: string; readonly device?: string },
): Promise<{ client: ParleyClient; user: User }> {
  const { userName, password, device, ...rest } = options;
  const anonymous = new ParleyRest(rest);
  const session = await anonymous.signIn(userName, password, device);
  const keeper = new TokenKeeper(session, (refreshToken) => anonymous.refresh(refreshToken), rest.clock);
  return { client: new ParleyClient({ ...rest, accessToken: () => keeper.accessToken() }), user: session.user };
}
