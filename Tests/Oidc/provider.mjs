// A real OpenID Connect provider for tests. Arguments: port, client id, client secret, redirect URIs.
// POST /control {"sub":…,"claims":{…}} says who signs in next; there are no forms.
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const [port, clientId, clientSecret, ...redirectUris] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
let next = { sub: 'nobody', claims: {} };
const accounts = new Map();

const provider = new Provider(issuer, {
  clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: redirectUris, response_types: ['code'], grant_types: ['authorization_code'] }],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'preferred_username'] },
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false }, pushedAuthorizationRequests: { enabled: false } }, // so that a test can change what the browser carries
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  cookies: { keys: ['for tests'] },
  findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, ...accounts.get(sub) }) }),
  ttl: { Session: 60, Interaction: 60, Grant: 60, AccessToken: 60, IdToken: 60, AuthorizationCode: 60 },
});
const respond = provider.callback();

/** Signs in whoever is next, and agrees to everything. */
async function interact(request, response) {
  const { params, prompt, session } = await provider.interactionDetails(request, response);
  if (prompt.name === 'login') {
    await provider.interactionFinished(request, response, { login: { accountId: next.sub, remember: false } });
    return;
  }
  const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  await provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } }, { mergeWithLastSubmission: true });
}

createServer((request, response) => {
  if (request.url === '/control') {
    let body = '';
    request.on('data', (part) => (body += part));
    request.on('end', () => {
      next = JSON.parse(body);
      accounts.set(next.sub, next.claims);
      response.end();
    });
  } else if (request.url.startsWith('/interaction/')) {
    interact(request, response).catch((error) => {
      response.statusCode = 500;
      response.end(String(error));
    });
  } else {
    respond(request, response);
  }
}).listen(Number(port), '127.0.0.1', () => console.log('listening'));
