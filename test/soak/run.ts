/**
 * `npm run soak`: one client for minutes on a real Asterisk. `npm run soak -- live`: the live models in a storm of callers.
 * `npm run soak -- calls`: races of phones, and calls whose link is cut. `npm run soak -- switchboard`: readers of events by chance.
 */
if (process.argv[2] === 'live') await import('./live.js')
else if (process.argv[2] === 'calls') await import('./calls.js')
else if (process.argv[2] === 'switchboard') await import('./switchboard.js')
else await import('./link.js')

export {}
