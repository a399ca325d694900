// A provider of OpenID Connect, implemented by others, on a free port of this machine: prints its address, serves until its input ends. Whoever comes is
// signed in at once as the person that /control says; control?... changes that person, what is in tokens, and the keys.
import { createServer } from 'node:http';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import Provider from 'oidc-provider';

const person = { sub: 'subject-1', name: 'Ada Meyer', preferred_username: 'ada', groups: [], gone: false };
let provider;
let settings = {};

const newKey = (alg) => {
  const { privateKey } = alg === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), alg, use: 'sig', kid: randomUUID() };
};

const make = () => {
  provider = new Provider(address, {
    clients: [{
      client_id: 'opportune',
      client_secret: 'a-secret-of-the-test',
      redirect_uris: [`${settings.site}/sign-in/callback`],
      post_logout_redirect_uris: [`${settings.site}/sign-in`],
      token_endpoint_auth_method: 'client_secret_post',
      grant_types: ['authorization_code', 'refresh_token'],
      id_token_signed_response_alg: settings.alg,
    }],
    jwks: { keys: [newKey(settings.alg), ...(settings.alg === 'RS256' ? [] : [newKey('RS256')])] },
    scopes: ['openid', 'offline_access', 'profile', 'groups'],
    claims: { openid: ['sub'], profile: ['name', 'preferred_username'], groups: ['groups'] },
    conformIdTokenClaims: settings.claims === 'userinfo',
    cookies: { keys: ['a key of the test'] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    issueRefreshToken: async () => settings.refresh !== 'no',
    findAccount: async (_, id) => (person.gone || id !== person.sub ? undefined : { accountId: id, claims: async () => ({ ...person }) }),
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({ clientId: 'opportune', accountId: ctx.oidc.session.accountId });
      grant.addOIDCScope('openid offline_access profile groups');
      await grant.save();
      return grant;
    },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  });
};

const server = createServer(async (request, response) => {
  const url = new URL(request.url, address);
  if (url.pathname === '/control') {
    const said = Object.fromEntries(url.searchParams);
    if ('groups' in said) person.groups = said.groups.split(',');
    if ('gone' in said) person.gone = said.gone === 'yes';
    if ('sub' in said) person.sub = said.sub;
    if ('site' in said || 'make' in said) {
      settings = { alg: 'RS256', claims: 'token', refresh: 'yes', ...settings, ...said };
      make();
    }
    response.end('done');
  } else if (url.pathname.startsWith('/interaction/')) {
    await provider.interactionFinished(request, response, { login: { accountId: person.sub } });
  } else {
    provider.callback()(request, response);
  }
});

let address;
server.listen(0, '127.0.0.1', () => {
  address = `http://127.0.0.1:${server.address().port}`;
  console.log(address);
});
process.stdin.on('end', () => process.exit(0)).resume();
