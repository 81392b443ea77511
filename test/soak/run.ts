/** `npm run soak`: one client for minutes on a real Asterisk. `npm run soak -- live`: the live models in a storm of callers. */
if (process.argv[2] === 'live') await import('./live.js')
else await import('./link.js')

export {}
