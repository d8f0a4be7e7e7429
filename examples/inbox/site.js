const given = new URLSearchParams(location.hash.slice(1));
const hub = given.get('hub') ?? 'http://127.0.0.1:9081';

// usually a plain <script type="module" src="https://hub…/console/inbox/inbox.js">; here the hub's address is a parameter
await import(new URL('console/inbox/inbox.js', new URL(hub)).href);

const inbox = document.querySelector('carillon-inbox');
inbox.token = given.get('token') ?? '';
history.replaceState(null, '', location.pathname);

inbox.addEventListener('carillon-arrived', ({ detail }) => {
  document.querySelector('#last').textContent = `Just in: ${detail.description}`;
});
