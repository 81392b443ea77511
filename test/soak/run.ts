/** `npm run soak`: one client for minutes on a real Asterisk. `npm run soak -- live`: the live models in a storm of callers. */
await import(process.argv[2] === 'live' ? './live.js' : './link.js')

export {}
