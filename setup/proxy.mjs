import http from 'node:http';
import https from 'node:https';
import tls from 'node:tls';

/** @typedef {import('./cache.mjs').Environment} Environment */

/**
 * The proxy for an address by the usual variables, in capitals or not. `NO_PROXY` holds hosts, `.suffixes`, `host:port` or `*`.
 * @param {URL} url @param {Environment} env @returns {URL | undefined}
 */
export function proxyFor(url, env) {
  const variable = (/** @type {string} */ name) => env[name.toLowerCase()] || env[name] || undefined;
  const exempt = (variable('NO_PROXY') ?? '').split(/[\s,]+/).filter((entry) => entry !== '');
  const isExempt = exempt.some((entry) => {
    if (entry === '*') return true;
    const [name = '', port] = entry.replace(/^\*?\./, '').split(':');
    const hostMatches = url.hostname === name || url.hostname.endsWith(`.${name}`);
    return hostMatches && (port === undefined || port === (url.port || (url.protocol === 'https:' ? '443' : '80')));
  });
  if (isExempt) return undefined;
  const proxy = variable(url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY') ?? variable('ALL_PROXY');
  return proxy === undefined ? undefined : new URL(proxy.includes('://') ? proxy : `http://${proxy}`);
}

/**
 * One GET, through the proxy where there is one. Node's own `fetch` looks at proxy variables only from version 24 on and
 * only when told to, and set-up runs on older ones. NODE_EXTRA_CA_CERTS is honoured by Node itself.
 * @param {URL} url @param {Environment} env @param {AbortSignal} signal
 * @returns {Promise<http.IncomingMessage>}
 */
export async function get(url, env, signal) {
  const proxy = proxyFor(url, env);
  const headers = { 'user-agent': 'cutover-setup', accept: '*/*' };
  if (proxy === undefined) {
    const client = url.protocol === 'https:' ? https : http;
    return await answer(client.get(url, { headers, signal, agent: new client.Agent() }));
  }
  const toProxy = { hostname: proxy.hostname, port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80), signal };
  const client = proxy.protocol === 'https:' ? https : http;
  const credentials = authorization(proxy);
  if (url.protocol === 'http:') {
    return await answer(client.get({ ...toProxy, agent: new client.Agent(), path: url.href, headers: { ...headers, host: url.host, ...credentials } }));
  }
  const target = `${url.hostname}:${url.port || '443'}`;
  const connect = client.request({ ...toProxy, agent: new client.Agent(), method: 'CONNECT', path: target, headers: { host: target, ...credentials } });
  const socket = await tunnel(connect);
  return await answer(https.get(url, { headers, signal, createConnection: () => tls.connect({ socket, servername: url.hostname }) }));
}

/** @param {http.ClientRequest} request @returns {Promise<http.IncomingMessage>} */
async function answer(request) {
  return await new Promise((resolve, reject) => {
    request.on('response', resolve).on('error', reject);
  });
}

/** @param {http.ClientRequest} request @returns {Promise<import('node:net').Socket>} */
async function tunnel(request) {
  return await new Promise((resolve, reject) => {
    request.on('connect', (response, socket) => {
      if (response.statusCode === 200) resolve(socket);
      else {
        socket.destroy();
        reject(new Error(`the proxy answered ${String(response.statusCode)}`));
      }
    });
    request.on('error', reject).end();
  });
}

/** @param {URL} proxy @returns {Record<string, string>} */
function authorization(proxy) {
  if (proxy.username === '') return {};
  const pair = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}
